package sori.stream;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;
import sori.schema.AudioChunk;

/**
 * Puts chunks together again as a playback service must: a higher attempt replaces what came of a lower one, a repeated
 * chunk is dropped, and an utterance that was complete once is not given out again. Not thread-safe.
 */
public final class UtteranceAssembler {
    /** Of complete utterances the names, of others what came of them: the eldest are forgotten first. */
    private static final int REMEMBERED = 10_000;

    private final Map<UtteranceName, Gathering> open = bounded();
    private final Map<UtteranceName, Boolean> complete = bounded();

    private static <V> Map<UtteranceName, V> bounded() {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<UtteranceName, V> eldest) {
                return size() > REMEMBERED;
            }
        };
    }

    /**
     * Takes in a chunk; gives the utterance out when this chunk completes it.
     *
     * @param key of the chunk's record
     */
    public Optional<SpokenUtterance> add(@Nullable Bytes key, AudioChunk chunk) {
        UtteranceName name = UtteranceName.of(key, chunk.getUtteranceId());
        if (complete.containsKey(name)) {
            return Optional.empty();
        }
        Gathering gathering = open.get(name);
        if (gathering == null || gathering.attempt < chunk.getAttempt()) {
            gathering = new Gathering(chunk.getAttempt());
            open.put(name, gathering);
        }
        if (chunk.getAttempt() < gathering.attempt) {
            return Optional.empty();
        }
        gathering.chunks.putIfAbsent(chunk.getSequence(), chunk);
        if (!gathering.isComplete()) {
            return Optional.empty();
        }
        open.remove(name);
        complete.put(name, true);
        return Optional.of(new SpokenUtterance(new ArrayList<>(gathering.chunks.values())));
    }

    /** Utterances of which something came, but not everything yet. */
    public Set<UtteranceName> incomplete() {
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
