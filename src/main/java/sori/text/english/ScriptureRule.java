package sori.text.english;

import java.util.Arrays;
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

/** Chapter and verse behind a book's name from {@code scripture.tsv}: "Isaiah 40:31" is isaiah forty thirty one. */
final class ScriptureRule implements Rule {
    private static final Set<String> BOOKS = TextTable.rows("scripture.tsv").stream()
            .flatMap(row -> Arrays.stream(row.get(0).split(" ")))
            .collect(Collectors.toUnmodifiableSet());

    private static final Map<String, String> SHORT = TextTable.pairs("scripture-short.tsv");

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.CARDINAL;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind == Token.Kind.NUMBER || kind == Token.Kind.WORD;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        if (tokens.get(at).isNumber()) {
            return verse(tokens, at, out);
        }
        int roman = roman(tokens, at, out);
        return roman > 0 ? roman : abbreviated(tokens, at, out);
    }

    /** The chapter of "Matt. v. 3" and "1 Kings ii. 3", whose dot ends no sentence. */
    private static int roman(Tokens tokens, int at, Reading out) {
        int book = tokens.glued(at - 1, ".") ? at - 2 : at - 1;
        if (!isRoman(tokens, at) || !tokens.get(book).isCapitalized() || !BOOKS.contains(tokens.lower(book))) {
            return 0;
        }
        int chapter = RomanRule.value(tokens.get(at).text().toUpperCase(Locale.ROOT));
        out.say(EnglishNumbers.cardinal(chapter), at, at + 1);
        out.hold();
        return 2;
    }

    /** A numeral in lower case before a dot and a verse. */
    private static boolean isRoman(Tokens tokens, int at) {
        return tokens.get(at).isLowerCase()
                && !tokens.get(at).glued()
                && tokens.gluedAnyOf(at + 1, ".,:")
                && tokens.get(at + 2).isNumber(1, 3)
                && RomanRule.value(tokens.get(at).text().toUpperCase(Locale.ROOT)) > 0;
    }

    /** The book of "Cor. 13:4", whose dot ends no sentence. */
    private static int abbreviated(Tokens tokens, int at, Reading out) {
        boolean book = tokens.get(at).isCapitalized()
                && tokens.glued(at + 1, ".")
                && (tokens.get(at + 2).isNumber(1, 3) && tokens.glued(at + 3, ":") || isRoman(tokens, at + 2))
                && BOOKS.contains(tokens.lower(at));
        boolean shortened = tokens.get(at).isCapitalized()
                && tokens.get(at + 1).isNumber(1, 3)
                && tokens.glued(at + 2, ":")
                && SHORT.containsKey(tokens.lower(at));
        if (!book && !shortened) {
            return 0;
        }
        out.say(SHORT.getOrDefault(tokens.lower(at), tokens.lower(at)), at, at + 1);
        out.hold();
        return book ? 2 : 1;
    }

    private static int verse(Tokens tokens, int at, Reading out) {
        int book = tokens.glued(at - 1, ".") ? at - 2 : at - 1;
        boolean verse = tokens.get(at).isNumber(1, 3)
                && !tokens.get(at).glued()
                && tokens.get(book).isCapitalized()
                && tokens.glued(at + 1, ":")
                && tokens.gluedNumber(at + 2, 1, 3)
                && BOOKS.contains(tokens.lower(book));
        if (!verse) {
            return 0;
        }
        out.say(EnglishNumbers.cardinal(tokens.get(at).text()), at, at + 1);
        out.say(EnglishNumbers.cardinal(tokens.get(at + 2).text()), at + 2, at + 3);
        return 3;
    }
}
