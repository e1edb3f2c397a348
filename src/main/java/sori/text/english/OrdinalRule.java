package sori.text.english;

import java.util.Set;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;
import sori.text.rules.WrittenNumber;

/** "21st", "1,000th": a number with the ending that fits it. */
final class OrdinalRule implements Rule {
    private static final Set<String> LISTED = Set.of("st", "nd", "rd", "th", "d");

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.ORDINAL;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind != Token.Kind.WORD;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        WrittenNumber number = WrittenNumber.at(tokens, at);
        boolean code =
                number != null && number.whole().length() > 1 && number.whole().startsWith("0");
        if (number == null || code || !number.isWhole() || !isEnding(tokens, number.end(), number.whole())) {
            return 0;
        }
        String possessive = tokens.lower(number.end()).endsWith("'s") ? "'s" : "";
        out.say(EnglishNumbers.ordinal(number.whole()) + possessive, at, number.end() + 1);
        return number.end() + 1 - at;
    }

    /** Whether the token after a number is its ordinal ending, with or without a possessive. */
    static boolean isEnding(Tokens tokens, int at, String digits) {
        String word = tokens.lower(at);
        String ending = ending(digits);
        return tokens.get(at).glued()
                && (word.equals(ending) || word.equals(ending + "'s") || isOldEnding(tokens, at, digits, ending));
    }

    /** "22d Regiment", "the 2d of May": the nd and rd of older texts, where no other word is likely. */
    private static boolean isOldEnding(Tokens tokens, int at, String digits, String ending) {
        boolean old = tokens.get(at).is("d") && (ending.equals("nd") || ending.equals("rd"));
        Token next = tokens.get(at + 1);
        boolean likely = digits.length() == 2
                || tokens.lower(at - 2).equals("the") && (next.isCapitalized() || next.is("of"))
                || isMonth(tokens, at - 2)
                || isListed(tokens, at - 3)
                || isListed(tokens, at - 4);
        return old && likely && !(next.glued() && (next.isWord() || next.isNumber()));
    }

    /** "Aug. 3d". */
    private static boolean isMonth(Tokens tokens, int at) {
        Token before = tokens.get(tokens.glued(at, ".") ? at - 1 : at);
        return before.isCapitalized() && !Months.name(before).isEmpty();
    }

    /** The "st" of "1st, 2d, and 3d". */
    private static boolean isListed(Tokens tokens, int at) {
        return tokens.get(at).glued()
                && tokens.get(at - 1).isNumber()
                && LISTED.contains(tokens.get(at).text());
    }

    private static String ending(String digits) {
        boolean teen = digits.length() > 1 && digits.charAt(digits.length() - 2) == '1';
        return switch (teen ? '0' : digits.charAt(digits.length() - 1)) {
            case '1' -> "st";
            case '2' -> "nd";
            case '3' -> "rd";
            default -> "th";
        };
    }
}
