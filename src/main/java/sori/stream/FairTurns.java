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

    boolean isEmpty() {
        return lanes.isEmpty();
    }

    /** A sentence has come; one between others that have not come is passed over by whoever looks into the journal. */
    void add(Bytes key, Place place) {
        Range range = new Range(place.segment(), place.segment() + 1);
        keys.put(place.ticket(), key);
        lanes.computeIfAbsent(key, first -> new TreeMap<>())
                .merge(
                        place.ticket(),
                        range,
                        (one, other) -> new Range(Math.min(one.from, other.from), Math.max(one.to, other.to)));
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
    }
}
