package sori.kafka;

import org.jspecify.annotations.Nullable;

/** One type of record as the bytes of a value. Thread-safe. */
public interface Codec<T> {
    byte[] encode(T value);

    /**
     * Total: any bytes, and none, give a value or a reason.
     *
     * @throws RegistryUnreachableException where nobody can be asked what the bytes are; they are to be read again later
     */
    Decoded<T> decode(byte @Nullable [] bytes);

    /** Whether bytes begin like a record that is framed by its schema, however well or badly; else they may be JSON. */
    boolean frames(byte[] bytes);
}
