package sori.stream.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;
import sori.kafka.UtteranceName;

/** Keys of state stores, as several of them are made: a first byte that tells what a record is, and then its name or its time. */
final class StoreKeys {
    private static final int TIME_BYTES = 1 + Long.BYTES;

    private StoreKeys() {}

    /** PREFIX LENGTH KEY REST: the length of the record key in four bytes, so that no two keys and rests are alike. */
    static Bytes named(byte prefix, Bytes key, byte[] rest) {
        return Bytes.wrap(ByteBuffer.allocate(1 + Integer.BYTES + key.get().length + rest.length)
                .put(prefix)
                .putInt(key.get().length)
                .put(key.get())
                .put(rest)
                .array());
    }

    static Bytes named(byte prefix, UtteranceName name) {
        return named(prefix, name.key(), name.id().getBytes(StandardCharsets.UTF_8));
    }

    /** PREFIX TIME OF: in the order of their times, which may be negative. */
    static Bytes timed(byte prefix, long time, Bytes of) {
        return Bytes.wrap(ByteBuffer.allocate(TIME_BYTES + of.get().length)
                .put(prefix)
                .putLong(time ^ Long.MIN_VALUE)
                .put(of.get())
                .array());
    }

    /** Before whatever has that time, behind whatever has an earlier one. */
    static Bytes from(byte prefix, long time) {
        return timed(prefix, time, Bytes.wrap(new byte[0]));
    }

    /** What a key with a time is of. */
    static Bytes of(Bytes timed) {
        byte[] of = new byte[timed.get().length - TIME_BYTES];
        ByteBuffer.wrap(timed.get()).position(TIME_BYTES).get(of);
        return Bytes.wrap(of);
    }
}
