package sori.stream;

import java.util.Arrays;
import org.apache.kafka.streams.state.KeyValueStore;
import sori.kafka.Decoded;
import sori.kafka.Wire;
import sori.schema.StoreFormat;

/** The version of a state store's layout, noted in the store itself, so that no release works on what it does not know. */
final class StoreLayout {
    /**
     * Release 1 noted none; 2 added marks; 3 let a vocode stage joined to its mel stage keep nothing; 4 names utterances by key and id, and
     * keeps one mark for an utterance.
     */
    static final int CURRENT = 4;

    private static final Wire<StoreFormat> WIRE = new Wire<>(StoreFormat.class);

    private StoreLayout() {}

    /**
     * How a store was left.
     *
     * @param version of its layout; 0 where none is noted, as in one that is new
     * @param exactlyOnce whether it was last worked on under exactly once
     */
    record Before(int version, boolean exactlyOnce) {}

    /**
     * Takes a restored store over, before anything is consumed.
     *
     * @param key where the store keeps its layout; no other record has it
     * @return how it was left
     * @throws StateRefusedException when a later release wrote it
     */
    static <K> Before enter(KeyValueStore<K, byte[]> store, K key, boolean exactlyOnce) {
        byte[] bytes = store.get(key);
        StoreFormat now = new StoreFormat(CURRENT, exactlyOnce);
        Before before = new Before(0, false);
        if (bytes != null) {
            if (!(WIRE.decode(bytes) instanceof Decoded.Value<StoreFormat> read)) {
                throw new StateRefusedException(store.name(), "the note of its layout cannot be read");
            }
            if (read.value().getVersion() > CURRENT) {
                throw new StateRefusedException(
                        store.name(),
                        "its layout is version " + read.value().getVersion() + ", this release knows " + CURRENT);
            }
            before = new Before(read.value().getVersion(), read.value().getExactlyOnce());
        }
        byte[] after = WIRE.encode(now);
        if (bytes == null || !Arrays.equals(bytes, after)) {
            store.put(key, after);
        }
        return before;
    }
}
