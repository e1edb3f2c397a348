package sori.stream.stage;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;
import sori.stream.store.JournalHeads;

/** The open utterances of each record key, in their order. For one stream thread. */
final class Lanes<I, O, M> {
    private final Map<Bytes, Deque<OpenUtterance<I, O, M>>> lanes = new LinkedHashMap<>();
    private final Map<Long, OpenUtterance<I, O, M>> byTicket = new HashMap<>();

    boolean isEmpty() {
        return lanes.isEmpty();
    }

    /** How many keys. */
    int size() {
        return lanes.size();
    }

    /** Most utterances of one key. */
    int deepest() {
        return lanes.values().stream().mapToInt(Deque::size).max().orElse(0);
    }

    @Nullable
    OpenUtterance<I, O, M> get(long ticket) {
        return byTicket.get(ticket);
    }

    void add(OpenUtterance<I, O, M> utterance) {
        byTicket.put(utterance.ticket(), utterance);
        lanes.computeIfAbsent(utterance.key(), key -> new ArrayDeque<>()).add(utterance);
    }

    /** Ends an utterance, if it is open. */
    void end(long ticket) {
        OpenUtterance<I, O, M> utterance = byTicket.remove(ticket);
        if (utterance == null) {
            return;
        }
        utterance.end();
        Deque<OpenUtterance<I, O, M>> lane = lanes.get(utterance.key());
        if (lane != null) {
            lane.remove(utterance);
            if (lane.isEmpty()) {
                lanes.remove(utterance.key());
            }
        }
    }

    void endAll() {
        byTicket.values().forEach(OpenUtterance::end);
        byTicket.clear();
        lanes.clear();
    }

    /** A key's records in work. */
    int inWork(Bytes key) {
        return lanes.getOrDefault(key, new ArrayDeque<>()).stream()
                .mapToInt(OpenUtterance::underWay)
                .sum();
    }

    /** Whether a second utterance of a key stands behind its first. */
    boolean isFollowed(Bytes key) {
        return lanes.getOrDefault(key, new ArrayDeque<>()).size() > 1;
    }

    /** Whether an interactive utterance of a key stands behind another. */
    boolean isWaitedFor(Bytes key, long ticket) {
        return lanes.getOrDefault(key, new ArrayDeque<>()).stream()
                .anyMatch(each -> each.ticket() > ticket && !JournalHeads.isBulk(each.head()));
    }

    /** What of a key is in work is bulk no more. */
    void hurry(Bytes key) {
        lanes.getOrDefault(key, new ArrayDeque<>()).stream()
                .filter(OpenUtterance::hasBulkInWork)
                .forEach(OpenUtterance::hurry);
    }

    /** The first of a key that has bulk in work; of the keys the one that was served longest ago. */
    Optional<OpenUtterance<I, O, M>> firstBulk() {
        return lanes.values().stream()
                .map(Deque::getFirst)
                .filter(OpenUtterance::hasBulkInWork)
                .findFirst();
    }

    /**
     * Gives each key's first utterance its turn, again and again as long as any has got on; and not for longer than so long. Keys that
     * have nothing but bulk come last, and at least one of them once.
     *
     * @param step whether the utterance got on
     */
    void goRound(Predicate<OpenUtterance<I, O, M>> step, long limitNanos, long bulkLimitNanos) {
        // Some hundred times a second, so without streams.
        List<Bytes> bulk = new ArrayList<>();
        List<Bytes> others = new ArrayList<>(lanes.size());
        lanes.forEach((key, lane) -> (hasNothingButBulk(lane) ? bulk : others).add(key));
        goRound(others, step, limitNanos);
        goRound(bulk, step, bulkLimitNanos);
    }

    private boolean hasNothingButBulk(Deque<OpenUtterance<I, O, M>> lane) {
        for (OpenUtterance<I, O, M> each : lane) {
            if (!each.isBulk()) {
                return false;
            }
        }
        return true;
    }

    private void goRound(List<Bytes> all, Predicate<OpenUtterance<I, O, M>> step, long limitNanos) {
        long start = System.nanoTime();
        List<Bytes> keys = all;
        while (!keys.isEmpty()) {
            List<Bytes> goOn = new ArrayList<>();
            for (int i = 0; i < keys.size(); i++) {
                OpenUtterance<I, O, M> first = first(keys.get(i));
                if (first != null && step.test(first)) {
                    goOn.add(keys.get(i));
                }
                if (System.nanoTime() - start > limitNanos) {
                    keys.subList(0, i + 1).forEach(this::toTheEnd);
                    return;
                }
            }
            keys = goOn;
        }
    }

    private @Nullable OpenUtterance<I, O, M> first(Bytes key) {
        Deque<OpenUtterance<I, O, M>> lane = lanes.get(key);
        return lane == null ? null : lane.getFirst();
    }

    /** Whoever was served before the limit cut a round short comes after all others in the next. */
    private void toTheEnd(Bytes key) {
        Deque<OpenUtterance<I, O, M>> lane = lanes.remove(key);
        if (lane != null) {
            lanes.put(key, lane);
        }
    }
}
