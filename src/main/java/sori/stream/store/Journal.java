package sori.stream.store;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.BytesSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import sori.kafka.Decoded;
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
    private static final Wire<JournalHead> HEAD = new Wire<>(JournalHead.class);

    private static final int INTERACTIVE = 0;
    private static final int BULK = 1;

    private final KeyValueStore<Bytes, byte[]> store;
    private final CommitCount commits;
    private final Wire<V> wire;
    private final Wire<M> marks;
    private final boolean exactlyOnce;
    private final BulkBacklog backlog;
    private final Deque<Finished> finished = new ArrayDeque<>();
    private final long epoch;
    private long nextTicket;
    /** What is to be told of what is here; null: nobody asks. */
    private @Nullable JournalCount<V> unspoken;

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
        StoreLayout.Before layout = StoreLayout.before(store, JournalLayout.VERSION);
        if (layout.version() < StoreLayout.CURRENT) {
            new JournalTakeover(store).run(value, mark);
        }
        StoreLayout.note(
                store, JournalLayout.VERSION, StoreLayout.CURRENT, exactlyOnce); // last: who is refused can go back
        boolean exactBefore = layout.exactlyOnce();
        JournalHead before = Optional.ofNullable(store.get(JournalLayout.EPOCH))
                .map(this::readHead)
                .orElseGet(() -> epochHead(-1));
        // What exactly once did and did not forward is known to the frame; anything else may have been heard in part.
        boolean same = exactlyOnce && exactBefore;
        this.epoch = same ? before.getEpoch() : before.getEpoch() + 1;
        if (!same) {
            store.put(JournalLayout.EPOCH, HEAD.encode(epochHead(epoch)));
            keepAttemptsOfMarked();
        }
        this.backlog = new BulkBacklog(store, this::readHead);
        List<JournalHead> open = open();
        this.nextTicket = Math.max(
                        open.stream().mapToLong(JournalHead::getTicket).max().orElse(-1),
                        backlog.lastTicket().orElse(-1))
                + 1;
        open.forEach(this::takeOut);
        refuseWhatCannotBeRead();
    }

    /** A kill may have cut {@link #takeUpNext} off. */
    private void takeOut(JournalHead head) {
        backlog.remove(head);
        if (isBulk(head)) {
            backlog.hold(head.getTicket());
        }
    }

    /** Counts what is here, and from now on what comes and goes. */
    public void count(JournalCount<V> counted) {
        unspoken = counted;
        forEachHead((key, head) -> counted.opened());
        for (long left = backlog.size(); left > 0; left--) {
            counted.opened();
        }
        try (KeyValueIterator<Bytes, byte[]> all = scan(JournalKey.first(0), JournalKey.last(Long.MAX_VALUE))) {
            all.forEachRemaining(entry -> counted.add(read(entry.value)));
        }
    }

    /** Now, and not when it is needed. */
    private void refuseWhatCannotBeRead() {
        for (JournalHead head : open()) {
            try {
                mark(head.getTicket());
            } catch (StateRefusedException e) {
                throw StateRefusedException.ofOtherShape(store.name());
            }
        }
        try (KeyValueIterator<Bytes, byte[]> entries = scan(JournalKey.first(0), JournalKey.last(Long.MAX_VALUE))) {
            if (entries.hasNext()) {
                read(entries.next().value);
            }
        }
    }

    /** An utterance with a mark goes on under the attempt that it has, though the epoch is new. */
    private void keepAttemptsOfMarked() {
        Map<Bytes, JournalHead> marked = new HashMap<>();
        forEachHead((key, head) -> {
            if (mark(head.getTicket()).isPresent()) {
                marked.put(
                        key,
                        JournalHead.newBuilder(head)
                                .setEpoch(head.getEpoch() + 1)
                                .build());
            }
        });
        marked.forEach((key, head) -> store.put(key, HEAD.encode(head)));
    }

    private static JournalHead epochHead(long epoch) {
        return JournalHead.newBuilder()
                .setTicket(0)
                .setKey(ByteBuffer.allocate(0))
                .setAttempt(0)
                .setEpoch(epoch)
                .setTimestamp(0)
                .build();
    }

    /** Whether others go before an utterance. */
    public static boolean isBulk(JournalHead head) {
        return head.getPriority() == BULK;
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
                    known.get(), OptionalLong.empty(), openHead(name).isEmpty()));
        }
        if (!beginning || (known.isPresent() && known.get().getAttempt() > attempt)) {
            return Optional.empty();
        }
        OptionalLong replaced = OptionalLong.empty();
        if (unspoken != null && known.isEmpty()) {
            unspoken.opened();
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
                .setPriority(bulk ? BULK : INTERACTIVE)
                .setHeaders(CarriedHeaders.kept(headers))
                .setBeginning(ByteBuffer.wrap(wire.encode(bare.get())))
                .build();
        boolean waits = backlog.takes(name.key(), bulk);
        if (waits) {
            store.delete(JournalLayout.headKey(name.key(), name.id())); // of a lower attempt
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
        store.put(JournalLayout.headKey(key(head), head.getUtteranceId()), HEAD.encode(head));
        if (isBulk(head)) {
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

    /** What waits of a key is to be taken up before others. */
    public void hurry(Bytes key) {
        backlog.hurry(key);
    }

    /** Whether nothing waits to be taken up. */
    public boolean isTakenUp() {
        return backlog.isEmpty();
    }

    /** How many utterances of bulk are taken up. */
    int heldBulk() {
        return backlog.held();
    }

    /** What is known of an utterance that is not finished. */
    public Optional<JournalHead> head(Bytes key, String utteranceId) {
        UtteranceName name = new UtteranceName(key, utteranceId);
        return openHead(name).or(() -> backlog.head(name));
    }

    private Optional<JournalHead> openHead(UtteranceName name) {
        return Optional.ofNullable(store.get(JournalLayout.headKey(name.key(), name.id())))
                .map(this::readHead);
    }

    /** What is known of the utterances of a record key that are taken up and not finished. */
    public List<JournalHead> heads(Bytes key) {
        List<JournalHead> heads = new ArrayList<>();
        Bytes from = JournalLayout.headKey(key, "");
        try (KeyValueIterator<Bytes, byte[]> some = store.prefixScan(from, new BytesSerializer())) {
            some.forEachRemaining(entry -> heads.add(readHead(entry.value)));
        }
        return heads;
    }

    /** An input of an utterance, less what takes memory, whatever is left of it. */
    public Optional<V> beginning(JournalHead head) {
        if (head.getBeginning().hasRemaining()) {
            return Optional.of(read(ByteBuffers.toArray(head.getBeginning())));
        }
        List<V> rest = new ArrayList<>();
        forEach(head.getTicket(), rest::add);
        return rest.stream().findFirst();
    }

    public static UtteranceName name(JournalHead head) {
        return new UtteranceName(key(head), head.getUtteranceId());
    }

    /** When the text event of an utterance came, milliseconds since 1970. */
    public static long eventTimestamp(JournalHead head) {
        return Objects.requireNonNullElse(head.getEventTimestamp(), head.getTimestamp());
    }

    /** What goes along with an utterance's results. */
    public static Headers headers(JournalHead head) {
        return CarriedHeaders.of(head.getHeaders());
    }

    public static Bytes key(JournalHead head) {
        return Bytes.wrap(ByteBuffers.toArray(head.getKey()));
    }

    private JournalHead readHead(byte[] bytes) {
        return decoded(HEAD, bytes);
    }

    /** Every utterance taken up and not finished, by ticket. */
    public List<JournalHead> open() {
        List<JournalHead> open = new ArrayList<>();
        forEachHead((key, head) -> open.add(head));
        open.sort(Comparator.comparingLong(JournalHead::getTicket));
        return open;
    }

    private void forEachHead(BiConsumer<Bytes, JournalHead> action) {
        try (KeyValueIterator<Bytes, byte[]> all = store.range(JournalLayout.EPOCH, JournalLayout.HEADS_END)) {
            all.forEachRemaining(entry -> {
                if (!entry.key.equals(JournalLayout.EPOCH)) {
                    action.accept(entry.key, readHead(entry.value));
                }
            });
        }
    }

    /** How far an utterance's results are forwarded for certain; empty when it begins, or begins again. */
    public Optional<M> mark(long ticket) {
        return Optional.ofNullable(store.get(JournalLayout.markKey(ticket))).map(bytes -> decoded(marks, bytes));
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
            drop(new JournalKey(ticket, segment, 0), new JournalKey(ticket, segment, Integer.MAX_VALUE));
        }
    }

    /** Keeps an input. */
    public void put(JournalKey place, V value) {
        store.put(place.bytes(), wire.encode(value));
        if (unspoken != null) {
            unspoken.add(value);
        }
    }

    /** The input at a place, if it has come and is not dropped. */
    public Optional<V> get(JournalKey place) {
        return Optional.ofNullable(store.get(place.bytes())).map(this::read);
    }

    /** Every input of an utterance, in order. */
    public void forEach(long ticket, Consumer<V> action) {
        try (KeyValueIterator<Bytes, byte[]> all = scan(JournalKey.first(ticket), JournalKey.last(ticket))) {
            all.forEachRemaining(entry -> action.accept(read(entry.value)));
        }
    }

    /** Whether there is an input at a place. */
    public boolean has(JournalKey place) {
        return store.get(place.bytes()) != null;
    }

    /** The records from one place to another, both included; to be closed. */
    private KeyValueIterator<Bytes, byte[]> scan(JournalKey from, JournalKey to) {
        return store.range(from.bytes(), to.bytes());
    }

    /** @throws StateRefusedException when the store holds what this release cannot read */
    private V read(byte[] bytes) {
        return decoded(wire, bytes);
    }

    private <T extends SpecificRecordBase> T decoded(Wire<T> format, byte[] bytes) {
        Decoded<T> decoded = format.decode(bytes);
        if (decoded instanceof Decoded.Value<T> read) {
            return read.value();
        }
        throw new StateRefusedException(store.name(), ((Decoded.Unreadable<T>) decoded).reason());
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
            boolean open = openHead(name(done))
                    .filter(head -> head.getTicket() == done.getTicket())
                    .isPresent();
            if (open) {
                store.delete(JournalLayout.headKey(key(done), done.getUtteranceId()));
            }
            if (unspoken != null && (open || waited)) {
                unspoken.closed();
            }
            forgotten.accept(done.getTicket());
        }
    }

    private void dropEntries(long ticket) {
        drop(JournalKey.first(ticket), JournalKey.last(ticket));
        store.delete(JournalLayout.markKey(ticket));
    }

    private void drop(JournalKey from, JournalKey to) {
        List<Bytes> keys = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all = scan(from, to)) {
            all.forEachRemaining(entry -> {
                keys.add(entry.key);
                if (unspoken != null) {
                    unspoken.remove(read(entry.value));
                }
            });
        }
        keys.forEach(store::delete);
    }
}
