package sori.stream.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongPredicate;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.BytesSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import sori.kafka.UtteranceName;
import sori.kafka.Wire;
import sori.schema.JournalHead;
import sori.synthesis.ByteBuffers;
import sori.trace.CarriedHeaders;

/**
 * What a journal knows of each utterance that is taken up and not finished, beside its inputs; and what a head says. For one stream
 * thread.
 */
public final class JournalHeads {
    static final int INTERACTIVE = 0;
    static final int BULK = 1;

    private static final Wire<JournalHead> HEAD = new Wire<>(JournalHead.class);

    private final KeyValueStore<Bytes, byte[]> store;

    JournalHeads(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    /** Whether others go before an utterance. */
    public static boolean isBulk(JournalHead head) {
        return head.getPriority() == BULK;
    }

    public static UtteranceName name(JournalHead head) {
        return new UtteranceName(key(head), head.getUtteranceId());
    }

    public static Bytes key(JournalHead head) {
        return Bytes.wrap(ByteBuffers.toArray(head.getKey()));
    }

    /** When the text event of an utterance came, milliseconds since 1970. */
    public static long eventTimestamp(JournalHead head) {
        return Objects.requireNonNullElse(head.getEventTimestamp(), head.getTimestamp());
    }

    /** What goes along with an utterance's results. */
    public static Headers headers(JournalHead head) {
        return CarriedHeaders.of(head.getHeaders());
    }

    /**
     * Begins an epoch, or goes on in the one before.
     *
     * @param goesOn whether it is known to the frame what the one before did and did not forward
     * @param marked whether the utterance of a ticket has a mark: it goes on under the attempt that it has, though the epoch is new
     * @return the epoch's number
     */
    long begin(boolean goesOn, LongPredicate marked) {
        JournalHead before = Optional.ofNullable(store.get(JournalLayout.EPOCH))
                .map(this::read)
                .orElseGet(() -> epochHead(-1));
        if (goesOn) {
            return before.getEpoch();
        }
        long epoch = before.getEpoch() + 1;
        store.put(JournalLayout.EPOCH, HEAD.encode(epochHead(epoch)));
        Map<Bytes, JournalHead> kept = new HashMap<>();
        forEach((key, head) -> {
            if (marked.test(head.getTicket())) {
                kept.put(
                        key,
                        JournalHead.newBuilder(head)
                                .setEpoch(head.getEpoch() + 1)
                                .build());
            }
        });
        kept.forEach((key, head) -> store.put(key, HEAD.encode(head)));
        return epoch;
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

    JournalHead read(byte[] bytes) {
        return StoredRecord.read(store, HEAD, bytes);
    }

    Optional<JournalHead> get(UtteranceName name) {
        return Optional.ofNullable(store.get(JournalLayout.headKey(name.key(), name.id())))
                .map(this::read);
    }

    void put(JournalHead head) {
        store.put(JournalLayout.headKey(key(head), head.getUtteranceId()), HEAD.encode(head));
    }

    void delete(UtteranceName name) {
        store.delete(JournalLayout.headKey(name.key(), name.id()));
    }

    /** Those of a record key. */
    public List<JournalHead> of(Bytes key) {
        List<JournalHead> heads = new ArrayList<>();
        Bytes from = JournalLayout.headKey(key, "");
        try (KeyValueIterator<Bytes, byte[]> some = store.prefixScan(from, new BytesSerializer())) {
            some.forEachRemaining(entry -> heads.add(read(entry.value)));
        }
        return heads;
    }

    /** By ticket. */
    public List<JournalHead> all() {
        List<JournalHead> all = new ArrayList<>();
        forEach((key, head) -> all.add(head));
        all.sort(Comparator.comparingLong(JournalHead::getTicket));
        return all;
    }

    private void forEach(BiConsumer<Bytes, JournalHead> action) {
        try (KeyValueIterator<Bytes, byte[]> all = store.range(JournalLayout.EPOCH, JournalLayout.HEADS_END)) {
            all.forEachRemaining(entry -> {
                if (!entry.key.equals(JournalLayout.EPOCH)) {
                    action.accept(entry.key, read(entry.value));
                }
            });
        }
    }
}
