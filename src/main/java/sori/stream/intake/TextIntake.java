package sori.stream.intake;

import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;
import sori.kafka.Codec;
import sori.kafka.Decoded;
import sori.schema.TextEvent;

/** What a pipeline lets in of a text topic, for whoever listens in. Thread-safe. */
public final class TextIntake {
    private final JsonOrAvroReader<TextEvent> reader;

    /** @param codec of the topic; what it does not frame may be JSON */
    public TextIntake(Codec<TextEvent> codec) {
        this.reader = new JsonOrAvroReader<>(TextEvent.class, codec);
    }

    /** What a pipeline reads of a record's value. Total. */
    public Decoded<TextEvent> decode(byte @Nullable [] value) {
        return value == null ? new Decoded.Unreadable<>("the record has no value") : reader.read(value);
    }

    /**
     * The event of a record; empty for what the pipeline refuses unread, and for a part of a text.
     *
     * @param maxRecordBytes as in the pipeline's settings
     */
    public Optional<TextEvent> read(@Nullable Bytes key, byte @Nullable [] value, int maxRecordBytes) {
        if (value == null
                || DecodeProcessor.oversize(key, value, maxRecordBytes).isPresent()) {
            return Optional.empty();
        }
        // What is written while it is spoken is nothing to be compared.
        return reader.read(value) instanceof Decoded.Value<TextEvent> read
                        && read.value().getPart() == null
                        && Naming.problem(read.value()).isEmpty()
                ? Optional.of(read.value())
                : Optional.empty();
    }
}
