package sori.stream;

import java.nio.ByteBuffer;
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
 * The utterances that a stage has taken on and not finished, record by record, in state stores: what a restart goes on
 * from. An utterance stays whole until its last result is committed, so that it can be done again from its beginning under
 * a higher attempt. For one stream thread.
 *
 * @param <V> the stage's input
 */
final class Journal<V extends SpecificRecordBase> {
    /** Holds the epoch; no utterance's id is empty. */
    private static final String EPOCH = "";

    private static final Wire<JournalHead> HEAD = new Wire<>(JournalHead.class);

    private final KeyValueStore<String, byte[]> heads;
    private final KeyValueStore<Bytes, byte[]> entries;
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

    /** Opens a new epoch on a stage's stores, which have been restored. */
    Journal(ProcessingContext context, Stage stage, Wire<V> wire, boolean exactlyOnce) {
        this.heads = context.getStateStore(Nodes.utterances(stage));
        this.entries = context.getStateStore(Nodes.journal(stage));
        this.commits = context.getStateStore(Nodes.commits(stage));
        this.wire = wire;
        this.waitForCommit = !exactlyOnce;
        JournalHead before = head(EPOCH).orElseGet(() -> head(0, Bytes.wrap(new byte[0]), 0, -1, 0));
        this.epoch = before.getEpoch() + 1;
        heads.put(EPOCH, HEAD.encode(head(0, Bytes.wrap(new byte[0]), 0, epoch, 0)));
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
        heads.put(utteranceId, HEAD.encode(head));
        return Optional.of(new Admitted(head, replaced));
    }

    /** The attempt under which this epoch's results go out: each restart in the middle of an utterance adds one. */
    int attempt(JournalHead head) {
        return head.getAttempt() + (int) (epoch - head.getEpoch());
    }

    Optional<JournalHead> head(String utteranceId) {
        byte[] bytes = heads.get(utteranceId);
        return bytes != null && HEAD.decode(bytes) instanceof Decoded.Value<JournalHead> read
                ? Optional.of(read.value())
                : Optional.empty();
    }

    /** Every utterance taken on, by ticket. */
    List<JournalHead> open() {
        List<JournalHead> open = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> all = heads.all()) {
            all.forEachRemaining(entry -> {
                if (!entry.key.equals(EPOCH) && HEAD.decode(entry.value) instanceof Decoded.Value<JournalHead> read) {
                    open.add(read.value());
                }
            });
        }
        open.sort(Comparator.comparingLong(JournalHead::getTicket));
        return open;
    }

    void put(Place place, V value) {
        entries.put(place.bytes(), wire.encode(value));
    }

    boolean has(Place place) {
        return entries.get(place.bytes()) != null;
    }

    /** The records from one place to another, both included; to be closed. */
    KeyValueIterator<Bytes, byte[]> scan(Place from, Place to) {
        return entries.range(from.bytes(), to.bytes());
    }

    /** The last record of an utterance, if there is any. */
    Optional<V> last(long ticket) {
        try (KeyValueIterator<Bytes, byte[]> back = entries.reverseRange(
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

    /** Notes that an utterance's last result is forwarded. */
    void finish(String utteranceId, long ticket) {
        finished.add(new Finished(utteranceId, ticket, waitForCommit ? commits.commits() + 1 : 0));
    }

    /** Forgets the finished utterances whose results are committed, and tells their tickets. */
    void settle(LongConsumer forgotten) {
        while (!finished.isEmpty() && finished.getFirst().afterCommits() <= commits.commits()) {
            Finished done = finished.removeFirst();
            dropEntries(done.ticket());
            if (head(done.utteranceId())
                    .filter(head -> head.getTicket() == done.ticket())
                    .isPresent()) {
                heads.delete(done.utteranceId());
            }
            forgotten.accept(done.ticket());
        }
    }

    private void dropEntries(long ticket) {
        List<Bytes> keys = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all = scan(Place.first(ticket), Place.last(ticket))) {
            all.forEachRemaining(entry -> keys.add(entry.key));
        }
        keys.forEach(entries::delete);
    }
}
