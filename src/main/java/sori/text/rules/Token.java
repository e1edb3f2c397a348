package sori.text.rules;

/**
 * A run of letters, a run of digits, or one other character of the cleaned text.
 *
 * @param text the characters, as they stand in the cleaned text
 * @param start first index in the cleaned text
 * @param end index after the last
 * @param glued whether it follows the token before without a space
 */
public record Token(Kind kind, String text, int start, int end, boolean glued) {
    public enum Kind {
        /** Letters, with apostrophes between them. */
        WORD,
        /** ASCII digits. */
        NUMBER,
        /** Any other single character. */
        SYMBOL,
        /** What lies before the first and after the last token. */
        NONE
    }

    static final Token NONE = new Token(Kind.NONE, "", 0, 0, false);

    public boolean isWord() {
        return kind == Kind.WORD;
    }

    public boolean isNumber() {
        return kind == Kind.NUMBER;
    }

    /** A run of {@code min} to {@code max} digits. */
    public boolean isNumber(int min, int max) {
        return kind == Kind.NUMBER && text.length() >= min && text.length() <= max;
    }

    public boolean is(String wanted) {
        return text.equals(wanted);
    }

    public boolean isAnyOf(String characters) {
        return text.length() == 1 && characters.contains(text);
    }

    /** Starts with an upper-case letter. */
    public boolean isCapitalized() {
        return kind == Kind.WORD && Character.isUpperCase(text.codePointAt(0));
    }

    /** Has upper-case letters only. */
    public boolean isUpperCase() {
        return kind == Kind.WORD && text.codePoints().allMatch(c -> Character.isUpperCase(c) || c == '\'');
    }

    /** Starts with a lower-case letter. */
    public boolean isLowerCase() {
        return kind == Kind.WORD && Character.isLowerCase(text.codePointAt(0));
    }
}
