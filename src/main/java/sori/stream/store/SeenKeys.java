package sori.stream.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;
import sori.kafka.UtteranceName;

/**
 * The keys of the records in {@code normalize-seen}. The first byte tells what a record is; the rest is such that no two things
 * share a key and that the index lies in the order of time:
 *
 * <pre>
 * (empty)                      the store's layout
 * 00 "route " VOICE            a route, {@link StoredRoutes}
 * 01 LENGTH KEY ID             an utterance; the length of its record key in four bytes
 * 02 SEENAT, then 01.. or 03.. that an utterance was seen then, milliseconds in eight bytes that sort as numbers do
 * 03 ID                        an utterance of layout 3 or less, whose record key was not noted
 * 20.. or more                 the same in those layouts themselves, where the id alone was the key
 * </pre>
 */
final class SeenKeys {
    /** Of the store's layout. */
    static final Bytes LAYOUT = Bytes.wrap(new byte[0]);

    /** Ids have no control characters ({@code intake.Naming}), so that whatever an older layout holds lies from here on. */
    static final Bytes FIRST_OF_OLD = Bytes.wrap(new byte[] {0x20});

    private static final byte UTTERANCE = 1;
    private static final byte INDEX = 2;
    private static final byte ANY_KEY = 3;

    private SeenKeys() {}

    static Bytes utterance(UtteranceName name) {
        return StoreKeys.named(UTTERANCE, name);
    }

    /** An utterance that answers for its id under any record key. */
    static Bytes underAnyKey(String id) {
        return underAnyKey(id.getBytes(StandardCharsets.UTF_8));
    }

    private static Bytes underAnyKey(byte[] id) {
        return wrap(ByteBuffer.allocate(1 + id.length).put(ANY_KEY).put(id));
    }

    /** What an older layout's key becomes. */
    static Bytes takenOver(Bytes old) {
        return underAnyKey(old.get());
    }

    /** @param utterance of {@link #utterance} or {@link #underAnyKey} */
    static Bytes index(long seenAt, Bytes utterance) {
        return StoreKeys.timed(INDEX, seenAt, utterance);
    }

    /** Before every utterance that was seen at that time, behind every one that was seen earlier. */
    static Bytes indexFrom(long seenAt) {
        return StoreKeys.from(INDEX, seenAt);
    }

    /** Behind every utterance of the index. */
    static Bytes indexEnd() {
        return Bytes.wrap(new byte[] {INDEX + 1});
    }

    /** The utterance that a key of the index is for. */
    static Bytes indexed(Bytes index) {
        return StoreKeys.of(index);
    }

    private static Bytes wrap(ByteBuffer full) {
        return Bytes.wrap(full.array());
    }
}
