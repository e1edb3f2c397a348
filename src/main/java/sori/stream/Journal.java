package sori.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import sori.kafka.Decoded;
import sori.kafka.Wire;
import sori.schema.AudioMark;
import sori.schema.JournalHead;

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
final class Journal<V extends SpecificRecordBase, M extends SpecificRecordBase> implements Ledger<V, M> {
    /** Before an utterance's id: the key of its head. */
    private static final byte HEAD_PREFIX = 0;

    /** Its head holds the epoch; no utterance's id is empty. */
    private static final String EPOCH = "";

    /** Before a ticket: the key of its mark. */
    private static final byte MARK_PREFIX = 2;

    private static final Bytes LAYOUT = Bytes.wrap(new byte[] {3});

    /** Before a ticket: the key of how far its audio is written by a stage joined to this one. */
    private static final byte AUDIO_MARK_PREFIX = 4;

    private static final Wire<JournalHead> HEAD = new Wire<>(JournalHead.class);
    private static final Wire<AudioMark> AUDIO_MARK = new Wire<>(AudioMark.class);

    private final KeyValueStore<Bytes, byte[]> store;
    private final CommitCount commits;
    private final Wire<V> wire;
    private final Wire<M> marks;
    private final boolean exactlyOnce;
    private final Deque<Finished> finished = new ArrayDeque<>();
    private final long epoch;
    private long nextTicket;

    private record Finished(String utteranceId, long ticket, long afterCommits) {}

    /**
     * Opens a stage's store, which has been restored.
     *
     * @throws StateRefusedException when this release cannot go on from it
     */
    Journal(ProcessingContext context, Stage stage, Wire<V> wire, Wire<M> marks, boolean exactlyOnce) {
        this.store = context.getStateStore(Nodes.journal(stage));
        this.commits = context.getStateStore(Nodes.commits(stage));
        this.wire = wire;
        this.marks = marks;
        this.exactlyOnce = exactlyOnce;
        boolean exactBefore = StoreLayout.enter(store, LAYOUT, exactlyOnce);
        JournalHead before = head(EPOCH).orElseGet(() -> head(0, Bytes.wrap(new byte[0]), 0, -1, 0));
        // What exactly once did and did not forward is known to the frame; anything else may have been heard in part.
        boolean same = exactlyOnce && exactBefore;
        this.epoch = same ? before.getEpoch() : before.getEpoch() + 1;
        if (!same) {
            putHead(EPOCH, head(0, Bytes.wrap(new byte[0]), 0, epoch, 0));
            keepAttemptsOfMarked();
        }
        this.nextTicket =
                open().stream().mapToLong(JournalHead::getTicket).max().orElse(-1) + 1;
        try (KeyValueIterator<Bytes, byte[]> entries = scan(Place.first(0), Place.last(Long.MAX_VALUE))) {
            if (entries.hasNext()) {
                read(entries.next().value); // refuses now what it would refuse later
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

    private static JournalHead head(long ticket, Bytes key, int attempt, long epoch, long timestamp) {
        return new JournalHead(ticket, ByteBuffer.wrap(key.get()), attempt, epoch, timestamp);
    }

    @Override
    public Optional<Admitted> admit(String utteranceId, Bytes key, int attempt, boolean beginning, long timestamp) {
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

    /** Each restart in an utterance's middle adds one, but for exactly once, which goes on where it was. */
    @Override
    public int attempt(JournalHead head) {
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
        return Optional.ofNullable(store.get(headKey(utteranceId))).map(this::readHead);
    }

    private JournalHead readHead(byte[] bytes) {
        return decoded(HEAD, bytes);
    }

    @Override
    public List<JournalHead> open() {
        List<JournalHead> open = new ArrayList<>();
        forEachHead((key, head) -> open.add(head));
        open.sort(Comparator.comparingLong(JournalHead::getTicket));
        return open;
    }

    private void forEachHead(BiConsumer<Bytes, JournalHead> action) {
        Bytes epochKey = headKey(EPOCH);
        try (KeyValueIterator<Bytes, byte[]> all = store.range(epochKey, Bytes.wrap(new byte[] {HEAD_PREFIX + 1}))) {
            all.forEachRemaining(entry -> {
                if (!entry.key.equals(epochKey)) {
                    action.accept(entry.key, readHead(entry.value));
                }
            });
        }
    }

    private static Bytes markKey(byte prefix, long ticket) {
        return Bytes.wrap(
                ByteBuffer.allocate(1 + Long.BYTES).put(prefix).putLong(ticket).array());
    }

    @Override
    public Optional<M> mark(long ticket) {
        return Optional.ofNullable(store.get(markKey(MARK_PREFIX, ticket))).map(bytes -> decoded(marks, bytes));
    }

    /** Under at-least-once nothing is certain, and nothing is noted. */
    @Override
    public void moveMark(long ticket, M mark) {
        if (exactlyOnce) {
            store.put(markKey(MARK_PREFIX, ticket), marks.encode(mark));
        }
    }

    /** How far the audio of an utterance is written by a stage joined to this one. */
    Optional<AudioMark> audioMark(long ticket) {
        return Optional.ofNullable(store.get(markKey(AUDIO_MARK_PREFIX, ticket)))
                .map(bytes -> decoded(AUDIO_MARK, bytes));
    }

    /** As {@link #moveMark}. */
    void moveAudioMark(long ticket, AudioMark mark) {
        if (exactlyOnce) {
            store.put(markKey(AUDIO_MARK_PREFIX, ticket), AUDIO_MARK.encode(mark));
        }
    }

    /** Under at-least-once records stay until the utterance is settled. */
    @Override
    public void dropSentence(long ticket, int segment) {
        if (exactlyOnce) {
            drop(new Place(ticket, segment, 0), new Place(ticket, segment, Integer.MAX_VALUE));
        }
    }

    @Override
    public void put(Place place, V value) {
        store.put(place.bytes(), wire.encode(value));
    }

    @Override
    public Optional<V> get(Place place) {
        return Optional.ofNullable(store.get(place.bytes())).map(this::read);
    }

    @Override
    public boolean has(Place place) {
        return store.get(place.bytes()) != null;
    }

    /** The records from one place to another, both included; to be closed. */
    KeyValueIterator<Bytes, byte[]> scan(Place from, Place to) {
        return store.range(from.bytes(), to.bytes());
    }

    /** @throws StateRefusedException when the store holds what this release cannot read */
    V read(byte[] bytes) {
        return decoded(wire, bytes);
    }

    private <T extends SpecificRecordBase> T decoded(Wire<T> format, byte[] bytes) {
        Decoded<T> decoded = format.decode(bytes);
        if (decoded instanceof Decoded.Value<T> read) {
            return read.value();
        }
        throw new StateRefusedException(store.name(), ((Decoded.Unreadable<T>) decoded).reason());
    }

    /** Under exactly once it is forgotten in the transaction of its last result: no restart finds the one without the other. */
    @Override
    public void finish(String utteranceId, long ticket, LongConsumer forgotten) {
        finished.add(new Finished(utteranceId, ticket, exactlyOnce ? 0 : commits.commits() + 1));
        settle(forgotten);
    }

    @Override
    public boolean settled() {
        return finished.isEmpty();
    }

    @Override
    public void settle(LongConsumer forgotten) {
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
        drop(Place.first(ticket), Place.last(ticket));
        store.delete(markKey(MARK_PREFIX, ticket));
        if (store.get(markKey(AUDIO_MARK_PREFIX, ticket)) != null) { // deleting writes to the change log, there or not
            store.delete(markKey(AUDIO_MARK_PREFIX, ticket));
        }
    }

    private void drop(Place from, Place to) {
        List<Bytes> keys = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all = scan(from, to)) {
            all.forEachRemaining(entry -> keys.add(entry.key));
        }
        keys.forEach(store::delete);
    }
}
