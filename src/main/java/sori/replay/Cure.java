package sori.replay;

import java.time.Instant;
import java.util.Optional;
import sori.schema.SpeechFailure;
import sori.schema.TextEvent;

/** Whether it helps to publish again what failed. Stateless. */
final class Cure {
    private Cure() {}

    /**
     * Why a record cannot be published again, whoever asks for it.
     *
     * @param texts topic of the texts
     */
    static Optional<String> impossible(SpeechFailure failure, String texts, Optional<Original> original) {
        if (!failure.getSourceTopic().equals(texts)) {
            return Optional.of("its record lies in " + failure.getSourceTopic() + ", not in " + texts);
        }
        if (original.isEmpty()) {
            return Optional.of(texts + " has its record no more");
        }
        if (original.get().read().isEmpty()) {
            return Optional.of("this release cannot read its record");
        }
        return original.get().isRest() ? Optional.of("it is a part that its text went on without") : Optional.empty();
    }

    /** Why the same event would most likely fail again, or be heard twice. */
    static Optional<String> useless(SpeechFailure failure, TextEvent event, Instant now) {
        if (event.getExpiresAt() != null && event.getExpiresAt().isBefore(now)) {
            return Optional.of("its event has expired; --force takes that away");
        }
        return switch (failure.getReason()) {
            case INTERNAL, UNKNOWN_VOICE, UNKNOWN_LANGUAGE -> Optional.empty();
            case CUT -> Optional.of("CUT was heard, with a sentence stopped at its bound");
            case PART_MISSING -> Optional.of("PART_MISSING was heard as far as its text came");
            case PART_REFUSED -> Optional.of("PART_REFUSED was heard without that part");
            case DUPLICATE -> Optional.of("DUPLICATE: an event of its id came before it");
            case TEXT_TOO_LONG ->
                Optional.of("TEXT_TOO_LONG fails again, unless maxCharacters or maxSpokenSeconds was raised");
            default -> Optional.of(failure.getReason() + " fails again, unless the pipeline was changed");
        };
    }

    /** Whether a listener may have heard some of it. */
    static boolean isHalfHeard(SpeechFailure failure, Original original) {
        return original.parts() > 1 || !failure.getStage().equals("normalize");
    }
}
