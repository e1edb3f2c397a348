package sori.text.rules;

import com.ibm.icu.lang.UScript;
import com.ibm.icu.text.Transliterator;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Letters of other alphabets, and accented ones, by the 26 of English. */
public final class LatinLetters {
    private LatinLetters() {}

    /** Whether a text has Latin letters, accented or not, and nothing else but apostrophes. */
    static boolean isLatin(String text) {
        return text.codePoints()
                .allMatch(c -> c == '\'' || Character.isLetter(c) && UScript.getScript(c) == UScript.LATIN);
    }

    /** "müller" as muller. */
    public static String withoutAccents(String latin) {
        return PlainRule.isAscii(latin)
                ? latin
                : Accents.OFF.transliterate(latin).toLowerCase(Locale.ROOT);
    }

    /** "москва" as moskva; ideographs one by one, each with a space before it as ICU sets it. */
    static String ofAnyScript(String text) {
        StringBuilder latin = new StringBuilder();
        for (int at = 0; at < text.length(); ) {
            boolean ideographs = isHan(text.codePointAt(at));
            int end = at;
            while (end < text.length() && isHan(text.codePointAt(end)) == ideographs) {
                end += Character.charCount(text.codePointAt(end));
            }
            String run = text.substring(at, end);
            latin.append(ideographs && at > 0 && text.charAt(at - 1) != '\'' ? " " : "")
                    .append(ideographs ? syllables(run) : OtherScripts.TO_LATIN.transliterate(run));
            at = end;
        }
        return latin.toString();
    }

    /** An ideograph or a mark among them, such as the one that repeats: what ICU looks up one by one, in a long table. */
    private static boolean isHan(int character) {
        return Character.isIdeographic(character) || UScript.getScript(character) == UScript.HAN;
    }

    private static String syllables(String ideographs) {
        return ideographs
                .codePoints()
                .mapToObj(c -> OtherScripts.SYLLABLES.computeIfAbsent(
                        c, ideograph -> OtherScripts.TO_LATIN.transliterate(Character.toString(ideograph))))
                .collect(Collectors.joining(" "));
    }

    /** Loaded when the first accented letter is met. */
    private static final class Accents {
        static final Transliterator OFF = Transliterator.getInstance("Latin-ASCII");
    }

    /** Loaded when the first foreign letter is met. */
    private static final class OtherScripts {
        static final Transliterator TO_LATIN = Transliterator.getInstance("Any-Latin; Latin-ASCII");

        /** A cache, because ICU takes 0.2 ms for an ideograph; as large as the ideographs that were met are many. */
        static final Map<Integer, String> SYLLABLES = new ConcurrentHashMap<>();
    }
}
