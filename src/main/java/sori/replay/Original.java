package sori.replay;

import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;
import sori.kafka.Decoded;
import sori.schema.TextEvent;
import sori.synthesis.SourceOffset;

/**
 * A record of the texts' topic that failed.
 *
 * @param place where it lies
 * @param event what this release reads of it; of a text in parts all of them, put together
 * @param parts of how many records the event was put together
 */
public record Original(
        SourceOffset place,
        @Nullable Bytes key,
        Instant timestamp,
        Headers headers,
        Decoded<TextEvent> event,
        int parts) {

    /** What it is, if this release can read it. */
    public Optional<TextEvent> read() {
        return event instanceof Decoded.Value<TextEvent> value ? Optional.of(value.value()) : Optional.empty();
    }

    /** The voice that it asks for, with the version where it asks for one. */
    public Optional<String> voice() {
        return read().filter(asks -> asks.getVoice() != null)
                .map(asks -> asks.getVoiceVersion() == null
                        ? asks.getVoice()
                        : asks.getVoice() + "@" + asks.getVoiceVersion());
    }

    /** Whether it is a piece of a text that lacks the beginning. */
    boolean isRest() {
        return read().filter(piece -> piece.getPart() != null && piece.getPart().getIndex() > 0)
                .isPresent();
    }
}
