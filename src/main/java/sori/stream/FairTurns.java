package sori.stream;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.apache.kafka.common.utils.Bytes;

/**
 * Whose input comes next: keys take turns, and a key's inputs keep their order. So a key that asks for hours of speech holds
 * nobody else up. Knows places only, a range for each utterance; the inputs stay in the journal. For one stream thread.
 */
final class FairTurns {
    /** Keys with inputs that wait; whose turn was longest ago comes first. Of each key the utterances that wait, with their first input. */
    private final Map<Bytes, TreeMap<Long, JournalKey>> lanes = new LinkedHashMap<>();

    private final Map<Long, Bytes> keys = new HashMap<>();

    /** The input that each utterance goes on with: what comes behind a gap has to wait until the gap is filled. */
    private final Map<Long, JournalKey> ends = new HashMap<>();

    /** An input whose turn it is. */
    record Turn(Bytes key, JournalKey at) {}

    boolean isEmpty() {
        return lanes.isEmpty();
    }

    /** Whether an input of an utterance waits. */
    boolean waits(long ticket) {
        return keys.containsKey(ticket);
    }

    /** The first input of an utterance that has not come. */
    JournalKey end(long ticket) {
        return ends.getOrDefault(ticket, JournalKey.first(ticket));
    }

    /** Everything before an input is done with, as a mark says. */
    void goOnAt(JournalKey input) {
        ends.put(input.ticket(), input);
    }

    /**
     * The input at {@link #end} has come.
     *
     * @param next the one behind it
     */
    void come(Bytes key, JournalKey next) {
        long ticket = next.ticket();
        JournalKey first = end(ticket);
        ends.put(ticket, next);
        keys.put(ticket, key);
        lanes.computeIfAbsent(key, none -> new TreeMap<>()).putIfAbsent(ticket, first);
    }

    /**
     * The next input, which stays until it is {@link #taken}.
     *
     * @param mayGoOn whether a key may go on with an input now
     */
    Optional<Turn> next(BiPredicate<Bytes, JournalKey> mayGoOn) {
        for (Map.Entry<Bytes, TreeMap<Long, JournalKey>> lane : lanes.entrySet()) {
            JournalKey first = lane.getValue().firstEntry().getValue();
            if (mayGoOn.test(lane.getKey(), first)) {
                return Optional.of(new Turn(lane.getKey(), first));
            }
        }
        return Optional.empty();
    }

    /**
     * Takes an input out, and its key to the end of the line.
     *
     * @param next the input behind it
     */
    void taken(JournalKey input, JournalKey next) {
        long ticket = input.ticket();
        Bytes key = Objects.requireNonNull(keys.get(ticket));
        TreeMap<Long, JournalKey> lane = Objects.requireNonNull(lanes.remove(key));
        if (next.isBefore(end(ticket))) {
            lane.put(ticket, next);
        } else {
            lane.remove(ticket);
            keys.remove(ticket);
        }
        if (!lane.isEmpty()) {
            lanes.put(key, lane);
        }
    }

    /** Forgets an utterance. */
    void drop(long ticket) {
        ends.remove(ticket);
        Bytes key = keys.remove(ticket);
        TreeMap<Long, JournalKey> lane = key == null ? null : lanes.get(key);
        if (lane != null) {
            lane.remove(ticket);
            if (lane.isEmpty()) {
                lanes.remove(key);
            }
        }
    }

    void clear() {
        lanes.clear();
        keys.clear();
        ends.clear();
    }
}
