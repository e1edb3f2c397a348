package sori.stream;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.common.utils.Bytes;

/**
 * Whose sentence comes next: keys take turns, and a key's sentences keep their order. So a key that asks for hours of speech holds
 * nobody else up. Knows places only, a range for each utterance; the sentences stay in the journal. For one stream thread.
 */
final class FairTurns {
    /** Keys with sentences that wait; whose turn was longest ago comes first. */
    private final Map<Bytes, TreeMap<Long, Range>> lanes = new LinkedHashMap<>();

    private final Map<Long, Bytes> keys = new HashMap<>();

    /** Sentences of an utterance, the end excluded. */
    private record Range(int from, int to) {}

    /** The sentence that each utterance goes on with: what comes behind a gap has to wait until the gap is filled. */
    private final Map<Long, Integer> ends = new HashMap<>();

    boolean isEmpty() {
        return lanes.isEmpty();
    }

    /** The first sentence of an utterance that has not come. */
    int end(long ticket) {
        return ends.getOrDefault(ticket, 0);
    }

    /** Everything before a sentence is done with, as a mark says. */
    void goOnAt(long ticket, int segment) {
        ends.put(ticket, segment);
    }

    /** The sentence at {@link #end} has come. */
    void add(Bytes key, long ticket) {
        int segment = end(ticket);
        ends.put(ticket, segment + 1);
        keys.put(ticket, key);
        lanes.computeIfAbsent(key, first -> new TreeMap<>())
                .merge(ticket, new Range(segment, segment + 1), (before, next) -> new Range(before.from, next.to));
    }

    /**
     * Takes the next sentence out.
     *
     * @param mayGoOn whether a key may have one more now
     */
    Optional<Place> poll(Predicate<Bytes> mayGoOn) {
        Iterator<Map.Entry<Bytes, TreeMap<Long, Range>>> waiting =
                lanes.entrySet().iterator();
        while (waiting.hasNext()) {
            Map.Entry<Bytes, TreeMap<Long, Range>> lane = waiting.next();
            if (mayGoOn.test(lane.getKey())) {
                waiting.remove();
                Place place = takeFirst(lane.getValue());
                if (!lane.getValue().isEmpty()) {
                    lanes.put(lane.getKey(), lane.getValue());
                }
                return Optional.of(place);
            }
        }
        return Optional.empty();
    }

    private Place takeFirst(TreeMap<Long, Range> lane) {
        Map.Entry<Long, Range> first = lane.pollFirstEntry();
        long ticket = first.getKey();
        Range range = first.getValue();
        if (range.from + 1 < range.to) {
            lane.put(ticket, new Range(range.from + 1, range.to));
        } else {
            keys.remove(ticket);
        }
        return new Place(ticket, range.from, 0);
    }

    /** Forgets an utterance. */
    void drop(long ticket) {
        ends.remove(ticket);
        Bytes key = keys.remove(ticket);
        TreeMap<Long, Range> lane = key == null ? null : lanes.get(key);
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
