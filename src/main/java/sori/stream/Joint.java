package sori.stream;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sori.schema.AudioMark;

/**
 * Between a mel stage and the vocode stage joined to it in one task: what of an utterance is written. With it the mel stage's
 * journal is the only one that they need. The vocode stage keeps nothing; after a restart the mel stage speaks an utterance
 * again from the beginning of the sentence under way, and the vocode stage passes over what is written of that.
 */
final class Joint extends TaskLocal {
    private @Nullable Before before;

    private Joint(String name) {
        super(name);
    }

    static TaskLocal.Builder<Joint> builder(String name) {
        return new TaskLocal.Builder<>(name, Joint::new);
    }

    /** The mel stage, as the vocode stage sees it. None of the calls forwards anything: the caller's node is at work. */
    interface Before {
        /** Whether the utterance, in this attempt, is under way. */
        boolean isOpen(String utteranceId, int attempt);

        /** How far it was written when the task started; empty for nothing. */
        Optional<AudioMark> writtenBefore(String utteranceId, int attempt);

        /** Notes how far it is written. */
        void written(String utteranceId, int attempt, AudioMark mark);

        /** A sentence is written to its end. */
        void sentenceWritten(String utteranceId, int attempt, int segment);

        /** All that there will be of it is written. */
        void allWritten(String utteranceId, int attempt);
    }

    void connect(Before mel) {
        before = mel;
    }

    Before before() {
        if (before == null) {
            throw new IllegalStateException("the mel stage of this task has not started");
        }
        return before;
    }
}
