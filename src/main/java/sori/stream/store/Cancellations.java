package sori.stream.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import sori.kafka.Decoded;
import sori.kafka.UtteranceName;
import sori.kafka.Wire;
import sori.schema.Cancellation;
import sori.synthesis.Stage;

/**
 * What was cancelled within the duplicate window, and which of it a stage has ended: in a state store that the stages of a task
 * share. A text may come after its own cancel, and records of an utterance after its end. For one stream thread.
 */
public final class Cancellations {
    /** How often {@link #forget} is to be called. */
    public static final Duration FORGET_INTERVAL = Duration.ofMinutes(1);

    /** Of a topology that reads no control topic. */
    public static final Cancellations NONE = new Cancellations();

    private static final int MOST_FORGOTTEN = 10_000;
    private static final Wire<Cancellation> WIRE = new Wire<>(Cancellation.class);
    private static final byte[] NOTHING = new byte[0];

    private final Optional<KeyValueStore<Bytes, byte[]>> kept;
    private final long windowMs;

    private Cancellations() {
        kept = Optional.empty();
        windowMs = 0;
    }

    /** @param window how long a cancelled name is remembered */
    public Cancellations(KeyValueStore<Bytes, byte[]> store, Duration window) {
        this.kept = Optional.of(store);
        this.windowMs = window.toMillis();
    }

    /** Notes that an utterance is cancelled, whether it has come or not. */
    public void cancel(UtteranceName name, long nowMs) {
        put(CancellationKeys.utterance(name), new Cancellation(Long.MAX_VALUE, nowMs));
    }

    /**
     * Notes that every utterance of a record key is cancelled.
     *
     * @param upTo whose text event is not younger, milliseconds since 1970
     */
    public void cancelAll(Bytes recordKey, long upTo, long nowMs) {
        Bytes key = CancellationKeys.allOf(recordKey);
        long before = find(key).map(Cancellation::getUpTo).orElse(Long.MIN_VALUE);
        put(key, new Cancellation(Math.max(before, upTo), nowMs));
    }

    /**
     * Whether an utterance is cancelled.
     *
     * @param eventTimestamp of its text event, milliseconds since 1970
     */
    public boolean covers(UtteranceName name, long eventTimestamp) {
        return kept.isPresent()
                && (find(CancellationKeys.utterance(name)).isPresent()
                        || find(CancellationKeys.allOf(name.key()))
                                .filter(all -> eventTimestamp <= all.getUpTo())
                                .isPresent());
    }

    /** Whether a stage has forwarded the end of a cancelled utterance. */
    public boolean isAnswered(Stage stage, UtteranceName name) {
        return find(CancellationKeys.answered(stage, name)).isPresent();
    }

    /** Notes that a stage has forwarded the end of a cancelled utterance. */
    public void answer(Stage stage, UtteranceName name, long nowMs) {
        put(CancellationKeys.answered(stage, name), new Cancellation(Long.MAX_VALUE, nowMs));
    }

    /** Drops what fell out of the window. */
    public void forget(long nowMs) {
        kept.ifPresent(store -> {
            List<Bytes> old = new ArrayList<>();
            Bytes from = CancellationKeys.indexFrom(0);
            Bytes to = CancellationKeys.indexFrom(nowMs - windowMs + 1);
            try (KeyValueIterator<Bytes, byte[]> entries = store.range(from, to)) {
                while (entries.hasNext() && old.size() < MOST_FORGOTTEN) {
                    old.add(entries.next().key);
                }
            }
            for (Bytes index : old) {
                store.delete(CancellationKeys.indexed(index));
                store.delete(index);
            }
        });
    }

    private Optional<Cancellation> find(Bytes key) {
        return kept.map(store -> store.get(key))
                .flatMap(bytes -> WIRE.decode(bytes) instanceof Decoded.Value<Cancellation> known
                        ? Optional.of(known.value())
                        : Optional.empty());
    }

    /** In this order, so that a kill between two of them leaves no entry that the index does not know. */
    private void put(Bytes key, Cancellation value) {
        kept.ifPresent(store -> {
            Optional<Cancellation> before = find(key);
            store.put(CancellationKeys.index(value.getNotedAt(), key), NOTHING);
            store.put(key, WIRE.encode(value));
            before.filter(old -> old.getNotedAt() != value.getNotedAt())
                    .ifPresent(old -> store.delete(CancellationKeys.index(old.getNotedAt(), key)));
        });
    }
}
