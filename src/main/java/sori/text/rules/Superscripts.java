package sori.text.rules;

/** Digits and signs that are set high: "10⁻³". */
final class Superscripts {
    private static final String HIGH = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ";
    private static final String PLAIN = "0123456789+-n";

    private Superscripts() {}

    /** Whether the character at an index is high and more than a ² or ³ that stands alone, which units have. */
    static boolean isPower(CharSequence text, int at) {
        if (!isHigh(text, at)) {
            return false;
        }
        boolean small = text.charAt(at) == '²' || text.charAt(at) == '³';
        return !small || isHigh(text, at - 1) || isHigh(text, at + 1);
    }

    /** Whether one that {@link #isPower} is the first of several. */
    static boolean isFirst(CharSequence text, int at) {
        return !isHigh(text, at - 1);
    }

    /** The same character, set on the line. */
    static char plain(char high) {
        return PLAIN.charAt(HIGH.indexOf(high));
    }

    private static boolean isHigh(CharSequence text, int at) {
        return at >= 0 && at < text.length() && HIGH.indexOf(text.charAt(at)) >= 0;
    }
}
