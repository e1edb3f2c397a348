package sori.stream.intake;

import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;
import sori.kafka.Decoded;
import sori.schema.TextEvent;

/** What a pipeline lets in of a text topic, for whoever listens in. Thread-safe. */
public final class TextIntake {
    private static final JsonOrAvroReader<TextEvent> READER = new JsonOrAvroReader<>(TextEvent.class);

    private final int maxRecordBytes;

    /** @param maxRecordBytes as in the pipeline's settings */
    public TextIntake(int maxRecordBytes) {
        this.maxRecordBytes = maxRecordBytes;
    }

    /** What a pipeline reads of a record's value. Total. */
    public static Decoded<TextEvent> decode(byte @Nullable [] value) {
        return value == null ? new Decoded.Unreadable<>("the record has no value") : READER.read(value);
    }

    /** The event of a record; empty for what the pipeline refuses unread, and for a part of a text. */
    public Optional<TextEvent> read(@Nullable Bytes key, byte @Nullable [] value) {
        if (value == null
                || DecodeProcessor.oversize(key, value, maxRecordBytes).isPresent()) {
            return Optional.empty();
        }
        // What is written while it is spoken is nothing to be compared.
        return READER.read(value) instanceof Decoded.Value<TextEvent> read
                        && read.value().getPart() == null
                        && Naming.problem(read.value()).isEmpty()
                ? Optional.of(read.value())
                : Optional.empty();
    }
}
