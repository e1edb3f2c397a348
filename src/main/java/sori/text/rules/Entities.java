package sori.text.rules;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sori.text.TextTable;

/** Characters that texts from the web have by name or number: {@code &amp;}, {@code &#39;}, {@code &#x27;}. Names from {@code entities.tsv}. */
final class Entities {
    /**
     * @param codePoint the character
     * @param end index after the semicolon
     */
    record Entity(int codePoint, int end) {}

    private static final Map<String, Integer> NAMES = names();
    private static final int LENGTH_MAX = 10;
    private static final int DECIMAL = 10;
    private static final int HEXADECIMAL = 16;

    private Entities() {}

    /** The entity whose ampersand is at an index; null if none is. */
    static @Nullable Entity at(CharSequence text, int ampersand) {
        int end = ampersand + 1;
        while (end < text.length() && end <= ampersand + LENGTH_MAX && isPart(text.charAt(end))) {
            end++;
        }
        boolean closed = end < text.length() && end > ampersand + 1 && text.charAt(end) == ';';
        if (!closed) {
            return null;
        }
        String name = text.subSequence(ampersand + 1, end).toString();
        Integer codePoint = name.startsWith("#") ? number(name.substring(1)) : NAMES.get(name);
        return codePoint == null ? null : new Entity(codePoint, end + 1);
    }

    private static boolean isPart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '#';
    }

    private static @Nullable Integer number(String written) {
        boolean hexadecimal = written.startsWith("x") || written.startsWith("X");
        String digits = hexadecimal ? written.substring(1) : written;
        int radix = hexadecimal ? HEXADECIMAL : DECIMAL;
        boolean number = !digits.isEmpty() && digits.length() <= 7;
        int value = 0;
        for (int i = 0; i < digits.length() && number; i++) {
            int digit = Character.digit(digits.charAt(i), radix);
            number = digit >= 0;
            value = value * radix + digit;
        }
        boolean character = number
                && Character.isValidCodePoint(value)
                && Character.getType(value) != Character.SURROGATE
                && value > 0;
        return character ? value : null;
    }

    private static Map<String, Integer> names() {
        Map<String, Integer> names = new HashMap<>();
        for (List<String> row : TextTable.rows("entities.tsv")) {
            names.put(row.get(0), Integer.parseInt(row.get(1), HEXADECIMAL));
        }
        return names;
    }
}
