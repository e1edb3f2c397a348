package sori.stream;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import sori.schema.AudioChunk;

/**
 * Puts chunks together again as a playback service must: a higher attempt replaces what came of a lower one, a repeated
 * chunk is dropped, and an utterance that was complete once is not given out again. Not thread-safe.
 */
public final class UtteranceAssembler {
    /** Of complete utterances the ids, of others what came of them: the eldest are forgotten first. */
    private static final int REMEMBERED = 10_000;

    private final Map<String, Gathering> open = bounded();
    private final Map<String, Boolean> complete = bounded();

    private static <V> Map<String, V> bounded() {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > REMEMBERED;
            }
        };
    }

    /** Takes in a chunk; gives the utterance out when this chunk completes it. */
    public Optional<SpokenUtterance> add(AudioChunk chunk) {
        String id = chunk.getUtteranceId();
        if (complete.containsKey(id)) {
            return Optional.empty();
        }
        Gathering gathering = open.get(id);
        if (gathering == null || gathering.attempt < chunk.getAttempt()) {
            gathering = new Gathering(chunk.getAttempt());
            open.put(id, gathering);
        }
        if (chunk.getAttempt() < gathering.attempt) {
            return Optional.empty();
        }
        gathering.chunks.putIfAbsent(chunk.getSequence(), chunk);
        if (!gathering.isComplete()) {
            return Optional.empty();
        }
        open.remove(id);
        complete.put(id, true);
        return Optional.of(new SpokenUtterance(new ArrayList<>(gathering.chunks.values())));
    }

    /** Utterances of which something came, but not everything yet. */
    public Set<String> incomplete() {
        return Set.copyOf(open.keySet());
    }

    /** The chunks of one attempt so far, by sequence. */
    private static final class Gathering {
        private final int attempt;
        private final TreeMap<Integer, AudioChunk> chunks = new TreeMap<>();

        private Gathering(int attempt) {
            this.attempt = attempt;
        }

        private boolean isComplete() {
            Map.Entry<Integer, AudioChunk> end = chunks.lastEntry();
            return end.getValue().getLast() && chunks.size() == end.getKey() + 1;
        }
    }
}
