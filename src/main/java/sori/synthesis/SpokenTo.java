package sori.synthesis;

import java.util.ArrayDeque;
import java.util.Deque;
import sori.schema.WordMark;

/** How far into its text an utterance is spoken, by the marks of its words. For one thread. */
final class SpokenTo {
    /** Before the first word, and where there are no marks. */
    static final int NOTHING = -1;

    /** More words than anybody lets audio be ahead of what is heard. */
    private static final int MOST_WORDS = 512;

    private final Deque<WordMark> last = new ArrayDeque<>();
    private int before;

    /** @param before as was known before a restart */
    SpokenTo(int before) {
        this.before = before;
    }

    /** A word's last sample is written. */
    void add(WordMark word) {
        last.add(word);
        if (last.size() > MOST_WORDS) {
            before = last.removeFirst().getSourceEnd();
        }
    }

    /** UTF-16 index behind the last word that is written to its end. */
    int all() {
        return last.isEmpty() ? before : last.getLast().getSourceEnd();
    }

    /** UTF-16 index behind the last word that ends before a sample. */
    int upTo(long sample) {
        int end = before;
        for (WordMark word : last) {
            if (word.getLastSample() < sample) {
                end = word.getSourceEnd();
            }
        }
        return end;
    }
}
