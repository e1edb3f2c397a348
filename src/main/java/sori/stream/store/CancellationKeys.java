package sori.stream.store;

import java.nio.ByteBuffer;
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

    private CancellationKeys() {}

    static Bytes utterance(UtteranceName name) {
        return StoreKeys.named(UTTERANCE, name);
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
        return StoreKeys.timed(INDEX, notedAt, of);
    }

    /** Before whatever was noted at that time. */
    static Bytes indexFrom(long notedAt) {
        return StoreKeys.from(INDEX, notedAt);
    }

    /** What a key of the index is for. */
    static Bytes indexed(Bytes index) {
        return StoreKeys.of(index);
    }

    private static Bytes wrap(ByteBuffer full) {
        return Bytes.wrap(full.array());
    }
}
