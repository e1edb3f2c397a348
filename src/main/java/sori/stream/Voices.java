package sori.stream;

import java.util.Optional;
import sori.schema.FailureReason;

/** The voices that an application can speak with. Thread-safe. Closing them is their opener's business, after the application. */
public interface Voices {
    /** What came of a choice. */
    sealed interface Choice {
        /** Speak with this voice. */
        record Chosen(SpeakingVoice voice) implements Choice {}

        /** Nobody can speak it, and why, for a person. */
        record Refused(FailureReason reason, String detail) implements Choice {}
    }

    /**
     * The voice for a text.
     *
     * @param language BCP 47
     * @param name when absent, the newest voice of the language
     * @param version only together with a name; when absent, the newest
     */
    Choice choose(String language, Optional<String> name, Optional<String> version);

    /** The language of a voice, if it is known. */
    Optional<String> languageOf(String name);

    /** The very version that an utterance was begun with; empty when it is not here or cannot be used. Never throws. */
    Optional<SpeakingVoice> find(String name, String version);
}
