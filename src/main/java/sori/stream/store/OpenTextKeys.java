package sori.stream.store;

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

    private OpenTextKeys() {}

    static Bytes open(Bytes key) {
        return StoreKeys.named(OPEN, key, new byte[0]);
    }

    static Bytes index(long changedAt, Bytes key) {
        return StoreKeys.timed(INDEX, changedAt, key);
    }

    /** Before whatever changed at that time. */
    static Bytes indexFrom(long changedAt) {
        return StoreKeys.from(INDEX, changedAt);
    }

    /** The record key of a key of the index. */
    static Bytes indexed(Bytes index) {
        return StoreKeys.of(index);
    }

    /** @param index of the part; all those behind it have greater keys */
    static Bytes part(Bytes key, int index) {
        return StoreKeys.named(
                PART, key, ByteBuffer.allocate(Integer.BYTES).putInt(index).array());
    }

    /** @param offset of the event; all those behind it have greater keys */
    static Bytes event(Bytes key, long offset) {
        return StoreKeys.named(
                EVENT, key, ByteBuffer.allocate(Long.BYTES).putLong(offset).array());
    }
}
