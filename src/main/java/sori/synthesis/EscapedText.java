package sori.synthesis;

/**
 * Any string as one that UTF-8 can carry, and back: halves of surrogate pairs that stand alone, which it cannot, are written as U+FFFF and four
 * hexadecimal digits, and so is U+FFFF, which no text should have. Stateless.
 */
final class EscapedText {
    private static final char ESCAPE = '\uffff';
    private static final int DIGITS = 4;

    private EscapedText() {}

    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            boolean alone = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
            if (alone || c == ESCAPE) {
                escaped.append(ESCAPE).append(String.format("%04x", c));
            } else {
                escaped.appendCodePoint(c);
            }
        });
        return escaped.toString();
    }

    /** @throws IllegalArgumentException if {@link #escaped} gives no such string */
    static String unescaped(String escaped) {
        StringBuilder text = new StringBuilder(escaped.length());
        int at = 0;
        while (at < escaped.length()) {
            char c = escaped.charAt(at++);
            if (c == ESCAPE) {
                if (at + DIGITS > escaped.length()) {
                    throw new IllegalArgumentException("an escaped character is cut off");
                }
                c = (char) Integer.parseInt(escaped, at, at + DIGITS, 16);
                at += DIGITS;
            }
            text.append(c);
        }
        return text.toString();
    }
}
