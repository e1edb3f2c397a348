package sori.text.rules;

import java.util.Locale;
import java.util.Set;

/** What a line feed means: the end of what stands before it, a wrapped line, or a word that was divided. */
final class LineEnds {
    static final int NONE = -1;

    /** Words that no sentence and no item of a list ends with, so that the line only was wrapped, whatever follows. */
    private static final Set<String> LEADING_ON = Set.of(
            "the",
            "a",
            "an",
            "of",
            "and",
            "or",
            "nor",
            "from",
            "with",
            "by",
            "at",
            "into",
            "onto",
            "upon",
            "than",
            "my",
            "your",
            "our",
            "their",
            "its",
            "whose",
            "every",
            "between",
            "during",
            "via",
            "because",
            "although",
            "mr",
            "mrs",
            "dr");

    private static final int LEADING_ON_MAX = 8;

    /** Beginnings of compounds, which keep their hyphen: "well-known" is not "wellknown". */
    private static final Set<String> COMPOUNDING = Set.of(
            "well", "self", "non", "ex", "half", "all", "high", "low", "long", "short", "old", "new", "part", "full",
            "first", "second", "third", "so", "to", "cross", "mid", "co", "anti", "one", "two", "three", "four", "five",
            "six", "seven", "eight", "nine", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty",
            "ninety");

    private static final int COMPOUNDING_MAX = 7;
    private static final int BLANKS_MAX = 16;
    private static final int DIVIDED_MAX = 24;

    private LineEnds() {}

    /**
     * Whether the line feed at an index ends what stands before it. Lines that go on in lower case were only wrapped; so were those
     * that break off behind a word such as "the".
     *
     * @param from no character before it is looked at
     */
    static boolean ends(CharSequence text, int from, int at) {
        int line = LineMarkers.behindQuotes(text, at + 1);
        char next = line < text.length() ? text.charAt(line) : '\n';
        return !Character.isLowerCase(next)
                && !(Character.isUpperCase(next) && LEADING_ON.contains(wordBefore(text, from, at, LEADING_ON_MAX)));
    }

    /**
     * Where a word goes on that is divided by the hyphen at an index and a line end ("nega-", "tive").
     *
     * @return {@link #NONE} if none is
     */
    static int afterDivision(CharSequence text, int hyphen) {
        int next = afterLine(text, hyphen);
        return next == NONE || isCompound(text, hyphen, next) ? NONE : next;
    }

    /**
     * Where a compound goes on that the end of a line parts behind its hyphen ("state-", "of-the-art").
     *
     * @return {@link #NONE} if none does
     */
    static int afterCompound(CharSequence text, int hyphen) {
        int next = afterLine(text, hyphen);
        return next != NONE && isCompound(text, hyphen, next) ? next : NONE;
    }

    /** Where lower case goes on in the next line, behind a hyphen at a line's end. */
    private static int afterLine(CharSequence text, int hyphen) {
        if (hyphen == 0 || !Character.isLowerCase(text.charAt(hyphen - 1))) {
            return NONE;
        }
        int line = skipBlanks(text, hyphen + 1);
        if (line >= text.length() || text.charAt(line) != '\n') {
            return NONE;
        }
        int next = skipBlanks(text, line + 1);
        return next < text.length() && Character.isLowerCase(text.charAt(next)) ? next : NONE;
    }

    /** Whether the first part is one of compounds, or the word at an index goes on behind a hyphen of its own. */
    private static boolean isCompound(CharSequence text, int hyphen, int word) {
        if (text.charAt(hyphen) != '\u00ad' && COMPOUNDING.contains(wordBefore(text, 0, hyphen, COMPOUNDING_MAX))) {
            return true;
        }
        int at = word;
        while (at < text.length() && at < word + DIVIDED_MAX && Character.isLetter(text.charAt(at))) {
            at++;
        }
        return at + 1 < text.length() && text.charAt(at) == '-' && Character.isLetter(text.charAt(at + 1));
    }

    private static int skipBlanks(CharSequence text, int from) {
        int at = from;
        while (at < text.length() && at < from + BLANKS_MAX && isBlank(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** The word that ends before an index, or before blanks there, in lower case; "" if it is longer than asked for. */
    private static String wordBefore(CharSequence text, int from, int index, int lengthMax) {
        int end = index;
        while (end > from && end > index - BLANKS_MAX && isBlank(text.charAt(end - 1))) {
            end--;
        }
        int start = end;
        while (start > from && start >= end - lengthMax && Character.isLetter(text.charAt(start - 1))) {
            start--;
        }
        boolean whole = start == from || !joins(text.charAt(start - 1));
        return whole && end - start <= lengthMax
                ? text.subSequence(start, end).toString().toLowerCase(Locale.ROOT)
                : "";
    }

    private static boolean joins(char before) {
        return Character.isLetterOrDigit(before) || before == '\'' || before == '’' || before == '-';
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r';
    }
}
