package sori.stream;

import java.util.Arrays;
import org.apache.kafka.streams.state.KeyValueStore;
import sori.kafka.Decoded;
import sori.kafka.Wire;
import sori.schema.StoreFormat;

/** The version of a state store's layout, noted in the store itself, so that no release works on what it does not know. */
final class StoreLayout {
    /** Release 1 noted none; 2 added marks; 3 lets a vocode stage joined to its mel stage keep nothing. */
    static final int CURRENT = 3;

    private static final Wire<StoreFormat> WIRE = new Wire<>(StoreFormat.class);

    private StoreLayout() {}

    /**
     * Takes a restored store over, before anything is consumed.
     *
     * @param key where the store keeps its layout; no other record has it
     * @return whether the store was last worked on under exactly once
     * @throws StateRefusedException when a later release wrote it
     */
    static <K> boolean enter(KeyValueStore<K, byte[]> store, K key, boolean exactlyOnce) {
        byte[] bytes = store.get(key);
        StoreFormat now = new StoreFormat(CURRENT, exactlyOnce);
        boolean before = false;
        if (bytes != null) {
            if (!(WIRE.decode(bytes) instanceof Decoded.Value<StoreFormat> read)) {
                throw new StateRefusedException(store.name(), "the note of its layout cannot be read");
            }
            if (read.value().getVersion() > CURRENT) {
                throw new StateRefusedException(
                        store.name(),
                        "its layout is version " + read.value().getVersion() + ", this release knows " + CURRENT);
            }
            before = read.value().getExactlyOnce();
        }
        byte[] after = WIRE.encode(now);
        if (bytes == null || !Arrays.equals(bytes, after)) {
            store.put(key, after);
        }
        return before;
    }
}
