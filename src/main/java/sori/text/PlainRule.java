package sori.text;

import com.ibm.icu.text.Transliterator;
import java.util.Locale;
import java.util.regex.Pattern;

/** A word that is read as it stands; other scripts are written in Latin letters first. */
final class PlainRule implements Rule {
    private static final Pattern UNSPEAKABLE = Pattern.compile("[^a-z']+");

    /** Apostrophes that aren't between letters. */
    private static final Pattern QUOTES = Pattern.compile("^'+|'+$|'(?=')");

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.PLAIN;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        Token token = tokens.get(at);
        if (!token.isWord()) {
            return 0;
        }
        out.say(letters(token.text()), at, at + 1);
        return 1;
    }

    /** Lower-case ASCII letters and apostrophes, in words; "" when nothing can be said. */
    static String letters(String written) {
        if (isAsciiWord(written)) {
            return written.toLowerCase(Locale.ROOT);
        }
        String latin = isAscii(written) ? written : OtherScripts.TO_LATIN.transliterate(written);
        StringBuilder letters = new StringBuilder();
        for (String word : UNSPEAKABLE.split(latin.toLowerCase(Locale.ROOT))) {
            String bare = QUOTES.matcher(word).replaceAll("");
            letters.append(letters.isEmpty() || bare.isEmpty() ? "" : " ").append(bare);
        }
        return letters.toString();
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

    /** Loaded when the first foreign letter is met. */
    private static final class OtherScripts {
        static final Transliterator TO_LATIN = Transliterator.getInstance("Any-Latin; Latin-ASCII");
    }
}
