package sori.stream.stage;

import java.util.function.Supplier;
import sori.schema.FailureReason;
import sori.schema.SpeechPriority;

/**
 * What an application tells whoever watches it: figures and names of its own, never a text, a key or an id. Stream threads call it, in the
 * midst of their work: a call must cost next to nothing and never wait. Thread-safe.
 */
public interface SpeechMetrics {
    /** Nobody watches. */
    SpeechMetrics NONE = new SpeechMetrics() {};

    /** Whether anybody watches; where nobody does, nothing is counted that costs anything. */
    default boolean watched() {
        return false;
    }

    /** A stage took so long over a record, less what the stages behind it took. */
    default void worked(String stage, long nanos) {}

    /** Something waited so long for a stage to begin with it, from when it could be made. */
    default void waited(String stage, SpeechPriority priority, long waitedMs) {}

    /** A stage took so long from beginning a sentence to handing out its last result, which lasts so long when it is heard. */
    default void spoke(String stage, long nanos, double audioSeconds) {}

    /** What the calling thread has written since it last did is committed: listeners with {@code read_committed} hear it. */
    default void committed() {}

    /** An utterance's first audio went out, so long after its text was there. */
    default void firstAudio(SpeechPriority priority, long latencyMs) {}

    /** So much audio went out. */
    default void audio(double seconds) {}

    /** An utterance left the application's last stage with its end. */
    default void ended(String stage, String status) {}

    /** A failure record was written. */
    default void failed(String stage, FailureReason reason) {}

    /** A record was given up that a topic did not take, be it a change log. */
    default void notWritten(String topic) {}

    /** A control record asked for something to be cancelled. */
    default void cancelAsked() {}

    /**
     * Has a task of a stage watched until what is returned is closed.
     *
     * @param load may be asked by any thread, at any time
     */
    default Watch watch(String stage, Supplier<StageLoad> load) {
        return () -> {};
    }

    /** Ends the watching of a task. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
