package sori.stream.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;
import sori.kafka.UtteranceName;

/**
 * The keys of the records in the store of {@link OpenTexts}; KEY is a record key, LENGTH its length in four bytes:
 *
 * <pre>
 * 01 LENGTH KEY            the text of the key that is open
 * 02 CHANGEDAT KEY         that its last part came then, milliseconds in eight bytes
 * 03 LENGTH KEY INDEX      a part of it that came before an earlier one
 * 04 LENGTH KEY OFFSET     an event of the key that waits until it is closed
 * 05 LENGTH KEY ID OFFSET  that an event of that utterance waits, the id with its length before it
 * </pre>
 */
final class OpenTextKeys {
    private static final byte OPEN = 1;
    private static final byte INDEX = 2;
    private static final byte PART = 3;
    private static final byte EVENT = 4;
    private static final byte UTTERANCE = 5;

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

    /** Events that wait, of every key: from the first to before the last. */
    static Bytes firstEvent() {
        return Bytes.wrap(new byte[] {EVENT});
    }

    static Bytes afterEvents() {
        return Bytes.wrap(new byte[] {EVENT + 1});
    }

    /** The least key behind another. */
    static Bytes behind(Bytes key) {
        return Bytes.wrap(Arrays.copyOf(key.get(), key.get().length + 1));
    }

    /** @param offset of the event; all those of the utterance behind it have greater keys */
    static Bytes event(UtteranceName name, long offset) {
        byte[] id = name.id().getBytes(StandardCharsets.UTF_8);
        return StoreKeys.named(
                UTTERANCE,
                name.key(),
                ByteBuffer.allocate(Integer.BYTES + id.length + Long.BYTES)
                        .putInt(id.length)
                        .put(id)
                        .putLong(offset)
                        .array());
    }

    /** The offset at the end of a key. */
    static long offset(Bytes event) {
        return ByteBuffer.wrap(event.get()).getLong(event.get().length - Long.BYTES);
    }
}
