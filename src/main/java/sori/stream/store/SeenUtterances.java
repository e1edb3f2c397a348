package sori.stream.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import sori.kafka.Decoded;
import sori.kafka.UtteranceName;
import sori.kafka.Wire;
import sori.schema.SeenUtterance;
import sori.synthesis.SourceOffset;

/**
 * The utterances of the duplicate window, in a state store with an index by time ({@link SeenKeys}). An utterance is its record
 * key and its id: the same id under another key is another. For one stream thread.
 */
public final class SeenUtterances {
    /** How often {@link #forget} is to be called. */
    public static final Duration FORGET_INTERVAL = Duration.ofMinutes(1);

    /** Of one call: what a stream thread deletes in some tenths of a second. */
    private static final int MOST_FORGOTTEN = 50_000;

    /** Read from the store and rewritten together. */
    private static final int TAKEN_OVER_TOGETHER = 10_000;

    private static final Wire<SeenUtterance> WIRE = new Wire<>(SeenUtterance.class);
    private static final byte[] NOTHING = new byte[0];

    private final KeyValueStore<Bytes, byte[]> store;
    private final long windowMs;
    private int forgetCalls;

    /**
     * Opens a restored store. What an earlier release wrote is taken over first.
     *
     * @throws StateRefusedException when a later release wrote it
     */
    public SeenUtterances(KeyValueStore<Bytes, byte[]> store, Duration window, boolean exactlyOnce) {
        this.store = store;
        this.windowMs = window.toMillis();
        if (StoreLayout.versionOf(store, SeenKeys.LAYOUT, StoreLayout.SEEN) < StoreLayout.SEEN) {
            takeOver();
        }
        StoreLayout.note(store, SeenKeys.LAYOUT, StoreLayout.SEEN, exactlyOnce);
    }

    /**
     * Earlier layouts did not note an utterance's record key, so what they hold answers for its id under every key: an event
     * that is repeated over the change of releases must be known again, whatever its key. The window ends that. A kill in the
     * middle leaves the old layout's note, and what is left is taken over next time.
     */
    private void takeOver() {
        List<KeyValue<Bytes, byte[]>> old = first(SeenKeys.FIRST_OF_OLD);
        while (!old.isEmpty()) {
            for (KeyValue<Bytes, byte[]> entry : old) {
                if (WIRE.decode(entry.value) instanceof Decoded.Value<SeenUtterance> known) {
                    Bytes now = SeenKeys.takenOver(entry.key);
                    store.put(SeenKeys.index(known.value().getSeenAt(), now), NOTHING);
                    store.put(now, entry.value);
                }
                store.delete(entry.key);
            }
            old = first(old.get(old.size() - 1).key);
        }
    }

    private List<KeyValue<Bytes, byte[]>> first(Bytes from) {
        List<KeyValue<Bytes, byte[]>> first = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> rest = store.range(from, null)) {
            while (rest.hasNext() && first.size() < TAKEN_OVER_TOGETHER) {
                first.add(rest.next());
            }
        }
        return first;
    }

    /**
     * What is known of an utterance.
     *
     * @param taken whether another event had its name first
     * @param by that event, or this one
     * @param attempt how often this very event was taken up before: a restart reads again what it had not committed
     */
    public record Seen(boolean taken, SourceOffset by, int attempt) {}

    /** Which version speaks an event. */
    public record Chosen(String voice, String version) {
        /** Of a text in parts, whose voice is chosen when more of it has come. */
        public static final Chosen NOBODY = new Chosen("", "");
    }

    /** An entry of the store. */
    private record Entry(Bytes key, SeenUtterance value) {
        SourceOffset event() {
            return new SourceOffset(value.getSourceTopic(), value.getSourcePartition(), value.getSourceOffset());
        }

        Bytes index() {
            return SeenKeys.index(value.getSeenAt(), key);
        }
    }

    private Optional<Entry> find(UtteranceName name) {
        return find(SeenKeys.utterance(name)).or(() -> find(SeenKeys.underAnyKey(name.id())));
    }

    private Optional<Entry> find(Bytes key) {
        byte[] bytes = store.get(key);
        return bytes != null && WIRE.decode(bytes) instanceof Decoded.Value<SeenUtterance> known
                ? Optional.of(new Entry(key, known.value()))
                : Optional.empty();
    }

    /**
     * The voice and version that were chosen when this very event was taken up before: whatever has been promoted meanwhile, it is
     * spoken by the same again.
     */
    public Optional<Chosen> chosenBefore(UtteranceName name, SourceOffset origin) {
        return find(name)
                .filter(before -> before.event().equals(origin))
                .map(before ->
                        new Chosen(before.value().getVoice(), before.value().getVoiceVersion()))
                .filter(chosen -> !chosen.version().isEmpty());
    }

    /** Remembers the utterance for an event, and who speaks it, unless another event has its name. */
    public Seen meet(UtteranceName name, SourceOffset origin, Chosen by, long nowMs) {
        Optional<Entry> known = find(name);
        Optional<SeenUtterance> same =
                known.filter(before -> before.event().equals(origin)).map(Entry::value);
        if (same.isEmpty() && known.isPresent() && nowMs - known.get().value().getSeenAt() < windowMs) {
            return new Seen(true, known.get().event(), 0);
        }
        int attempt = same.map(before -> before.getAttempt() + 1).orElse(0);
        long since = same.map(SeenUtterance::getSeenAt).orElse(nowMs);
        SeenUtterance value = new SeenUtterance(
                origin.topic(), origin.partition(), origin.offset(), attempt, since, by.voice(), by.version(), 0);
        Entry now = new Entry(SeenKeys.utterance(name), value);
        // In this order, so that a kill between two of them, where no transaction holds them together, leaves no entry
        // that
        // the index does not know.
        store.put(now.index(), NOTHING);
        store.put(now.key(), WIRE.encode(value));
        known.map(Entry::key).filter(key -> !key.equals(now.key())).ifPresent(store::delete);
        known.map(Entry::index).filter(index -> !index.equals(now.index())).ifPresent(store::delete);
        return new Seen(false, origin, attempt);
    }

    /** Notes how many parts of a text are done with, now that it is closed. */
    public void done(UtteranceName name, int parts) {
        find(name).ifPresent(entry -> {
            entry.value().setParts(parts);
            store.put(entry.key(), WIRE.encode(entry.value()));
        });
    }

    /** Whether an utterance of that name has come within the window. */
    public boolean isKnown(UtteranceName name, long nowMs) {
        return find(name)
                .filter(before -> nowMs - before.value().getSeenAt() < windowMs)
                .isPresent();
    }

    /** Whether a part of a text that is closed came before. */
    public boolean isDone(UtteranceName name, int part, long nowMs) {
        return isKnown(name, nowMs)
                && find(name).filter(before -> part < before.value().getParts()).isPresent();
    }

    /**
     * Drops what fell out of the window, and reads nothing but the index for it. An entry that is dated more than a window ahead
     * was written while a clock was wrong, or the clock is wrong now: it goes when the store has been open for a whole window,
     * because then it is older than that whichever it was.
     */
    public void forget(long nowMs) {
        int left = forget(SeenKeys.indexFrom(Long.MIN_VALUE), SeenKeys.indexFrom(nowMs - windowMs + 1), MOST_FORGOTTEN);
        forgetCalls++;
        if (forgetCalls * FORGET_INTERVAL.toMillis() > windowMs) {
            forget(SeenKeys.indexFrom(nowMs + windowMs + 1), SeenKeys.indexEnd(), left);
        }
    }

    /** @return how many more might be dropped */
    private int forget(Bytes from, Bytes to, int most) {
        List<Bytes> old = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> entries = store.range(from, to)) {
            while (entries.hasNext() && old.size() < most) {
                old.add(entries.next().key);
            }
        }
        for (Bytes index : old) {
            store.delete(SeenKeys.indexed(index));
            store.delete(index);
        }
        return most - old.size();
    }
}
