package sori.stream.stage;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.common.utils.Bytes;
import sori.stream.store.JournalKey;

/**
 * Whose input comes next: keys take turns, and a key's inputs keep their order. So a key that asks for hours of speech holds
 * nobody else up. Keys that have nothing but bulk are a line of their own; what stands before an interactive input of its key is bulk no
 * more. Knows places only, a range for each utterance; the inputs stay in the journal. For one stream thread.
 */
final class FairTurns {
    /** Keys with inputs that wait; whose turn was longest ago comes first. */
    private final Map<Bytes, Lane> interactive = new LinkedHashMap<>();

    /** Those that have nothing but bulk. */
    private final Map<Bytes, Lane> bulk = new LinkedHashMap<>();

    private final Map<Long, Bytes> keys = new HashMap<>();

    /** The input that each utterance goes on with: what comes behind a gap has to wait until the gap is filled. */
    private final Map<Long, JournalKey> ends = new HashMap<>();

    private final Set<Long> bulkTickets = new HashSet<>();

    /** A key's utterances that wait, with their first input. */
    private static final class Lane {
        private final TreeMap<Long, JournalKey> firsts = new TreeMap<>();
        private int interactive;
    }

    /**
     * An input whose turn it is.
     *
     * @param bulk whether it goes as bulk
     */
    record Turn(Bytes key, JournalKey at, boolean bulk) {}

    /** Whether nothing waits. */
    boolean isEmpty() {
        return isEmpty(false) && isEmpty(true);
    }

    /** Whether no key waits that has nothing but bulk, or none of the others. */
    boolean isEmpty(boolean ofBulk) {
        return line(ofBulk).isEmpty();
    }

    private Map<Bytes, Lane> line(boolean ofBulk) {
        return ofBulk ? bulk : interactive;
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

    /** Others go before an utterance, of which nothing has come. */
    void isBulk(long ticket) {
        bulkTickets.add(ticket);
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
        Lane lane = interactive.containsKey(key) ? interactive.get(key) : bulk.get(key);
        if (lane == null) {
            lane = new Lane();
        }
        if (lane.firsts.putIfAbsent(ticket, first) == null && !bulkTickets.contains(ticket)) {
            lane.interactive++;
        }
        place(key, lane);
    }

    /** Puts a key where it belongs: it stays where it is, or comes to the end of the line. */
    private void place(Bytes key, Lane lane) {
        boolean ofBulk = lane.interactive == 0;
        line(!ofBulk).remove(key);
        if (lane.firsts.isEmpty()) {
            line(ofBulk).remove(key);
        } else {
            line(ofBulk).putIfAbsent(key, lane);
        }
    }

    /**
     * The next input, which stays until it is {@link #taken}.
     *
     * @param ofBulk whether of the keys that have nothing but bulk, or of the others
     * @param mayGoOn whether a turn may be taken now
     */
    Optional<Turn> next(boolean ofBulk, Predicate<Turn> mayGoOn) {
        for (Map.Entry<Bytes, Lane> lane : line(ofBulk).entrySet()) {
            Turn turn =
                    new Turn(lane.getKey(), lane.getValue().firsts.firstEntry().getValue(), ofBulk);
            if (mayGoOn.test(turn)) {
                return Optional.of(turn);
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
        Lane lane = takeOut(key);
        if (next.isBefore(end(ticket))) {
            lane.firsts.put(ticket, next);
        } else {
            leave(lane, ticket);
        }
        place(key, lane);
    }

    private Lane takeOut(Bytes key) {
        return Objects.requireNonNull(interactive.containsKey(key) ? interactive.remove(key) : bulk.remove(key));
    }

    private void leave(Lane lane, long ticket) {
        keys.remove(ticket);
        lane.firsts.remove(ticket);
        if (!bulkTickets.contains(ticket)) {
            lane.interactive--;
        }
    }

    /** Forgets an utterance. */
    void drop(long ticket) {
        ends.remove(ticket);
        Bytes key = keys.get(ticket);
        if (key != null) {
            Lane lane = interactive.containsKey(key) ? interactive.get(key) : Objects.requireNonNull(bulk.get(key));
            leave(lane, ticket);
            place(key, lane);
        }
        bulkTickets.remove(ticket);
    }

    void clear() {
        interactive.clear();
        bulk.clear();
        keys.clear();
        ends.clear();
        bulkTickets.clear();
    }
}
