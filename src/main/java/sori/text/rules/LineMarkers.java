package sori.text.rules;

/** What Markdown and e-mails put before a line: "## " before a heading, "> " before what is quoted. It is not read. */
final class LineMarkers {
    private static final int DEPTH_MAX = 6;
    private static final int BLANKS_MAX = 3;

    private LineMarkers() {}

    /**
     * Index after the marker at an index; that index itself if there is none. At the text's very beginning only "##" is sure to be one: "# 4" may
     * be the rest of a street's name.
     */
    static int end(CharSequence text, int at) {
        char mark = text.charAt(at);
        if (mark != '#' && mark != '>' || !isFirst(text, at)) {
            return at;
        }
        int end = at;
        while (end < text.length() && end < at + DEPTH_MAX && text.charAt(end) == mark) {
            end++;
        }
        boolean spaced = end < text.length() && isBlank(text.charAt(end));
        boolean sure = at > 0 || mark == '#' && end > at + 1;
        return spaced && sure ? end : at;
    }

    /** Index of the first character from an index on, where a line begins, that is neither a mark of a quotation nor a blank. */
    static int behindQuotes(CharSequence text, int line) {
        int at = line;
        while (at < text.length() && at < line + 2 * DEPTH_MAX && text.charAt(at) == '>') {
            at++;
            while (at < text.length() && at < line + 2 * DEPTH_MAX && isBlank(text.charAt(at))) {
                at++;
            }
        }
        return at;
    }

    private static boolean isFirst(CharSequence text, int at) {
        int before = at - 1;
        while (before >= 0
                && before >= at - BLANKS_MAX
                && (isBlank(text.charAt(before)) || text.charAt(before) == '>')) {
            before--;
        }
        return before < 0 || text.charAt(before) == '\n';
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
