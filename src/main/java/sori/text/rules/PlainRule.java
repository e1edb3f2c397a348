package sori.text.rules;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import sori.text.TextTable;

/** A word that is read as it stands; other scripts are written in Latin letters first. */
public final class PlainRule implements Rule {
    private static final Pattern NO_LETTERS = Pattern.compile("[^\\p{L}']+");
    private static final Pattern UNSPEAKABLE = Pattern.compile("[^\\p{IsLatin}']+");

    private static final Map<String, String> GREEK = TextTable.pairs("greek-letters.tsv");

    /** Apostrophes that aren't between letters. */
    private static final Pattern QUOTES = Pattern.compile("^'+|'(?='|$)");

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
        if (!token.isWord()) {
            return 0;
        }
        String letters = letters(token.text());
        boolean foreign = !isAscii(token.text()) && !LatinLetters.isLatin(token.text());
        out.say(foreign ? pronounceable(letters) : letters, at, at + 1);
        return 1;
    }

    /** Spells what a foreign script without vowels leaves: "ﷺ" holds "wslm". */
    private static String pronounceable(String words) {
        StringBuilder pronounceable = new StringBuilder();
        for (String word : words.split(" ")) {
            boolean spelled = LettersRule.lacksVowel(word);
            pronounceable.append(pronounceable.isEmpty() ? "" : " ").append(spelled ? LettersRule.spelled(word) : word);
        }
        return pronounceable.toString();
    }

    /** Lower-case Latin letters and apostrophes, in words; "" when nothing can be said. */
    public static String letters(String written) {
        if (isAsciiWord(written)) {
            return written.toLowerCase(Locale.ROOT);
        }
        if (written.codePointCount(0, written.length()) == 1 && GREEK.containsKey(written)) {
            return GREEK.getOrDefault(written, "");
        }
        boolean accented = written.indexOf('\'') < 0 && LatinLetters.isLatin(written);
        if (accented) {
            return written.toLowerCase(Locale.ROOT).replace("\u0307", ""); // İ in lower case has a dot to spare
        }
        boolean latin = isAscii(written) || LatinLetters.isLatin(written);
        String letters = latin ? written : LatinLetters.ofAnyScript(written);
        return bare(letters.toLowerCase(Locale.ROOT));
    }

    private static String bare(String latin) {
        StringBuilder letters = new StringBuilder();
        for (String word : UNSPEAKABLE.split(latin)) {
            String bare = QUOTES.matcher(word).replaceAll("");
            letters.append(letters.isEmpty() || bare.isEmpty() ? "" : " ").append(bare);
        }
        return letters.toString();
    }

    /** Words of Latin letters or Hangul, separated by single spaces, as they may be said; "" if there are none. */
    public static String spokenWords(String words) {
        StringBuilder spoken = new StringBuilder();
        for (String word : NO_LETTERS.split(new CleanText(words).text())) {
            boolean hangul = !word.isEmpty() && Tokens.isHangul(word.codePointAt(0));
            String letters = hangul ? KoreanSyllables.only(word) : letters(word);
            spoken.append(spoken.isEmpty() || letters.isEmpty() ? "" : " ").append(letters);
        }
        return spoken.toString();
    }

    static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAsciiWord(String text) {
        for (int i = 0; i < text.length(); i++) {
            char lower = (char) (text.charAt(i) | 0x20);
            if (lower < 'a' || lower > 'z') {
                return false;
            }
        }
        return true;
    }
}
