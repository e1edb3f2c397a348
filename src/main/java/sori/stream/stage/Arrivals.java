package sori.stream.stage;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.utils.Bytes;
import sori.schema.JournalHead;
import sori.stream.store.JournalHeads;
import sori.stream.store.JournalKey;
import sori.stream.store.JournalRecords;

/**
 * What of each utterance has come without a gap, and so may take its turn; what came behind a gap waits in the journal until the gap is
 * filled. For one stream thread.
 *
 * @param <I> record that comes in
 */
final class Arrivals<I extends SpecificRecordBase> {
    private final Inputs<I> inputs;
    private final JournalRecords<I> records;
    private final FairTurns turns;
    /** Utterances whose next record has not come; who has waited longest comes first. */
    private final Map<Long, Unfinished<I>> unfinished = new LinkedHashMap<>();
    /** Utterances of which something has come behind a gap. */
    private final Set<Long> gapped = new HashSet<>();
    /** Records that wait for their turn and need no voice: asked for often, and not to be read for it each time. */
    private final TreeSet<JournalKey> silent = new TreeSet<>();

    /** @param last record that has come, less what takes memory */
    private record Unfinished<I>(JournalHead head, I last) {}

    /**
     * The end of an utterance whose next record never came.
     *
     * @param at where it stands in the journal
     */
    record BrokenOff<I>(JournalHead head, JournalKey at, I end) {}

    /** @param turns where what has come waits */
    Arrivals(Inputs<I> inputs, JournalRecords<I> records, FairTurns turns) {
        this.inputs = inputs;
        this.records = records;
        this.turns = turns;
    }

    /** A record is in the journal, and was not before. */
    void come(JournalHead head, JournalKey at, I input) {
        if (at.equals(turns.end(head.getTicket()))) {
            follow(head, input);
        } else {
            gapped.add(head.getTicket());
        }
    }

    /**
     * What the journal has of an utterance after a restart.
     *
     * @return the first record that is not done with, if it has come
     */
    Optional<I> takeUp(JournalHead head) {
        gapped.add(head.getTicket());
        Optional<I> first = records.get(turns.end(head.getTicket()));
        first.ifPresent(input -> follow(head, input));
        return first;
    }

    /** The record at the end of what has come, and those behind it that came before it, wait for their turns. */
    private void follow(JournalHead head, I input) {
        long ticket = head.getTicket();
        Bytes key = JournalHeads.key(head);
        I last = input;
        come(key, ticket, input);
        // Mostly without a gap: looking into the journal for what is not there costs.
        while (gapped.contains(ticket) && !inputs.last(last)) {
            Optional<I> next = records.get(turns.end(ticket));
            if (next.isEmpty()) {
                break;
            }
            last = next.get();
            come(key, ticket, last);
        }
        unfinished.remove(ticket); // to the end of the line
        if (!inputs.last(last)) {
            unfinished.put(ticket, new Unfinished<>(head, inputs.bare(last)));
        }
    }

    private void come(Bytes key, long ticket, I input) {
        JournalKey at = turns.end(ticket);
        if (inputs.silent(input)) {
            silent.add(at);
        }
        turns.come(key, inputs.next(at, input));
    }

    /** Whether a record that waits for its turn needs no voice. */
    boolean isSilent(JournalKey at) {
        return silent.contains(at);
    }

    /** A record's turn has come. */
    void taken(JournalKey at, JournalKey next) {
        silent.remove(at);
        turns.taken(at, next);
    }

    /** What came before a record of the same segment, as far as the journal has it. */
    List<I> before(JournalKey end) {
        List<I> before = new ArrayList<>();
        JournalKey at = end.segmentStart();
        while (at.isBefore(end)) {
            Optional<I> input = records.get(at);
            if (input.isEmpty()) {
                break; // an earlier release let records be written over: words without marks are the lesser evil
            }
            before.add(input.get());
            at = inputs.next(at, input.get());
        }
        return before;
    }

    /** Whether the rest of an utterance has not come, and nothing of it waits for its turn. */
    boolean awaitsRest(long ticket) {
        return unfinished.containsKey(ticket) && !turns.waits(ticket);
    }

    /** The utterance whose next record has been waited for longest, if that is the case for more than so many. */
    Optional<Long> longestOfMoreThan(int most) {
        return unfinished.size() > most
                ? Optional.of(unfinished.keySet().iterator().next())
                : Optional.empty();
    }

    /** Nothing of an utterance that was taken up waits for its turn, and its rest has not come. */
    void awaitRest(JournalHead head, I before) {
        unfinished.put(head.getTicket(), new Unfinished<>(head, before));
    }

    /** Puts an end where the next record never comes. */
    BrokenOff<I> breakOff(long ticket) {
        Unfinished<I> of = Objects.requireNonNull(unfinished.remove(ticket));
        JournalKey at = turns.end(ticket);
        I end = inputs.brokenOff(of.last(), at);
        records.put(at, end);
        follow(of.head(), end);
        return new BrokenOff<>(of.head(), at, end);
    }

    void drop(long ticket) {
        unfinished.remove(ticket);
        gapped.remove(ticket);
        silent.subSet(JournalKey.first(ticket), true, JournalKey.last(ticket), true)
                .clear();
        turns.drop(ticket);
    }
}
