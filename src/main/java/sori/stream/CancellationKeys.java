package sori.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;
import sori.kafka.UtteranceName;
import sori.synthesis.Stage;

/**
 * The keys of the records in the store of {@link Cancellations}:
 *
 * <pre>
 * 01 LENGTH KEY ID       an utterance; the length of its record key in four bytes
 * 02 KEY                 every utterance of a record key
 * 03 NOTEDAT, then 01.., 02.. or 04..   that it was noted then, milliseconds in eight bytes
 * 04 STAGE, then 01..    an utterance that a stage has ended
 * </pre>
 */
final class CancellationKeys {
    private static final byte UTTERANCE = 1;
    private static final byte ALL_OF_KEY = 2;
    private static final byte INDEX = 3;
    private static final byte ANSWERED = 4;
    private static final int INDEX_BYTES = 1 + Long.BYTES;

    private CancellationKeys() {}

    static Bytes utterance(UtteranceName name) {
        byte[] key = name.key().get();
        byte[] id = name.id().getBytes(StandardCharsets.UTF_8);
        return wrap(ByteBuffer.allocate(1 + Integer.BYTES + key.length + id.length)
                .put(UTTERANCE)
                .putInt(key.length)
                .put(key)
                .put(id));
    }

    static Bytes allOf(Bytes key) {
        return wrap(ByteBuffer.allocate(1 + key.get().length).put(ALL_OF_KEY).put(key.get()));
    }

    static Bytes answered(Stage stage, UtteranceName name) {
        byte[] utterance = utterance(name).get();
        return wrap(ByteBuffer.allocate(2 + utterance.length)
                .put(ANSWERED)
                .put((byte) stage.ordinal())
                .put(utterance));
    }

    static Bytes index(long notedAt, Bytes of) {
        return wrap(ByteBuffer.allocate(INDEX_BYTES + of.get().length)
                .put(INDEX)
                .putLong(notedAt)
                .put(of.get()));
    }

    /** Before whatever was noted at that time. */
    static Bytes indexFrom(long notedAt) {
        return wrap(ByteBuffer.allocate(INDEX_BYTES).put(INDEX).putLong(Math.max(0, notedAt)));
    }

    /** What a key of the index is for. */
    static Bytes indexed(Bytes index) {
        byte[] bytes = index.get();
        return wrap(
                ByteBuffer.allocate(bytes.length - INDEX_BYTES).put(bytes, INDEX_BYTES, bytes.length - INDEX_BYTES));
    }

    private static Bytes wrap(ByteBuffer full) {
        return Bytes.wrap(full.array());
    }
}
