package sori.kafka;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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

    /**
     * {@code ID}, or {@code ID@KEY} where the key is another. Both come from anybody: only harmless characters reach the file
     * system, and no two utterances share a name. The clients in other languages make the same.
     */
    public String fileName() {
        String name = harmless(bytes(id));
        return isPlain() ? name : name + "@" + harmless(key);
    }

    private static String harmless(Bytes given) {
        String text = new String(given.get(), StandardCharsets.UTF_8);
        String harmless = text.replaceAll("[^A-Za-z0-9._-]", "_").replaceFirst("^\\.", "_");
        String name = harmless.substring(0, Math.min(100, harmless.length()));
        return name.equals(text) ? name : name + "-" + digest(given.get());
    }

    private static String digest(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(digest, 0, Long.BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    /** For a person: the id, and the key where that is another. */
    @Override
    public String toString() {
        return isPlain() ? id : id + " under key " + key;
    }
}
