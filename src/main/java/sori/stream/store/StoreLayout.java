package sori.stream.store;

import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueStore;
import sori.kafka.Decoded;
import sori.kafka.Wire;
import sori.schema.StoreFormat;

/**
 * The version of a state store's layout, noted in the store itself, so that no release works on what it does not know. Each kind
 * of store counts its own.
 */
public final class StoreLayout {
    /**
     * Of journals. Release 1 noted none; 2 added marks; 3 lets a vocode stage joined to its mel stage keep nothing; 4 goes by key
     * and id where 3 went by the id, and keeps one mark for an utterance; 5 keeps a backlog of bulk apart. A journal with layout 4 is one of
     * layout 5 without such a backlog.
     */
    public static final int CURRENT = 5;

    /**
     * Of {@code normalize-seen}. Up to 3 an utterance was its id alone; 4 goes by key and id, and has an index by time; 5 counts the
     * parts of a text.
     */
    static final int SEEN = 5;

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
     * How a restored journal was left.
     *
     * @param key where the store keeps its layout; no other record has it
     * @throws StateRefusedException when a later release wrote it
     */
    static <K> Before before(KeyValueStore<K, byte[]> store, K key) {
        return read(store, key, CURRENT)
                .map(format -> new Before(format.getVersion(), format.getExactlyOnce()))
                .orElse(new Before(0, false));
    }

    /**
     * The layout that a restored store has; 0 when it is empty or of release 1.
     *
     * @param known the latest that this release can work on
     * @throws StateRefusedException when a later release wrote it
     */
    static <K> int versionOf(KeyValueStore<K, byte[]> store, K key, int known) {
        return read(store, key, known).map(StoreFormat::getVersion).orElse(0);
    }

    private static <K> Optional<StoreFormat> read(KeyValueStore<K, byte[]> store, K key, int known) {
        byte[] bytes = store.get(key);
        if (bytes == null) {
            return Optional.empty();
        }
        if (!(WIRE.decode(bytes) instanceof Decoded.Value<StoreFormat> read)) {
            throw new StateRefusedException(store.name(), "the note of its layout cannot be read");
        }
        if (read.value().getVersion() > known) {
            throw new StateRefusedException(
                    store.name(),
                    "its layout is version " + read.value().getVersion() + ", this release knows " + known);
        }
        return Optional.of(read.value());
    }

    /** Notes the layout that a store has from now on. */
    static <K> void note(KeyValueStore<K, byte[]> store, K key, int version, boolean exactlyOnce) {
        byte[] now = WIRE.encode(new StoreFormat(version, exactlyOnce));
        if (!Arrays.equals(store.get(key), now)) {
            store.put(key, now);
        }
    }
}
