package sori.stream;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.apache.kafka.common.utils.Bytes;
import sori.schema.AudioMark;
import sori.schema.JournalHead;
import sori.schema.MelChunk;

/**
 * The vocode stage's utterances where the mel stage stands before it in one task: in memory only, for the mel stage's journal
 * knows what to speak again. How much there can be is bounded there, too. For one stream thread.
 */
final class JoinedLedger implements Ledger<MelChunk, AudioMark> {
    private final Joint joint;
    private final Map<String, JournalHead> heads = new HashMap<>();
    private final Map<Long, String> ids = new HashMap<>();
    private final TreeMap<Place, MelChunk> chunks = new TreeMap<>();
    private long nextTicket;

    JoinedLedger(Joint joint) {
        this.joint = joint;
    }

    @Override
    public Optional<Admitted> admit(String utteranceId, Bytes key, int attempt, boolean beginning, long timestamp) {
        JournalHead known = heads.get(utteranceId);
        if (known != null && known.getAttempt() == attempt) {
            return Optional.of(new Admitted(known, OptionalLong.empty()));
        }
        // After a restart the first that comes of an utterance is the beginning of any sentence.
        if (!joint.before().isOpen(utteranceId, attempt)) {
            return Optional.empty();
        }
        OptionalLong replaced = OptionalLong.empty();
        if (known != null) {
            replaced = OptionalLong.of(known.getTicket());
            forget(utteranceId, known.getTicket());
        }
        JournalHead head = new JournalHead(nextTicket++, ByteBuffer.wrap(key.get()), attempt, 0L, timestamp);
        heads.put(utteranceId, head);
        ids.put(head.getTicket(), utteranceId);
        return Optional.of(new Admitted(head, replaced));
    }

    private void forget(String utteranceId, long ticket) {
        heads.remove(utteranceId);
        ids.remove(ticket);
        chunks.subMap(Place.first(ticket), true, Place.last(ticket), true).clear();
    }

    private String id(long ticket) {
        String id = ids.get(ticket);
        if (id == null) {
            throw new IllegalStateException("no utterance has ticket " + ticket);
        }
        return id;
    }

    private int attempt(long ticket) {
        JournalHead head = heads.get(id(ticket));
        return head == null ? 0 : head.getAttempt();
    }

    @Override
    public int attempt(JournalHead head) {
        return head.getAttempt();
    }

    @Override
    public List<JournalHead> open() {
        return List.of();
    }

    @Override
    public void put(Place place, MelChunk chunk) {
        chunks.put(place, chunk);
    }

    @Override
    public boolean has(Place place) {
        return chunks.containsKey(place);
    }

    @Override
    public Optional<MelChunk> get(Place place) {
        return Optional.ofNullable(chunks.get(place));
    }

    @Override
    public Optional<AudioMark> mark(long ticket) {
        return joint.before().writtenBefore(id(ticket), attempt(ticket));
    }

    @Override
    public void moveMark(long ticket, AudioMark mark) {
        joint.before().written(id(ticket), attempt(ticket), mark);
    }

    @Override
    public void dropSentence(long ticket, int segment) {
        chunks.subMap(new Place(ticket, segment, 0), true, new Place(ticket, segment, Integer.MAX_VALUE), true)
                .clear();
        joint.before().sentenceWritten(id(ticket), attempt(ticket), segment);
    }

    @Override
    public void finish(String utteranceId, long ticket, LongConsumer forgotten) {
        int attempt = attempt(ticket);
        forget(utteranceId, ticket);
        forgotten.accept(ticket);
        joint.before().allWritten(utteranceId, attempt);
    }

    @Override
    public void settle(LongConsumer forgotten) {}

    @Override
    public boolean settled() {
        return true;
    }
}
