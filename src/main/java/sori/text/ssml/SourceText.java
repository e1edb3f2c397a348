package sori.text.ssml;

import java.util.Arrays;
import java.util.List;
import sori.text.Sentence;
import sori.text.SpokenWord;

/** A text put together of pieces, which remembers for each character from which stretch of the source it comes. */
final class SourceText {
    /** CleanText makes a line end of it, and so a new sentence. */
    private static final String PARAGRAPH = "\u2029";

    private final StringBuilder text = new StringBuilder();
    private int[] starts = new int[256];
    private int[] ends = new int[256];

    /** Appends text; character by character where it is as long as its source, else each has all of the source. */
    void append(String piece, int start, int end) {
        boolean same = piece.length() == end - start;
        reserve(piece.length());
        for (int i = 0; i < piece.length(); i++) {
            starts[text.length() + i] = same ? start + i : start;
            ends[text.length() + i] = same ? start + i + 1 : end;
        }
        text.append(piece);
    }

    void endSentence(int at) {
        append(PARAGRAPH, at, at + 1);
    }

    /** A comma's pause, if a word stands before it. */
    void pause(int at) {
        append(", ", at, at + 1);
    }

    String text() {
        return text.toString();
    }

    /** A sentence of this text with its places in the source. */
    Sentence placed(Sentence sentence) {
        List<SpokenWord> words = sentence.words().stream()
                .map(word -> new SpokenWord(
                        word.spoken(),
                        word.punctuation(),
                        starts[word.sourceStart()],
                        ends[word.sourceEnd() - 1],
                        word.sense()))
                .toList();
        return new Sentence(words, sentence.goesOn());
    }

    private void reserve(int more) {
        int length = text.length() + more;
        if (length > starts.length) {
            starts = Arrays.copyOf(starts, 2 * length);
            ends = Arrays.copyOf(ends, 2 * length);
        }
    }
}
