package sori.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import sori.schema.JournalHead;

/**
 * The utterances that a stage has taken on and not finished, record by record, in a state store: what a restart goes on
 * from. An utterance stays whole until its last result is committed, so that it can be done again from its beginning under
 * a higher attempt. For one stream thread.
 *
 * @param <V> the stage's input
 */
final class Journal<V extends SpecificRecordBase> {
    /** Before an utterance's id: the key of its head. */
    private static final byte HEAD_PREFIX = 0;

    /** Its head holds the epoch; no utterance's id is empty. */
    private static final String EPOCH = "";

    private static final Wire<JournalHead> HEAD = new Wire<>(JournalHead.class);

    private final KeyValueStore<Bytes, byte[]> store;
    private final CommitCount commits;
    private final Wire<V> wire;
    private final boolean waitForCommit;
    private final Deque<Finished> finished = new ArrayDeque<>();
    private final long epoch;
    private long nextTicket;

    /**
     * An utterance that was admitted.
     *
     * @param head what the journal knows of it
     * @param replaced ticket of its lower attempt, whose records are gone
     */
    record Admitted(JournalHead head, OptionalLong replaced) {}

    private record Finished(String utteranceId, long ticket, long afterCommits) {}

    /** Opens a new epoch on a stage's store, which has been restored. */
    Journal(ProcessingContext context, Stage stage, Wire<V> wire, boolean exactlyOnce) {
        this.store = context.getStateStore(Nodes.journal(stage));
        this.commits = context.getStateStore(Nodes.commits(stage));
        this.wire = wire;
        this.waitForCommit = !exactlyOnce;
        JournalHead before = head(EPOCH).orElseGet(() -> head(0, Bytes.wrap(new byte[0]), 0, -1, 0));
        this.epoch = before.getEpoch() + 1;
        putHead(EPOCH, head(0, Bytes.wrap(new byte[0]), 0, epoch, 0));
        this.nextTicket =
                open().stream().mapToLong(JournalHead::getTicket).max().orElse(-1) + 1;
    }

    private static JournalHead head(long ticket, Bytes key, int attempt, long epoch, long timestamp) {
        return new JournalHead(ticket, ByteBuffer.wrap(key.get()), attempt, epoch, timestamp);
    }

    /**
     * Takes a record's utterance on, or finds it.
     *
     * @param beginning whether the record is its utterance's first
     * @return empty when the record belongs to nothing: a lower attempt, or the rest of an utterance that has ended
     */
    Optional<Admitted> admit(String utteranceId, Bytes key, int attempt, boolean beginning, long timestamp) {
        Optional<JournalHead> known = head(utteranceId);
        if (known.isPresent() && known.get().getAttempt() == attempt) {
            return Optional.of(new Admitted(known.get(), OptionalLong.empty()));
        }
        if (!beginning || (known.isPresent() && known.get().getAttempt() > attempt)) {
            return Optional.empty();
        }
        OptionalLong replaced = OptionalLong.empty();
        if (known.isPresent()) {
            replaced = OptionalLong.of(known.get().getTicket());
            dropEntries(known.get().getTicket());
        }
        long since = known.map(JournalHead::getEpoch).orElse(epoch);
        JournalHead head = head(nextTicket++, key, attempt, since, timestamp);
        putHead(utteranceId, head);
        return Optional.of(new Admitted(head, replaced));
    }

    /** The attempt under which this epoch's results go out: each restart in the middle of an utterance adds one. */
    int attempt(JournalHead head) {
        return head.getAttempt() + (int) (epoch - head.getEpoch());
    }

    private static Bytes headKey(String utteranceId) {
        byte[] id = utteranceId.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(
                ByteBuffer.allocate(1 + id.length).put(HEAD_PREFIX).put(id).array());
    }

    private void putHead(String utteranceId, JournalHead head) {
        store.put(headKey(utteranceId), HEAD.encode(head));
    }

    Optional<JournalHead> head(String utteranceId) {
        byte[] bytes = store.get(headKey(utteranceId));
        return bytes != null && HEAD.decode(bytes) instanceof Decoded.Value<JournalHead> read
                ? Optional.of(read.value())
                : Optional.empty();
    }

    /** Every utterance taken on, by ticket. */
    List<JournalHead> open() {
        List<JournalHead> open = new ArrayList<>();
        Bytes epochKey = headKey(EPOCH);
        try (KeyValueIterator<Bytes, byte[]> all = store.range(epochKey, Bytes.wrap(new byte[] {HEAD_PREFIX + 1}))) {
            all.forEachRemaining(entry -> {
                if (!entry.key.equals(epochKey)
                        && HEAD.decode(entry.value) instanceof Decoded.Value<JournalHead> read) {
                    open.add(read.value());
                }
            });
        }
        open.sort(Comparator.comparingLong(JournalHead::getTicket));
        return open;
    }

    void put(Place place, V value) {
        store.put(place.bytes(), wire.encode(value));
    }

    boolean has(Place place) {
        return store.get(place.bytes()) != null;
    }

    /** The records from one place to another, both included; to be closed. */
    KeyValueIterator<Bytes, byte[]> scan(Place from, Place to) {
        return store.range(from.bytes(), to.bytes());
    }

    /** The last record of an utterance, if there is any. */
    Optional<V> last(long ticket) {
        try (KeyValueIterator<Bytes, byte[]> back = store.reverseRange(
                Place.first(ticket).bytes(), Place.last(ticket).bytes())) {
            return back.hasNext() ? Optional.of(read(back.next().value)) : Optional.empty();
        }
    }

    /** @throws IllegalStateException when the store holds what no release wrote */
    V read(byte[] bytes) {
        if (wire.decode(bytes) instanceof Decoded.Value<V> read) {
            return read.value();
        }
        throw new IllegalStateException("the journal holds a record that this release cannot read");
    }

    /**
     * Notes that an utterance's last result is forwarded, and settles: under exactly once in the same transaction, so that
     * no restart finds the one without the other.
     */
    void finish(String utteranceId, long ticket, LongConsumer forgotten) {
        finished.add(new Finished(utteranceId, ticket, waitForCommit ? commits.commits() + 1 : 0));
        settle(forgotten);
    }

    /** Forgets the finished utterances whose results are committed, and tells their tickets. */
    void settle(LongConsumer forgotten) {
        while (!finished.isEmpty() && finished.getFirst().afterCommits() <= commits.commits()) {
            Finished done = finished.removeFirst();
            dropEntries(done.ticket());
            if (head(done.utteranceId())
                    .filter(head -> head.getTicket() == done.ticket())
                    .isPresent()) {
                store.delete(headKey(done.utteranceId()));
            }
            forgotten.accept(done.ticket());
        }
    }

    private void dropEntries(long ticket) {
        List<Bytes> keys = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all = scan(Place.first(ticket), Place.last(ticket))) {
            all.forEachRemaining(entry -> keys.add(entry.key));
        }
        keys.forEach(store::delete);
    }
}
