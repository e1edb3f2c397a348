package sori.stream;

import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.Bytes;

/**
 * The keys of the records in the store of {@link OpenTexts}; KEY is a record key, LENGTH its length in four bytes:
 *
 * <pre>
 * 01 LENGTH KEY            the text of the key that is open
 * 02 CHANGEDAT KEY         that its last part came then, milliseconds in eight bytes
 * 03 LENGTH KEY INDEX      a part of it that came before an earlier one
 * 04 LENGTH KEY OFFSET     an event of the key that waits until it is closed
 * </pre>
 */
final class OpenTextKeys {
    private static final byte OPEN = 1;
    private static final byte INDEX = 2;
    private static final byte PART = 3;
    private static final byte EVENT = 4;
    private static final int INDEX_BYTES = 1 + Long.BYTES;

    private OpenTextKeys() {}

    static Bytes open(Bytes key) {
        return wrap(of(OPEN, key, 0));
    }

    static Bytes index(long changedAt, Bytes key) {
        return wrap(ByteBuffer.allocate(INDEX_BYTES + key.get().length)
                .put(INDEX)
                .putLong(changedAt)
                .put(key.get()));
    }

    /** Before whatever changed at that time. */
    static Bytes indexFrom(long changedAt) {
        return wrap(ByteBuffer.allocate(INDEX_BYTES).put(INDEX).putLong(Math.max(0, changedAt)));
    }

    /** The record key of a key of the index. */
    static Bytes indexed(Bytes index) {
        byte[] bytes = index.get();
        return wrap(
                ByteBuffer.allocate(bytes.length - INDEX_BYTES).put(bytes, INDEX_BYTES, bytes.length - INDEX_BYTES));
    }

    /** @param index of the part; all those behind it have greater keys */
    static Bytes part(Bytes key, int index) {
        return wrap(of(PART, key, Integer.BYTES).putInt(index));
    }

    /** @param offset of the event; all those behind it have greater keys */
    static Bytes event(Bytes key, long offset) {
        return wrap(of(EVENT, key, Long.BYTES).putLong(offset));
    }

    private static ByteBuffer of(byte prefix, Bytes key, int more) {
        return ByteBuffer.allocate(1 + Integer.BYTES + key.get().length + more)
                .put(prefix)
                .putInt(key.get().length)
                .put(key.get());
    }

    private static Bytes wrap(ByteBuffer full) {
        return Bytes.wrap(full.array());
    }
}
