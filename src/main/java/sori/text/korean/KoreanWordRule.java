package sori.text.korean;

import java.util.Map;
import sori.text.TextTable;
import sori.text.rules.KoreanSyllables;
import sori.text.rules.LettersRule;
import sori.text.rules.PlainRule;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/**
 * Words. Hangul stays; Latin words with a capital that Koreans write ("TV", "Google") are read from {@code korean-latin.tsv}, other capitals
 * letter by letter, other words stay in Latin letters; of Chinese characters those of {@code korean-hanja.tsv} are read.
 * What is written against a number or a Latin word goes on it.
 */
final class KoreanWordRule implements Rule {
    private static final Map<String, String> LATIN = TextTable.pairs("korean-latin.tsv");
    private static final Map<String, String> HANJA = TextTable.pairs("korean-hanja.tsv");
    private static final int SPELLED_MAX = 5;

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.PLAIN;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind == Token.Kind.WORD;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        Token token = tokens.get(at);
        String spoken = isHanja(token) ? hanja(tokens, at) : spoken(token);
        Token before = tokens.get(at - 1);
        boolean goesOn = token.glued() && (before.isNumber() || before.isWord() || before.is("%") || before.is("°"));
        boolean afterHangul = before.isWord() && isHangul(before) && !isHangul(token);
        if (goesOn && !afterHangul) {
            out.join(spoken, at, at + 1);
        } else {
            out.say(spoken, at, at + 1);
        }
        return 1;
    }

    private static String spoken(Token token) {
        if (isHangul(token)) {
            return KoreanSyllables.only(token.text());
        }
        String letters = PlainRule.letters(token.text());
        if (!token.isCapitalized()) {
            return letters;
        }
        String known = LATIN.get(letters);
        if (known != null) {
            return known;
        }
        boolean capitals = token.isUpperCase() && letters.length() <= SPELLED_MAX;
        return capitals || LettersRule.lacksVowel(letters) ? KoreanLetters.names(letters) : letters;
    }

    /** A Latin word, in lower case, as Koreans say it; "" if it isn't known. */
    static String loan(String latin) {
        return LATIN.getOrDefault(latin, "");
    }

    /** The sound of characters that stand for a word; in brackets they only repeat the word before. */
    private static String hanja(Tokens tokens, int at) {
        StringBuilder spoken = new StringBuilder();
        String text = tokens.get(at).text();
        text.codePoints().forEach(c -> spoken.append(HANJA.getOrDefault(Character.toString(c), "")));
        boolean known = spoken.length() == text.length();
        return known && !tokens.get(at - 1).is("(") ? spoken.toString() : "";
    }

    private static boolean isHanja(Token token) {
        return Character.isIdeographic(token.text().codePointAt(0));
    }

    private static boolean isHangul(Token token) {
        return Tokens.isHangul(token.text().codePointAt(0));
    }
}
