package sori.stream.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import sori.kafka.Decoded;
import sori.kafka.UtteranceName;
import sori.kafka.Wire;
import sori.schema.OpenText;
import sori.schema.WaitingText;
import sori.synthesis.ByteBuffers;
import sori.synthesis.SourceOffset;
import sori.trace.CarriedHeaders;

/**
 * The texts that come in parts and are not closed, at most one of each record key, and what waits behind them: all of it in a state
 * store and nothing in memory, so that very many may be open. For one stream thread.
 */
public final class OpenTexts {
    private static final Wire<OpenText> TEXT = new Wire<>(OpenText.class);
    private static final Wire<WaitingText> WAITING = new Wire<>(WaitingText.class);
    private static final byte[] NOTHING = new byte[0];
    private static final int MOST_AT_ONCE = 1000;

    private final KeyValueStore<Bytes, byte[]> store;
    private final AtomicLong opened;

    /** @param opened follows how many are opened and closed */
    public OpenTexts(KeyValueStore<Bytes, byte[]> store, AtomicLong opened) {
        this.store = store;
        this.opened = opened;
    }

    public static Bytes key(OpenText text) {
        return Bytes.wrap(ByteBuffers.toArray(text.getKey()));
    }

    public static UtteranceName name(OpenText text) {
        return new UtteranceName(key(text), text.getUtteranceId());
    }

    /** Where part 0 lies. */
    public static SourceOffset source(OpenText text) {
        return new SourceOffset(text.getSourceTopic(), text.getSourcePartition(), text.getSourceOffset());
    }

    /** What may go along with what is made of it ({@link CarriedHeaders#clipped}). */
    public static Headers headers(OpenText text) {
        return CarriedHeaders.of(text.getHeaders());
    }

    /** How many are open; counts them. */
    public long count() {
        long count = 0;
        try (KeyValueIterator<Bytes, byte[]> entries =
                store.range(OpenTextKeys.indexFrom(0), OpenTextKeys.indexFrom(Long.MAX_VALUE))) {
            for (; entries.hasNext(); entries.next()) {
                count++;
            }
        }
        return count;
    }

    /** The text of a record key that is open. */
    public Optional<OpenText> open(Bytes key) {
        return decoded(TEXT, store.get(OpenTextKeys.open(key)));
    }

    /** Keeps an open text as it is now. */
    public void put(OpenText text) {
        Bytes key = key(text);
        Optional<OpenText> before = open(key);
        store.put(OpenTextKeys.index(text.getChangedAt(), key), NOTHING);
        store.put(OpenTextKeys.open(key), TEXT.encode(text));
        if (before.isEmpty()) {
            opened.incrementAndGet();
        }
        before.filter(old -> old.getChangedAt() != text.getChangedAt())
                .ifPresent(old -> store.delete(OpenTextKeys.index(old.getChangedAt(), key)));
    }

    /**
     * Forgets a text and the parts of it that waited.
     *
     * @return how many parts waited
     */
    public int close(OpenText text) {
        Bytes key = key(text);
        // It may have changed since it was kept.
        open(key).ifPresent(kept -> {
            store.delete(OpenTextKeys.index(kept.getChangedAt(), key));
            opened.decrementAndGet();
        });
        store.delete(OpenTextKeys.open(key));
        List<Bytes> parts = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> waiting =
                store.range(OpenTextKeys.part(key, 0), OpenTextKeys.part(key, Integer.MAX_VALUE))) {
            waiting.forEachRemaining(entry -> parts.add(entry.key));
        }
        parts.forEach(store::delete);
        return parts.size();
    }

    /** The texts that last changed at a time or earlier, so many at most. */
    public List<OpenText> unchangedSince(long changedAt, int most) {
        List<OpenText> old = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> entries =
                store.range(OpenTextKeys.indexFrom(0), OpenTextKeys.indexFrom(changedAt + 1))) {
            while (entries.hasNext() && old.size() < most) {
                open(OpenTextKeys.indexed(entries.next().key)).ifPresent(old::add);
            }
        }
        return old;
    }

    /** Keeps a part that has to wait for an earlier one. */
    public void keepPart(Bytes key, int index, WaitingText part) {
        store.put(OpenTextKeys.part(key, index), WAITING.encode(part));
    }

    /** Takes out a part that waited. */
    public Optional<WaitingText> takePart(Bytes key, int index) {
        Bytes at = OpenTextKeys.part(key, index);
        Optional<WaitingText> part = decoded(WAITING, store.get(at));
        part.ifPresent(waited -> store.delete(at));
        return part;
    }

    /** Keeps an event that has to wait until the open text of its key is closed. */
    public void keep(UtteranceName name, WaitingText event) {
        store.put(OpenTextKeys.event(name, event.getSourceOffset()), NOTHING);
        store.put(OpenTextKeys.event(key(event), event.getSourceOffset()), WAITING.encode(event));
    }

    /** Notes of what utterance each event is that waits: releases before this one did not. */
    public void nameWaiting(Function<WaitingText, UtteranceName> namer) {
        Bytes from = OpenTextKeys.firstEvent();
        while (true) {
            List<KeyValue<Bytes, byte[]>> some = new ArrayList<>();
            try (KeyValueIterator<Bytes, byte[]> events = store.range(from, OpenTextKeys.afterEvents())) {
                while (events.hasNext() && some.size() < MOST_AT_ONCE) {
                    some.add(events.next());
                }
            }
            if (some.isEmpty()) {
                return;
            }
            some.forEach(each -> decoded(WAITING, each.value).ifPresent(event -> name(namer.apply(event), event)));
            from = OpenTextKeys.behind(some.get(some.size() - 1).key);
        }
    }

    private void name(UtteranceName name, WaitingText event) {
        Bytes at = OpenTextKeys.event(name, event.getSourceOffset());
        if (store.get(at) == null) {
            store.put(at, NOTHING);
        }
    }

    /**
     * The first event of a key that waits.
     *
     * @param from least offset
     */
    public Optional<WaitingText> next(Bytes key, long from) {
        try (KeyValueIterator<Bytes, byte[]> events =
                store.range(OpenTextKeys.event(key, from), OpenTextKeys.event(key, Long.MAX_VALUE))) {
            return events.hasNext() ? decoded(WAITING, events.next().value) : Optional.empty();
        }
    }

    /** The first event of an utterance that waits. */
    public Optional<WaitingText> next(UtteranceName name) {
        Optional<Bytes> first = first(name);
        while (first.isPresent()) {
            Bytes event = OpenTextKeys.event(name.key(), OpenTextKeys.offset(first.get()));
            Optional<WaitingText> waiting = decoded(WAITING, store.get(event));
            if (waiting.isPresent()) {
                return waiting;
            }
            store.delete(first.get()); // a release before this one has dropped the event alone
            first = first(name);
        }
        return Optional.empty();
    }

    private Optional<Bytes> first(UtteranceName name) {
        try (KeyValueIterator<Bytes, byte[]> events =
                store.range(OpenTextKeys.event(name, 0), OpenTextKeys.event(name, Long.MAX_VALUE))) {
            return events.hasNext() ? Optional.of(events.next().key) : Optional.empty();
        }
    }

    /** An event waits no longer. */
    public void drop(UtteranceName name, WaitingText event) {
        store.delete(OpenTextKeys.event(key(event), event.getSourceOffset()));
        store.delete(OpenTextKeys.event(name, event.getSourceOffset()));
    }

    private static Bytes key(WaitingText event) {
        ByteBuffer key = event.getKey();
        return Bytes.wrap(ByteBuffers.toArray(key));
    }

    private <T extends SpecificRecordBase> Optional<T> decoded(Wire<T> wire, byte @Nullable [] bytes) {
        if (bytes == null) {
            return Optional.empty();
        }
        if (wire.decode(bytes) instanceof Decoded.Value<T> read) {
            return Optional.of(read.value());
        }
        throw new StateRefusedException(store.name(), "what a later release wrote cannot be read");
    }
}
