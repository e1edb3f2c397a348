package sori.text.rules;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacter.SentenceBreak;
import com.ibm.icu.lang.UProperty;
import java.util.Locale;

/**
 * Where a text that may still grow could be cut, by its characters alone. What is asked is an index, {@link #NONE}, or {@link #UNKNOWN}
 * where it hangs on characters that haven't come; once it is known, no later character changes it.
 */
final class CutPlaces {
    static final int NONE = -1;
    static final int UNKNOWN = -2;

    /** Characters behind a place that may have a say in whether a sentence ends there. */
    static final int LOOK_AHEAD_MAX = 64;

    /** White space between two line ends that make a paragraph's. */
    private static final int BLANK_MAX = 64;

    private static final String CLAUSE_MARKS = ",;:-–—―、，；：";
    private static final char PARAGRAPH = '\u2029';

    private final CharSequence text;
    private final int length;
    private final boolean closed;

    /**
     * @param length characters that have come
     * @param closed whether there will be no more
     */
    CutPlaces(CharSequence text, int length, boolean closed) {
        this.text = text;
        this.length = length;
        this.closed = closed;
    }

    int length() {
        return length;
    }

    /** Index of the first character from an index on that is no white space; the length if there is none. */
    int skipSpaces(int from) {
        int at = from;
        while (at < length && isSpace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Whether a paragraph ends at an index: at its separator, or a line end with a blank line behind it. Then it is that index. */
    int paragraphEnd(int at) {
        if (text.charAt(at) == PARAGRAPH) {
            return at;
        }
        if (!isLineEnd(text.charAt(at))) {
            return NONE;
        }
        for (int next = at + 1; next <= at + BLANK_MAX; next++) {
            if (next >= length) {
                return closed ? NONE : UNKNOWN;
            }
            if (isLineEnd(text.charAt(next)) || text.charAt(next) == PARAGRAPH) {
                return at;
            }
            if (!isSpace(text.charAt(next))) {
                return NONE;
            }
        }
        return NONE;
    }

    /**
     * Whether a sentence may end with the character at an index, if white space follows.
     *
     * @param from no character before it has a say
     */
    boolean maybeSentenceEnd(int from, int at, int codePoint) {
        if (codePoint < 0x80) {
            return codePoint == '.' || codePoint == '!' || codePoint == '?' || codePoint == '\n' && endsLine(from, at);
        }
        int kind = UCharacter.getIntPropertyValue(codePoint, UProperty.SENTENCE_BREAK);
        return kind == SentenceBreak.STERM
                || kind == SentenceBreak.ATERM
                || kind == SentenceBreak.SEP && isLineEnd((char) codePoint)
                || codePoint == '…';
    }

    private boolean endsLine(int from, int at) {
        return at + 1 >= length || LineEnds.ends(text, from, at);
    }

    static boolean isClauseMark(int codePoint) {
        return codePoint <= 0xffff && CLAUSE_MARKS.indexOf(codePoint) >= 0;
    }

    /**
     * Where the text goes on behind a mark: behind quotes, brackets and the like, and white space, which must be there.
     *
     * @param from index after the mark
     * @param limit the place lies here at the latest
     */
    int behindMark(int from, int limit) {
        int at = from;
        while (at <= limit && at < length && !isSpace(Character.codePointAt(text, at))) {
            int codePoint = Character.codePointAt(text, at);
            if (Character.isLetterOrDigit(codePoint)) {
                return NONE;
            }
            at += Character.charCount(codePoint);
        }
        for (; at <= limit; at++) {
            if (at >= length) {
                return closed ? NONE : UNKNOWN;
            }
            if (!isSpace(text.charAt(at))) {
                return at;
            }
            int paragraph = paragraphEnd(at);
            if (paragraph != NONE) {
                return paragraph == UNKNOWN ? UNKNOWN : NONE;
            }
        }
        return NONE;
    }

    /**
     * The end of what has a say in whether a sentence ends at a place: the next word between white space that has a letter, if its
     * end is seen ("3. 20." may be the rest of a date); less, where a paragraph or the text ends before; {@link #LOOK_AHEAD_MAX} characters at most.
     */
    int lookAhead(int place) {
        boolean spoken = false;
        int at = place;
        while (at < place + LOOK_AHEAD_MAX) {
            if (at >= length) {
                return closed ? at : UNKNOWN;
            }
            int codePoint = Character.codePointAt(text, at);
            int paragraph = isSpace(codePoint) && !spoken ? paragraphEnd(at) : NONE;
            if (paragraph != NONE || isSpace(codePoint) && spoken) {
                return paragraph == UNKNOWN ? UNKNOWN : at;
            }
            spoken |= Character.isLetter(codePoint);
            at += Character.charCount(codePoint);
        }
        return at;
    }

    /** The end of the letters from an index on, if white space follows them and they are no more than some. */
    int wordEnd(int from, int most) {
        int at = from;
        while (at < length && at - from <= most && Character.isLetter(text.charAt(at))) {
            at++;
        }
        if (at >= length && !closed) {
            return at - from <= most ? UNKNOWN : NONE;
        }
        return at > from && at - from <= most && at < length && isSpace(text.charAt(at)) ? at : NONE;
    }

    /** The word that ends before an index, in lower case; "" if something else stands there. */
    String wordBefore(int from, int index, int most) {
        int start = index;
        while (start > from && index - start <= most && isOfWord(text.charAt(start - 1))) {
            start--;
        }
        boolean whole = start == from || isSpace(text.charAt(start - 1));
        return whole ? text.subSequence(start, index).toString().toLowerCase(Locale.ROOT) : "";
    }

    private static boolean isOfWord(char c) {
        return Character.isLetter(c) || c == '\'' || c == '’';
    }

    /** Whether a character is nothing without those before it, so that no cut is made before it. */
    static boolean goesOn(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.FORMAT -> true;
            default -> codePoint >= 0x1160 && codePoint <= 0x11ff; // Hangul behind its first consonant
        };
    }

    static boolean isSpace(int codePoint) {
        return codePoint < 0x80
                ? codePoint == ' ' || Character.isWhitespace(codePoint)
                : Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint) || codePoint == '\u0085';
    }

    private static boolean isLineEnd(char c) {
        return c == '\n' || c == '\u2028';
    }

    /** Index after the last white space in a stretch of the text; its end if there is none. */
    int lastSpace(int from, int to) {
        for (int at = to; at > from; at--) {
            if (isSpace(text.charAt(at - 1))) {
                return at;
            }
        }
        return to;
    }
}
