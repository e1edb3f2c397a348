package sori.text.rules;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names in programs, whose words stand together with a capital each: getElementById, NullPointerException, camelCase. Names of people and
 * products that have two such parts (McDonald, YouTube, iPhone) stay words.
 */
public final class CamelCase {
    private static final int PRODUCT_PARTS = 2;
    private static final int SMALL_HEAD_MIN = 3;

    private static final Pattern PART = Pattern.compile("[A-Z]?[a-z]+|[A-Z]");

    private CamelCase() {}

    /** The words of a name in a program, parted by spaces, in lower case; "" if it is none. */
    public static String parts(String text) {
        int head = 1;
        while (head < text.length() && !Character.isUpperCase(text.charAt(head))) {
            head++;
        }
        if (head == text.length() || !isName(text)) {
            return "";
        }
        long count = PART.matcher(text).results().count();
        boolean whole = !Character.isUpperCase(text.codePointBefore(text.length())); // unlike LaTeX
        boolean small = Character.isLowerCase(text.codePointAt(0)) && head >= SMALL_HEAD_MIN;
        return whole && (count > PRODUCT_PARTS || small) ? words(text) : "";
    }

    /** The words that begin with a capital each, parted by spaces, in lower case: "BlackLivesMatter", "MeToo". */
    public static String words(String text) {
        StringBuilder words = new StringBuilder();
        if (!isName(text)) {
            return text.toLowerCase(Locale.ROOT);
        }
        for (Matcher part = PART.matcher(text); part.find(); ) {
            String word = part.group().toLowerCase(Locale.ROOT);
            words.append(words.isEmpty() ? "" : " ")
                    .append(LettersRule.lacksVowel(word) ? LettersRule.spelled(word) : word);
        }
        return words.toString();
    }

    /** ASCII letters with a capital behind the first, and none behind another but at the end. */
    private static boolean isName(String text) {
        boolean inside = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean capital = c >= 'A' && c <= 'Z';
            boolean small = c >= 'a' && c <= 'z';
            boolean together = capital && i > 0 && i < text.length() - 1 && Character.isUpperCase(text.charAt(i + 1));
            if (!capital && !small || together) {
                return false;
            }
            inside |= capital && i > 0;
        }
        return inside;
    }
}
