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
 * letter by letter, other words stay in Latin letters; Chinese characters are read by {@link KoreanHanja}.
 * What is written against a number or a Latin word goes on it.
 */
final class KoreanWordRule implements Rule {
    private static final Map<String, String> LATIN = TextTable.pairs("korean-latin.tsv");
    private static final char FIRST_SYLLABLE = '가';
    private static final int SPELLED_MAX = 5;

    /** Signs that are said, and that Hangul goes on. */
    private static final String SIGNS = "%°+#‰²³.";

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
        String roman = KoreanRomans.number(tokens, at);
        String spoken =
                !roman.isEmpty() ? roman : isHanja(token) ? hanja(tokens, at) : isE(tokens, at) ? "이" : spoken(token);
        Token before = tokens.get(at - 1);
        boolean hangul = isHangul(token);
        boolean goesOn = token.glued() && (before.isNumber() || before.isWord() || hangul && before.isAnyOf(SIGNS));
        boolean afterHangul = before.isWord() && isHangul(before) && !hangul && !(before.is("제") && !roman.isEmpty());
        if (hangul && KoreanClosings.isBehind(tokens, at)) {
            out.append(fitting(tokens, KoreanClosings.inside(tokens, at - 1), spoken, out), at, at + 1);
        } else if (goesOn && !afterHangul) {
            out.join(hangul ? fitting(tokens, at - 1, spoken, out) : spoken, at, at + 1);
        } else {
            out.say(spoken, at, at + 1);
        }
        return 1;
    }

    /** A particle as it fits what was said for a token; Hangul has the form that was written. */
    private static String fitting(Tokens tokens, int before, String particle, Reading out) {
        Token token = tokens.get(before);
        boolean bare = token.isNumber() && out.lastClass() != SemioticClass.MONEY;
        boolean asWritten = token.isWord() && token.text().charAt(0) >= FIRST_SYLLABLE;
        return asWritten
                ? particle
                : bare
                        ? KoreanParticles.fittingNumber(out.lastWord(), particle)
                        : fittingHangul(out.lastWord(), particle);
    }

    /** What a word in Latin letters ends with is not known here. */
    private static String fittingHangul(String word, String particle) {
        boolean known = !word.isEmpty() && Tokens.isHangul(word.charAt(word.length() - 1));
        return known ? KoreanParticles.fitting(word, particle) : particle;
    }

    /** The e of "e스포츠". */
    private static boolean isE(Tokens tokens, int at) {
        return tokens.get(at).is("e") && tokens.get(at + 1).glued() && isHangul(tokens.get(at + 1));
    }

    static String spoken(Token token) {
        if (isHangul(token)) {
            return KoreanSyllables.only(token.text());
        }
        String unit =
                token.isLowerCase() && token.text().equals(letters(token)) ? "" : KoreanMeasureRule.alone(token.text());
        if (!unit.isEmpty()) {
            return unit;
        }
        String letters = letters(token);
        boolean capital = token.text().chars().anyMatch(Character::isUpperCase);
        String known = capital ? LATIN.get(letters) : null;
        if (known != null) {
            return known;
        }
        if (!token.isCapitalized()) {
            return letters;
        }
        boolean capitals = token.isUpperCase() && letters.length() <= SPELLED_MAX;
        return capitals || LettersRule.lacksVowel(letters) ? KoreanLetters.names(letters) : letters;
    }

    private static String letters(Token token) {
        return PlainRule.letters(token.text());
    }

    /** A Latin word, in lower case, as Koreans say it; "" if it isn't known. */
    static String loan(String latin) {
        return LATIN.getOrDefault(latin, KoreanMeasureRule.alone(latin));
    }

    /** The sound of characters that stand for a word; in brackets they only repeat the word before. */
    private static String hanja(Tokens tokens, int at) {
        boolean counts = tokens.get(at).glued() && tokens.get(at - 1).isNumber();
        return tokens.get(at - 1).is("(")
                ? ""
                : KoreanHanja.spoken(tokens.get(at).text(), counts);
    }

    private static boolean isHanja(Token token) {
        return Character.isIdeographic(token.text().codePointAt(0));
    }

    private static boolean isHangul(Token token) {
        return Tokens.isHangul(token.text().codePointAt(0));
    }
}
