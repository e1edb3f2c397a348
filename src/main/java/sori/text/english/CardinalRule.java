package sori.text.english;

import java.util.Set;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;
import sori.text.rules.WrittenNumber;

/**
 * Whole numbers. Ungrouped ones of five and more digits are read digit by digit unless a word follows that they count, or one such as "about" stands before them;
 * so are those with a leading zero, and those that a word such as "code" announces, or from three digits on
 * that stand in a code of letters and digits.
 */
final class CardinalRule implements Rule {
    private static final Set<String> CODES =
            Set.of("code", "pin", "zip", "serial", "extension", "ext", "ending", "card", "password", "passcode");
    /** Words before a number that is an amount. */
    private static final Set<String> ABOUT = Set.of(
            "of",
            "about",
            "around",
            "approximately",
            "roughly",
            "over",
            "nearly",
            "almost",
            "exceeding",
            "than",
            "some",
            "estimated",
            "exactly",
            "only",
            "least",
            "most");

    private static final int GROUPLESS_MAX = 4;
    private static final int COUNTED_MAX = 12;
    private static final int NAMED_MAX = 6;

    /** Words before a number that names one of many. */
    private static final Set<String> IDENTIFIERS = Set.of(
            "number",
            "numbers",
            "account",
            "order",
            "invoice",
            "case",
            "reference",
            "ticket",
            "room",
            "flight",
            "box",
            "key",
            "identifier",
            "model",
            "part",
            "item",
            "phone",
            "fax",
            "dial",
            "call",
            "text",
            "postcode",
            "license",
            "licence",
            "badge",
            "policy",
            "tracking",
            "customer",
            "member",
            "employee",
            "user",
            "port",
            "channel");

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.CARDINAL;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind != Token.Kind.WORD;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        boolean minus = WrittenNumber.isMinus(tokens, at);
        int first = minus ? at + 1 : at;
        WrittenNumber number = WrittenNumber.at(tokens, first);
        if (number == null || !number.isWhole()) {
            return 0;
        }
        String words =
                asDigits(tokens, at, number) ? EnglishNumbers.digits(number.whole()) : EnglishNumbers.spoken(number);
        boolean possessive = tokens.glued(number.end(), "'") && tokens.glued(number.end() + 1, "s");
        int end = possessive ? number.end() + 2 : number.end();
        out.say((minus ? "minus " : "") + words + (possessive ? "'s" : ""), at, end);
        return end - at;
    }

    /** Glued to letters, as in "c325b". */
    private static boolean isInCode(Tokens tokens, int at, WrittenNumber number) {
        boolean before = tokens.get(at).glued() && tokens.get(at - 1).isWord();
        return before
                || tokens.get(number.end()).glued()
                        && tokens.get(number.end()).isWord()
                        && !RangeRule.isTimes(tokens, number.end());
    }

    /** "asteroid 12345", but not "order 12345": a word in lower case stands before it that announces no code. */
    private static boolean isNamed(Tokens tokens, int at) {
        Token before = tokens.get(at - 1);
        return before.isLowerCase()
                && before.text().length() > 2
                && !tokens.get(at).glued()
                && !IDENTIFIERS.contains(before.text());
    }

    private static boolean asDigits(Tokens tokens, int at, WrittenNumber number) {
        int length = number.whole().length();
        if (number.grouped() || length == 1) {
            return false;
        }
        if (number.whole().startsWith("0")) {
            return true;
        }
        if (length >= 3 && isInCode(tokens, at, number)) {
            return length > 3 || !number.whole().endsWith("00");
        }
        if (length >= 3 && (CODES.contains(tokens.lower(at - 1)) || CODES.contains(tokens.lower(at - 2)))) {
            return true;
        }
        boolean counts = ABOUT.contains(tokens.lower(at - 1))
                || length <= NAMED_MAX && isNamed(tokens, at)
                || tokens.get(number.end()).isLowerCase()
                        && !tokens.get(number.end()).glued();
        boolean round = number.whole().endsWith("000000") && !IDENTIFIERS.contains(tokens.lower(at - 1));
        return length > (counts || round ? COUNTED_MAX : GROUPLESS_MAX);
    }
}
