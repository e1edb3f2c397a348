package sori.text;

import java.util.List;

/**
 * A text that is read while it is written. However it is cut into parts, the sentences are those of the whole text
 * ({@link Normalizer#normalize}): a sentence is given out as soon as no later text can change it. At any moment it can be laid aside
 * as a {@link State} and taken up again, with the same normalizer, by {@link Normalizer#resume}. Total: any string is accepted. For
 * one thread.
 */
public interface GrowingText {
    /**
     * All that is carried from one part to the next.
     *
     * @param offset UTF-16 index in the whole text of the first character of {@code pending}
     * @param pending what has come and is not final, at most some 500 characters and the combining marks on them; it may end with one
     *     half of a surrogate pair, which waits for the other
     * @param begun whether a sentence was given out
     */
    record State(int offset, String pending, boolean begun) {
        /** Of a text of which nothing has come. */
        public static final State BEGINNING = new State(0, "", false);

        public State {
            if (offset < 0) {
                throw new IllegalArgumentException("the offset is negative: " + offset);
            }
        }
    }

    /** The sentences that this part makes final, with places in the whole text. */
    List<Sentence> append(String part);

    /**
     * Makes final all that has come, but for half a surrogate pair at its end, as if a paragraph break (U+2029) stood there that counts as no
     * character.
     */
    List<Sentence> flush();

    /** Makes final all that has come: the text ends here. */
    List<Sentence> close();

    /** What to take it up from. */
    State state();
}
