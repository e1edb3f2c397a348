package sori.stream.store;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import sori.kafka.UtteranceName;
import sori.kafka.Wire;
import sori.schema.JournalHead;
import sori.synthesis.ByteBuffers;
import sori.topology.Nodes;
import sori.trace.CarriedHeaders;

/**
 * The utterances that a stage has taken on and not finished, record by record, in a state store: what a restart goes on
 * from. Under exactly once a mark for each utterance tells how far its results are forwarded, in the same transaction as
 * those results, and a restart goes on at the mark. Under at-least-once the store may be durable before the results: there
 * an utterance stays whole until its last result is committed, and a restart does it again from its beginning under a
 * higher attempt. For one stream thread.
 *
 * @param <V> the stage's input
 * @param <M> how far an utterance's results are forwarded
 */
public final class Journal<V extends SpecificRecordBase, M extends SpecificRecordBase> {
    private final KeyValueStore<Bytes, byte[]> store;
    private final CommitCount commits;
    private final Wire<V> wire;
    private final JournalHeads heads;
    private final JournalRecords<V> records;
    private final Wire<M> marks;
    private final boolean exactlyOnce;
    private final BulkBacklog backlog;
    private final Deque<Finished> finished = new ArrayDeque<>();
    private final long epoch;
    private long nextTicket;
    /** What is to be told of what comes and goes; null: nobody asks. */
    private @Nullable JournalCount<V> counted;

    /**
     * An utterance that was admitted.
     *
     * @param head what is known of it
     * @param replaced ticket of its lower attempt, whose records are gone
     * @param waits whether it is to be {@link #takeUpNext taken up} later
     */
    public record Admitted(JournalHead head, OptionalLong replaced, boolean waits) {}

    private record Finished(JournalHead head, long afterCommits) {}

    /**
     * Opens a stage's store, which has been restored.
     *
     * @throws StateRefusedException when this release cannot go on from it
     */
    public Journal(ProcessingContext context, String node, Class<V> value, Class<M> mark, boolean exactlyOnce) {
        this.store = context.getStateStore(Nodes.journal(node));
        this.commits = context.getStateStore(Nodes.commits(node));
        this.wire = new Wire<>(value);
        this.marks = new Wire<>(mark);
        this.exactlyOnce = exactlyOnce;
        this.heads = new JournalHeads(store);
        this.records = new JournalRecords<>(store, wire);
        StoreLayout.Before layout = StoreLayout.before(store, JournalLayout.VERSION);
        if (layout.version() < StoreLayout.CURRENT) {
            new JournalTakeover(store).run(value, mark);
        }
        StoreLayout.note(
                store, JournalLayout.VERSION, StoreLayout.CURRENT, exactlyOnce); // last: who is refused can go back
        // What exactly once did and did not forward is known to the frame; anything else may have been heard in part.
        this.epoch = heads.begin(
                exactlyOnce && layout.exactlyOnce(), ticket -> mark(ticket).isPresent());
        this.backlog = new BulkBacklog(store, heads::read);
        List<JournalHead> open = heads.all();
        this.nextTicket = Math.max(
                        open.stream().mapToLong(JournalHead::getTicket).max().orElse(-1),
                        backlog.lastTicket().orElse(-1))
                + 1;
        open.forEach(this::takeOut);
        refuseWhatCannotBeRead(open);
    }

    /** Now, and not when it is needed. */
    private void refuseWhatCannotBeRead(List<JournalHead> open) {
        for (JournalHead head : open) {
            try {
                mark(head.getTicket());
            } catch (StateRefusedException e) {
                throw StateRefusedException.ofOtherShape(store.name());
            }
        }
        records.refuseOthers();
    }

    /** What is known of the utterances that are taken up and not finished. */
    public JournalHeads heads() {
        return heads;
    }

    /** Utterances that wait to be {@link #takeUpNext taken up}. */
    public BulkBacklog backlog() {
        return backlog;
    }

    /** The inputs, by their places. */
    public JournalRecords<V> records() {
        return records;
    }

    /** A kill may have cut {@link #takeUpNext} off. */
    private void takeOut(JournalHead head) {
        backlog.remove(head);
        if (JournalHeads.isBulk(head)) {
            backlog.hold(head.getTicket());
        }
    }

    /** Counts what is here, and from now on what comes and goes. */
    public void count(JournalCount<V> count) {
        counted = count;
        for (long left = heads.all().size() + backlog.size(); left > 0; left--) {
            count.opened();
        }
        records.count(count);
    }

    /**
     * Takes a record's utterance on, or finds it.
     *
     * @param attempt of the record
     * @param beginning whether the record is its utterance's first
     * @param timestamp of the record
     * @param eventTimestamp of the text event
     * @param headers that go along with the utterance's results: those of its first record
     * @param bare the record, less what takes memory; asked where the utterance is new
     * @param bulk whether others go before it; an utterance stays what it began as
     * @return empty when the record belongs to nothing: a lower attempt, or the rest of an utterance that has ended
     */
    public Optional<Admitted> admit(
            UtteranceName name,
            int attempt,
            boolean beginning,
            long timestamp,
            long eventTimestamp,
            Headers headers,
            Supplier<V> bare,
            boolean bulk) {
        Optional<JournalHead> known = head(name.key(), name.id());
        if (known.isPresent() && known.get().getAttempt() == attempt) {
            return Optional.of(new Admitted(
                    known.get(), OptionalLong.empty(), heads.get(name).isEmpty()));
        }
        if (!beginning || (known.isPresent() && known.get().getAttempt() > attempt)) {
            return Optional.empty();
        }
        OptionalLong replaced = OptionalLong.empty();
        if (counted != null && known.isEmpty()) {
            counted.opened();
        }
        if (known.isPresent()) {
            replaced = OptionalLong.of(known.get().getTicket());
            dropEntries(known.get().getTicket());
            backlog.remove(known.get());
            backlog.release(known.get().getTicket());
        }
        long since = known.map(JournalHead::getEpoch).orElse(epoch);
        JournalHead head = JournalHead.newBuilder()
                .setTicket(nextTicket++)
                .setKey(ByteBuffer.wrap(name.key().get()))
                .setAttempt(attempt)
                .setEpoch(since)
                .setTimestamp(timestamp)
                .setUtteranceId(name.id())
                .setEventTimestamp(eventTimestamp)
                .setPriority(bulk ? JournalHeads.BULK : JournalHeads.INTERACTIVE)
                .setHeaders(CarriedHeaders.kept(headers))
                .setBeginning(ByteBuffer.wrap(wire.encode(bare.get())))
                .build();
        boolean waits = backlog.takes(name.key(), bulk);
        if (waits) {
            heads.delete(name); // of a lower attempt
            backlog.add(head, bulk);
        } else {
            open(head);
        }
        return Optional.of(new Admitted(head, replaced, waits));
    }

    /**
     * The attempt under which an utterance's results go out. Each restart in an utterance's middle adds one, but for exactly once, which
     * goes on where it was.
     */
    public int attempt(JournalHead head) {
        return head.getAttempt() + (int) (epoch - head.getEpoch());
    }

    private void open(JournalHead head) {
        heads.put(head);
        if (JournalHeads.isBulk(head)) {
            backlog.hold(head.getTicket());
        }
    }

    /** Takes up an utterance that waited as so many others are held. */
    public Optional<BulkBacklog.Next> takeUpNext() {
        Optional<BulkBacklog.Next> next = backlog.next();
        next.ifPresent(taken -> {
            open(taken.head());
            backlog.remove(taken.head()); // in this order: what is cut off here is there twice, not gone
        });
        return next;
    }

    /** What is known of an utterance that is not finished. */
    public Optional<JournalHead> head(Bytes key, String utteranceId) {
        UtteranceName name = new UtteranceName(key, utteranceId);
        return heads.get(name).or(() -> backlog.head(name));
    }

    /** An input of an utterance, less what takes memory, whatever is left of it. */
    public Optional<V> beginning(JournalHead head) {
        if (head.getBeginning().hasRemaining()) {
            return Optional.of(records.read(ByteBuffers.toArray(head.getBeginning())));
        }
        List<V> rest = new ArrayList<>();
        records.forEach(head.getTicket(), rest::add);
        return rest.stream().findFirst();
    }

    /** How far an utterance's results are forwarded for certain; empty when it begins, or begins again. */
    public Optional<M> mark(long ticket) {
        return Optional.ofNullable(store.get(JournalLayout.markKey(ticket)))
                .map(bytes -> StoredRecord.read(store, marks, bytes));
    }

    /** Under at-least-once nothing is certain, and nothing is noted. */
    public void moveMark(long ticket, M mark) {
        if (exactlyOnce) {
            store.put(JournalLayout.markKey(ticket), marks.encode(mark));
        }
    }

    /** Under at-least-once records stay until the utterance is settled. */
    public void dropSegment(long ticket, int segment) {
        if (exactlyOnce) {
            records.drop(new JournalKey(ticket, segment, 0), new JournalKey(ticket, segment, Integer.MAX_VALUE));
        }
    }

    /**
     * An utterance's last result is forwarded: forgets it as soon as that is certain, and tells the ticket. Under exactly once it is
     * forgotten in the transaction of its last result: no restart finds the one without the other.
     */
    public void finish(JournalHead head, LongConsumer forgotten) {
        backlog.release(head.getTicket());
        finished.add(new Finished(head, exactlyOnce ? 0 : commits.commits() + 1));
        settle(forgotten);
    }

    /** Whether nothing finished waits to be certain. */
    public boolean settled() {
        return finished.isEmpty();
    }

    /** Forgets the finished utterances whose results are certain by now, and tells their tickets. */
    public void settle(LongConsumer forgotten) {
        while (!finished.isEmpty() && finished.getFirst().afterCommits() <= commits.commits()) {
            JournalHead done = finished.removeFirst().head();
            dropEntries(done.getTicket());
            boolean waited = backlog.remove(done);
            boolean open = heads.get(JournalHeads.name(done))
                    .filter(head -> head.getTicket() == done.getTicket())
                    .isPresent();
            if (open) {
                heads.delete(JournalHeads.name(done));
            }
            if (counted != null && (open || waited)) {
                counted.closed();
            }
            forgotten.accept(done.getTicket());
        }
    }

    private void dropEntries(long ticket) {
        records.drop(JournalKey.first(ticket), JournalKey.last(ticket));
        store.delete(JournalLayout.markKey(ticket));
    }
}
