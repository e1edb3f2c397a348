package sori.synthesis;

import java.util.Optional;
import sori.synthesis.Voices.Found;

/**
 * An utterance on its way through one stage, beside whoever asks for it: inputs are begun in their order, and what is made of them
 * is polled in the same order. Knows nothing of records, topics or journals. For one thread, whatever threads it has work done by.
 *
 * @param <I> one input: a sentence, or a chunk of mel frames
 * @param <O> what is made of it
 * @param <M> mark: how far the utterance has been polled, to go on from after a restart
 */
public interface Work<I, O, M> {
    /**
     * Takes an input that was made use of before a restart, in a sentence that the mark is in the middle of. Before any other call.
     */
    default void recall(I input) {}

    /**
     * Begins the next input, and returns at once.
     *
     * @param found what there is of the utterance's version, which is waited for no longer
     */
    void begin(I input, Found found);

    /** Whatever is begun and not done stands behind nothing any more because it is bulk. */
    void hurry();

    /** What was made since the last call of the first input that is not done. Never waits. */
    Progress<O> poll();

    /** Where to go on after a restart, behind everything that was polled. */
    M mark();

    /**
     * When mel frames of a sentence were made inside, as {@link System#nanoTime} says.
     *
     * @param firstNanos the first of them
     * @param lastNanos the last
     */
    record MelTimes(long firstNanos, long lastNanos) {}

    /** Of a sentence that is polled to its end, where the work makes audio by way of frames; asked once. */
    default Optional<MelTimes> melTimes(int segment) {
        return Optional.empty();
    }

    /** Stops the work; what was not polled is lost. */
    void cancel();

    /**
     * Stops the work, since somebody asked for it.
     *
     * @param any input of the utterance
     * @param heardMs of its audio that a listener can have heard at most
     * @return the utterance's end, behind everything that was polled
     */
    O cancelled(I any, long heardMs);
}
