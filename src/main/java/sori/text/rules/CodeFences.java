package sori.text.rules;

/**
 * Where code stands between fences of three or more backticks, as in Markdown (CommonMark 4.5). Line by line, so that of code that is still
 * coming nothing has to be kept.
 */
final class CodeFences {
    static final int NONE = -1;

    /** It hangs on characters that haven't come. */
    static final int UNKNOWN = -2;

    private static final char TICK = '`';
    private static final int TICKS_MIN = 3;
    private static final int TICKS_MAX = 32;
    private static final int LANGUAGE_MAX = 64;

    /** What stands for the beginning of code before its next line, in a text that comes in parts: a character that no text has, and the length of the fence. */
    private static final char OPEN = '\ufdd0';

    private static final char LENGTH_BASE = '\ue100';

    /** Characters of {@link #open}. */
    static final int OPEN_LENGTH = 2;

    private final CharSequence text;
    private final int length;
    private final boolean closed;

    CodeFences(CharSequence text, int length, boolean closed) {
        this.text = text;
        this.length = length;
        this.closed = closed;
    }

    /** What a text begins with that goes on inside of code, whose fence has so many backticks. */
    static String open(int ticks) {
        return "" + OPEN + (char) (LENGTH_BASE + ticks);
    }

    /** Backticks of the fence that is open where a text goes on at an index; 0 if none is. */
    int openAt(int at) {
        boolean marked = at + 1 < length && text.charAt(at) == OPEN;
        int ticks = marked ? text.charAt(at + 1) - LENGTH_BASE : 0;
        return ticks >= TICKS_MIN && ticks <= TICKS_MAX ? ticks : 0;
    }

    /** Backticks from an index on, no more than a fence has. */
    int ticks(int at) {
        int end = at;
        while (end < length && end <= at + TICKS_MAX && text.charAt(end) == TICK) {
            end++;
        }
        return end - at;
    }

    /**
     * The index behind the line of the fence that begins at an index.
     *
     * @param start of what is being read: nothing before it has a say
     */
    int contentOf(int start, int at) {
        if (text.charAt(at) != TICK || at > start && !isLineEnd(text.charAt(at - 1))) {
            return NONE;
        }
        int ticks = ticks(at);
        if (at + ticks >= length && !closed && ticks <= TICKS_MAX) {
            return UNKNOWN;
        }
        if (ticks < TICKS_MIN || ticks > TICKS_MAX) {
            return NONE;
        }
        for (int end = at + ticks; end <= at + ticks + LANGUAGE_MAX; end++) {
            if (end >= length) {
                return closed ? NONE : UNKNOWN;
            }
            char c = text.charAt(end);
            if (c == '\n') {
                return end + 1;
            }
            if (c == TICK || isLineEnd(c)) {
                return NONE;
            }
        }
        return NONE;
    }

    /**
     * The index behind the closing fence, from the beginning of a line on; {@link #NONE} if it hasn't come.
     *
     * @param ticks the opening fence's
     */
    int closing(int from, int ticks) {
        int line = from;
        while (line < length) {
            int fence = skipBlanks(line);
            int end = fence + ticks(fence);
            int behind = skipBlanks(end);
            boolean whole = behind < length ? isLineEnd(text.charAt(behind)) : closed;
            if (end - fence >= ticks && whole) {
                return end;
            }
            int next = behind;
            while (next < length && !isLineEnd(text.charAt(next))) {
                next++;
            }
            line = next + 1;
        }
        return NONE;
    }

    /** From where on code must be kept that has no closing fence yet: a character that tells that the last line is none, or that line. */
    int kept(int from) {
        for (int at = length; at > from; at--) {
            char c = text.charAt(at - 1);
            if (isLineEnd(c)) {
                return at;
            }
            if (c != TICK && !isBlank(c)) {
                boolean half = Character.isLowSurrogate(c) && at - 1 > from;
                return half ? at - 2 : at - 1;
            }
        }
        return from;
    }

    private int skipBlanks(int from) {
        int at = from;
        while (at < length && isBlank(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r';
    }

    private static boolean isLineEnd(char c) {
        return c == '\n' || c == '\u2029';
    }
}
