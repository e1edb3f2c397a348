package sori.synthesis;

import java.util.Optional;
import sori.schema.FailureReason;
import sori.text.Normalizer;

/** The voices that an application can speak with. Thread-safe. Closing them is their opener's business, after the application. */
public interface Voices {
    /** What came of a choice. */
    sealed interface Choice {
        /** Speak with this version, whose text is read like this. */
        record Chosen(String voice, String version, Normalizer normalizer) implements Choice {}

        /** Nobody can speak it, and why, for a person. */
        record Refused(FailureReason reason, String detail) implements Choice {}
    }

    /** What there is of a version. */
    sealed interface Found {
        /** Why it does not speak, for a person. */
        default String whyNot() {
            return this instanceof Refused refused ? refused.why() : "its voice is not here";
        }

        /** It can speak, as long as the lease is held. */
        record Here(SpeakingVoice voice) implements Found {}

        /** It is not here yet, and may come; for a person. */
        record Coming(String why) implements Found {}

        /** It will not speak here; for a person. */
        record Refused(String why) implements Found {}
    }

    /** An utterance's need of a version, from its first record in a stage to its last: the version stays as long. */
    interface Lease extends AutoCloseable {
        /** What there is of it now; to be asked again while it is coming. Never throws. */
        Found found();

        @Override
        void close();
    }

    /**
     * The version that a text is spoken with; asked once for each utterance.
     *
     * @param language BCP 47
     * @param voice when absent, some voice of the language
     * @param version a version, or a name that a version has; when absent, the one that is to speak now. Only with a voice
     * @param key the record's: one key gets one version, where several share the work
     */
    Choice choose(String language, Optional<String> voice, Optional<String> version, byte[] key);

    /**
     * {@link #choose(String, Optional, Optional, byte[])} for a partition whose keys are not to go back to a version that they were
     * moved away from.
     *
     * @param routes of the partition: what is chosen is noted there
     */
    default Choice choose(
            String language, Optional<String> voice, Optional<String> version, byte[] key, Routes routes) {
        return choose(language, voice, version, key);
    }

    /** The language of a voice, if it is known. */
    Optional<String> languageOf(String voice);

    /** Says that the very version that an utterance was begun with is needed. Never throws. */
    Lease lease(String voice, String version);
}
