package sori.kafka;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Names one utterance. An id is unique only under its record key: two keys' writers need not know of each other.
 *
 * @param key of all records of the utterance
 */
public record UtteranceName(Bytes key, String id) {
    /** @param key of a record; the pipeline takes the id's bytes for one that has none */
    public static UtteranceName of(@Nullable Bytes key, String id) {
        return new UtteranceName(key == null ? bytes(id) : key, id);
    }

    /** Of a key that is text. */
    public static UtteranceName of(String key, String id) {
        return new UtteranceName(bytes(key), id);
    }

    /** A text as a record key. */
    public static Bytes bytes(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether the key tells nothing that the id does not. */
    public boolean isPlain() {
        return key.equals(bytes(id));
    }

    /** For a person: the id, and the key where that is another. */
    @Override
    public String toString() {
        return isPlain() ? id : id + " under key " + key;
    }
}
