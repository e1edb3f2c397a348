package sori.synthesis;

import java.lang.Character.UnicodeScript;
import sori.text.Cut;

/**
 * Whether a text is Korean by its beginning: its first sentence, roughly, and where that has fewer than ten letters, as much of what follows
 * as makes ten ("OK! 알겠습니다."). A paragraph separator ends the beginning whatever it holds. Where the first clause is to be spoken
 * before its sentence is there, thirty letters without Hangul are enough. So a text in parts is judged as the whole.
 */
final class TextLanguage {
    private static final int LETTERS_MIN = 10;
    private static final int LENGTH_MAX = 200;

    /** Korean that begins with so many of other scripts is a list of names. */
    private static final int OTHER_LETTERS = 30;

    private static final char PARAGRAPH = '\u2029';
    private static final String SENTENCE_ENDS = ".!?…。．！？";

    private TextLanguage() {}

    /**
     * The end of the beginning.
     *
     * @param closed whether the text, or a paragraph of it, ends here
     * @param cut where its first piece may end
     * @return -1 if it hangs on what hasn't come
     */
    static int beginningOf(String text, boolean closed, Cut cut) {
        int length = text.length();
        boolean half = !closed && length > 0 && Character.isHighSurrogate(text.charAt(length - 1));
        int known = half ? length - 1 : length;
        int first = 0;
        while (first < known && Character.isWhitespace(text.charAt(first))) {
            first++;
        }
        int limit = first + LENGTH_MAX;
        int letters = 0;
        boolean hangul = false;
        boolean marked = false;
        boolean sentence = false;
        int at = first;
        while (at < Math.min(limit, known)) {
            int character = text.codePointAt(at);
            boolean space = Character.isWhitespace(character);
            if (character == PARAGRAPH) {
                return at;
            }
            letters += Character.isLetter(character) ? 1 : 0;
            hangul |= UnicodeScript.of(character) == UnicodeScript.HANGUL;
            marked = !Character.isLetterOrDigit(character) && (marked || SENTENCE_ENDS.indexOf(character) >= 0);
            sentence |= letters > 0 && space && (marked || character == '\n');
            at += Character.charCount(character);
            if ((sentence && letters >= LETTERS_MIN) || (cut == Cut.CLAUSE && !hangul && letters >= OTHER_LETTERS)) {
                return at;
            }
        }
        return at >= limit || closed && at > first ? at : -1;
    }

    /** Whether a text is mostly Hangul. */
    static boolean isHangul(String text) {
        int letters = 0;
        int hangul = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int character = text.codePointAt(i);
            if (Character.isLetter(character)) {
                letters++;
                hangul += UnicodeScript.of(character) == UnicodeScript.HANGUL ? 1 : 0;
            }
        }
        return 2 * hangul > letters;
    }
}
