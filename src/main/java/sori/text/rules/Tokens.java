package sori.text.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The tokens of one text. Counts how often rules look at them, so that a test can hold their work to the text's length. */
public final class Tokens {
    /** Longer runs of letters are cut, so that no word of the output is out of bounds. */
    private static final int LETTERS_MAX = 40;

    private final CharSequence text;
    private final List<Token> tokens = new ArrayList<>();
    private long looks;

    public Tokens(CharSequence text) {
        this.text = text;
        int at = 0;
        while (at < text.length()) {
            int codePoint = Character.codePointAt(text, at);
            int end = at + Character.charCount(codePoint);
            if (!Character.isWhitespace(codePoint)) {
                Token.Kind kind = kindOf(codePoint);
                end = endOfRun(kind, at, end);
                boolean glued =
                        !tokens.isEmpty() && tokens.get(tokens.size() - 1).end() == at;
                tokens.add(new Token(kind, text.subSequence(at, end).toString(), at, end, glued));
            }
            at = end;
        }
    }

    /** Characters of the text. */
    int length() {
        return text.length();
    }

    int size() {
        return tokens.size();
    }

    /** Index of the first token that starts at a character or behind it; {@link #size} if none does. */
    int firstFrom(int character) {
        int first = tokens.size();
        while (first > 0 && tokens.get(first - 1).start() >= character) {
            first--;
        }
        return first;
    }

    public long looks() {
        return looks;
    }

    /** The token at an index, {@link Token#NONE} outside the text. */
    public Token get(int index) {
        looks++;
        return index >= 0 && index < tokens.size() ? tokens.get(index) : Token.NONE;
    }

    /** Whether the token is there, glued to the one before, and reads so. */
    public boolean glued(int index, String wanted) {
        Token token = get(index);
        return token.glued() && token.is(wanted);
    }

    public boolean gluedAnyOf(int index, String characters) {
        Token token = get(index);
        return token.glued() && token.isAnyOf(characters);
    }

    public boolean gluedNumber(int index, int min, int max) {
        Token token = get(index);
        return token.glued() && token.isNumber(min, max);
    }

    /** The token's letters in lower case, "" where there is no word. */
    public String lower(int index) {
        Token token = get(index);
        return token.isWord() ? token.text().toLowerCase(Locale.ROOT) : "";
    }

    private int endOfRun(Token.Kind kind, int start, int firstEnd) {
        int end = firstEnd;
        while (kind != Token.Kind.SYMBOL && end < text.length()) {
            int codePoint = Character.codePointAt(text, end);
            int next = end + Character.charCount(codePoint);
            boolean apostrophe = kind == Token.Kind.WORD
                    && codePoint == '\''
                    && next < text.length()
                    && !isHangul(Character.codePointAt(text, start))
                    && !isHangul(Character.codePointAt(text, next))
                    && kindOf(Character.codePointAt(text, next)) == Token.Kind.WORD;
            boolean full = kind == Token.Kind.WORD && next - start > LETTERS_MAX;
            boolean scripts =
                    kind == Token.Kind.WORD && isHangul(codePoint) != isHangul(Character.codePointAt(text, start));
            if (full || scripts || !(apostrophe || kindOf(codePoint) == kind)) {
                break;
            }
            end = next;
        }
        return end;
    }

    /** A Hangul syllable or a jamo that stands alone: such letters and those of other scripts are never one word. */
    public static boolean isHangul(int codePoint) {
        return codePoint >= 0xac00 && codePoint <= 0xd7a3
                || codePoint >= 0x1100 && codePoint <= 0x11ff
                || codePoint >= 0x3131 && codePoint <= 0x318e;
    }

    private static Token.Kind kindOf(int codePoint) {
        if (codePoint >= '0' && codePoint <= '9') {
            return Token.Kind.NUMBER;
        }
        int type = Character.getType(codePoint);
        boolean mark = type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
        return Character.isLetter(codePoint) || mark ? Token.Kind.WORD : Token.Kind.SYMBOL;
    }
}
