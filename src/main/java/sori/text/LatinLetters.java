package sori.text;

import com.ibm.icu.lang.UScript;
import com.ibm.icu.text.Transliterator;
import java.util.Locale;

/** Letters of other alphabets, and accented ones, by the 26 of English. */
final class LatinLetters {
    private LatinLetters() {}

    /** Whether a text has Latin letters, accented or not, and nothing else but apostrophes. */
    static boolean isLatin(String text) {
        return text.codePoints().allMatch(c -> c == '\'' || Character.isLetter(c) && UScript.getScript(c) == UScript.LATIN);
    }

    /** "müller" as muller. */
    static String withoutAccents(String latin) {
        return PlainRule.isAscii(latin) ? latin : Accents.OFF.transliterate(latin).toLowerCase(Locale.ROOT);
    }

    /** "москва" as moskva. */
    static String ofAnyScript(String text) {
        return OtherScripts.TO_LATIN.transliterate(text);
    }

    /** Loaded when the first accented letter is met. */
    private static final class Accents {
        static final Transliterator OFF = Transliterator.getInstance("Latin-ASCII");
    }

    /** Loaded when the first foreign letter is met. */
    private static final class OtherScripts {
        static final Transliterator TO_LATIN = Transliterator.getInstance("Any-Latin; Latin-ASCII");
    }
}
