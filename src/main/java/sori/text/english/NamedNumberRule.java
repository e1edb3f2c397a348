package sori.text.english;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import sori.text.TextTable;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;
import sori.text.rules.WrittenNumber;

/**
 * Numbers of three and four digits that name something and are said in pairs: "Boeing 747" is seven forty seven, "A320" a three twenty, "SHA-256" two
 * fifty six, "1080p" ten eighty p, "error 404" four o four, "221B Baker Street" two twenty one b. Words before them from {@code named-numbers.tsv}.
 */
final class NamedNumberRule implements Rule {
    private static final Map<String, Boolean> NAMES = names();

    /** Names behind a number of their maker: "a 787 Dreamliner". */
    private static final Set<String> BEHIND = Set.of("dreamliner", "jumbo", "superjet", "max");

    private static final Set<String> LINES = Set.of("240", "360", "480", "576", "720", "1080", "1440", "2160", "4320");
    private static final Set<String> STREETS = TextTable.pairs("streets.tsv").keySet();
    private static final int CODE_LETTERS_MAX = 3;

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.CARDINAL;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind == Token.Kind.NUMBER;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        Token number = tokens.get(at);
        boolean shape = number.isNumber(3, 4) && !number.text().startsWith("0") && !isLonger(tokens, at);
        if (!shape) {
            return 0;
        }
        if (tokens.get(at + 1).glued() && tokens.get(at + 1).isWord()) {
            return lettered(tokens, at, out);
        }
        if (!isNamed(tokens, at) && !isInCode(tokens, at)) {
            return 0;
        }
        out.say(EnglishNumbers.pairs(number.text()), at, at + 1);
        boolean variant = tokens.glued(at + 1, "-") && tokens.gluedNumber(at + 2, 1, 4);
        if (!variant) {
            return 1;
        }
        out.say(EnglishNumbers.pairs(tokens.get(at + 2).text()), at + 1, at + 3);
        return 3;
    }

    /** "1080p", "747s", "320i", "221B Baker Street". */
    private static int lettered(Tokens tokens, int at, Reading out) {
        String letters = tokens.get(at + 1).text();
        String digits = tokens.get(at).text();
        boolean lines = LINES.contains(digits) && (letters.equals("p") || letters.equals("i"));
        boolean named = isNamed(tokens, at) && letters.length() == 1;
        boolean house = letters.length() == 1 && tokens.get(at + 1).isUpperCase() && isStreet(tokens, at + 2);
        if (tokens.get(at).glued() || !(lines || named || house)) {
            return 0;
        }
        String words = EnglishNumbers.pairs(digits);
        boolean plural = named && letters.equals("s");
        out.say(plural ? EnglishNumbers.plural(words) : words + " " + letters.toLowerCase(Locale.ROOT), at, at + 2);
        return 2;
    }

    private static boolean isStreet(Tokens tokens, int name) {
        return tokens.get(name).isCapitalized()
                && (STREETS.contains(tokens.lower(name + 1)) || STREETS.contains(tokens.lower(name + 2)));
    }

    /** Part of a longer number, as in "1,234" and "320.5". */
    private static boolean isLonger(Tokens tokens, int at) {
        WrittenNumber number = WrittenNumber.at(tokens, at);
        boolean inside = tokens.get(at).glued() && tokens.get(at - 1).isAnyOf(".,/:#");
        return inside
                || number == null
                || number.end() != at + 1
                || tokens.gluedAnyOf(at + 1, "/:%") && tokens.get(at + 2).glued();
    }

    private static boolean isNamed(Tokens tokens, int at) {
        if (tokens.get(at).glued()) {
            return false;
        }
        Boolean zero = tokens.get(at - 1).is("us")
                ? null
                : NAMES.get(tokens.lower(tokens.glued(at - 1, ".") ? at - 2 : at - 1));
        boolean inside = tokens.get(at).isNumber(3, 3) && tokens.get(at).text().charAt(1) == '0';
        boolean round = tokens.get(at).text().endsWith("00");
        return BEHIND.contains(tokens.lower(at + 1)) || zero != null && (!zero || inside && !round);
    }

    /** "A320" and "KC-135", nothing behind: a capital, or up to three with a hyphen. */
    private static boolean isInCode(Tokens tokens, int at) {
        boolean hyphen = tokens.get(at - 1).is("-") && tokens.get(at - 1).glued();
        Token letters = tokens.get(hyphen ? at - 2 : at - 1);
        boolean capitals = letters.isUpperCase()
                && letters.text().length() <= (hyphen ? CODE_LETTERS_MAX : 1)
                && letters.text().charAt(0) < 0x80;
        boolean variant = tokens.glued(at + 1, "-") && tokens.get(at + 2).glued();
        return capitals
                && tokens.get(at).glued()
                && tokens.get(at).isNumber(3, 3)
                && (!letters.glued() || tokens.get(hyphen ? at - 3 : at - 2).isAnyOf("(\"'"))
                && (!variant || !hyphen && tokens.gluedNumber(at + 2, 3, 3));
    }

    private static Map<String, Boolean> names() {
        return TextTable.rows("named-numbers.tsv").stream()
                .collect(Collectors.toUnmodifiableMap((List<String> row) -> row.get(0), row -> row.size() > 1));
    }
}
