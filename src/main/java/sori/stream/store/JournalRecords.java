package sori.stream.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import sori.kafka.Wire;

/**
 * The inputs in a journal, by their places. For one stream thread.
 *
 * @param <V> the stage's input
 */
public final class JournalRecords<V extends SpecificRecordBase> {
    private final KeyValueStore<Bytes, byte[]> store;
    private final Wire<V> wire;
    /** What is to be told of what comes and goes; null: nobody asks. */
    private @Nullable JournalCount<V> counted;

    JournalRecords(KeyValueStore<Bytes, byte[]> store, Wire<V> wire) {
        this.store = store;
        this.wire = wire;
    }

    /** Counts what is here, and from now on what comes and goes. */
    void count(JournalCount<V> count) {
        counted = count;
        try (KeyValueIterator<Bytes, byte[]> all = all()) {
            all.forEachRemaining(entry -> count.add(read(entry.value)));
        }
    }

    /** @throws StateRefusedException when this release cannot read the first of them */
    void refuseOthers() {
        try (KeyValueIterator<Bytes, byte[]> all = all()) {
            if (all.hasNext()) {
                read(all.next().value);
            }
        }
    }

    /** To be closed. */
    private KeyValueIterator<Bytes, byte[]> all() {
        return scan(JournalKey.first(0), JournalKey.last(Long.MAX_VALUE));
    }

    /** Keeps an input. */
    public void put(JournalKey place, V value) {
        store.put(place.bytes(), wire.encode(value));
        if (counted != null) {
            counted.add(value);
        }
    }

    /** The input at a place, if it has come and is not dropped. */
    public Optional<V> get(JournalKey place) {
        return Optional.ofNullable(store.get(place.bytes())).map(this::read);
    }

    /** Whether there is an input at a place. */
    public boolean has(JournalKey place) {
        return store.get(place.bytes()) != null;
    }

    /** Every input of an utterance, in order. */
    public void forEach(long ticket, Consumer<V> action) {
        try (KeyValueIterator<Bytes, byte[]> all = scan(JournalKey.first(ticket), JournalKey.last(ticket))) {
            all.forEachRemaining(entry -> action.accept(read(entry.value)));
        }
    }

    /** Drops the inputs from one place to another, both included. */
    void drop(JournalKey from, JournalKey to) {
        List<Bytes> keys = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all = scan(from, to)) {
            all.forEachRemaining(entry -> {
                keys.add(entry.key);
                if (counted != null) {
                    counted.remove(read(entry.value));
                }
            });
        }
        keys.forEach(store::delete);
    }

    /** To be closed. */
    private KeyValueIterator<Bytes, byte[]> scan(JournalKey from, JournalKey to) {
        return store.range(from.bytes(), to.bytes());
    }

    /** @throws StateRefusedException when it is nothing that this release can read */
    V read(byte[] bytes) {
        return StoredRecord.read(store, wire, bytes);
    }
}
