package sori.stream.stage;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import sori.kafka.UtteranceName;

/** Record keys. */
public final class Keys {
    private Keys() {}

    /** The record's key; without one, the utterance's id. */
    public static Bytes of(Record<Bytes, ?> record, String utteranceId) {
        @Nullable Bytes key = record.key();
        return key != null ? key : named(utteranceId);
    }

    public static Bytes named(String utteranceId) {
        return UtteranceName.bytes(utteranceId);
    }
}
