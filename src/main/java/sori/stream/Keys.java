package sori.stream;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Record keys. */
final class Keys {
    private Keys() {}

    /** The record's key; without one, the utterance's id. */
    static Bytes of(Record<Bytes, ?> record, String utteranceId) {
        @Nullable Bytes key = record.key();
        return key != null ? key : named(utteranceId);
    }

    static Bytes named(String utteranceId) {
        return Bytes.wrap(utteranceId.getBytes(StandardCharsets.UTF_8));
    }
}
