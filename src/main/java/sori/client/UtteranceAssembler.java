package sori.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;
import sori.client.SpeechReader.Heard.Cancelled;
import sori.client.SpeechReader.Heard.Half;
import sori.kafka.UtteranceName;
import sori.schema.AudioChunk;

/**
 * Puts chunks together again as a playback service must: a higher attempt replaces what came of a lower one, a repeated
 * chunk is dropped, an utterance that was complete once is not given out again, and of one that is cancelled nothing more. What is
 * never finished is forgotten when there is too much of it. Not thread-safe.
 */
public final class UtteranceAssembler {
    /** Of complete utterances the names, of others what came of them: the eldest are forgotten first. */
    private static final int REMEMBERED = 10_000;

    /** Of all that is open: more than an hour of speech. */
    static final long MOST_BYTES = 256L << 20;

    private static final int BYTES_OF_ANY_CHUNK = 1000;

    private static final int BYTES_OF_ANY_MARK = 64;

    private final Map<UtteranceName, Gathering> open = new LinkedHashMap<>();
    private final Map<UtteranceName, Boolean> complete = bounded();
    private final Cancellations cancellations = new Cancellations();
    private long openBytes;

    private static <V> Map<UtteranceName, V> bounded() {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<UtteranceName, V> eldest) {
                return size() > REMEMBERED;
            }
        };
    }

    /** The same for a record whose time is not at hand: a chunk of an earlier release counts as younger than any cancel. */
    public Optional<SpokenUtterance> add(@Nullable Bytes key, AudioChunk chunk) {
        return add(key, chunk, Long.MAX_VALUE);
    }

    /**
     * Takes in a chunk; gives the utterance out when this chunk completes it.
     *
     * @param key of the chunk's record
     * @param writtenAtMs that record's timestamp
     */
    public Optional<SpokenUtterance> add(@Nullable Bytes key, AudioChunk chunk, long writtenAtMs) {
        UtteranceName name = UtteranceName.of(key, chunk.getUtteranceId());
        if (complete.containsKey(name)) {
            return Optional.empty();
        }
        Gathering gathering = open.get(name);
        if (gathering == null || gathering.attempt < chunk.getAttempt()) {
            long beganAtMs = gathering == null ? SpeechReader.beganAtMs(chunk, writtenAtMs) : gathering.beganAtMs;
            if (cancellations.covers(name, beganAtMs)) {
                return Optional.empty();
            }
            forget(name);
            gathering = new Gathering(chunk.getAttempt(), beganAtMs);
            open.put(name, gathering);
        }
        if (chunk.getAttempt() < gathering.attempt) {
            return Optional.empty();
        }
        openBytes += gathering.add(chunk);
        if (!gathering.isComplete()) {
            forgetEldest();
            return Optional.empty();
        }
        forget(name);
        complete.put(name, true);
        return Optional.of(new SpokenUtterance(new ArrayList<>(gathering.chunks.values())));
    }

    /** Forgets what is cancelled, now and when more of it comes; gives what had come of each that was open, if anything had. */
    public List<Half> cancel(Cancelled cancelled) {
        cancellations.note(cancelled);
        List<Half> halves = new ArrayList<>();
        for (Map.Entry<UtteranceName, Gathering> each : List.copyOf(open.entrySet())) {
            if (cancellations.covers(each.getKey(), each.getValue().beganAtMs)) {
                List<AudioChunk> came = each.getValue().fromTheBeginning();
                forget(each.getKey());
                complete.put(each.getKey(), true);
                if (!came.isEmpty()) {
                    halves.add(new Half(each.getKey(), new HalfHeard(came)));
                }
            }
        }
        return halves;
    }

    /** What the open ones take, about. */
    long openBytes() {
        return openBytes;
    }

    /** An utterance without end, or so many that are never finished, must not fill the heap. */
    private void forgetEldest() {
        while (open.size() > REMEMBERED || openBytes > MOST_BYTES) {
            forget(open.keySet().iterator().next());
        }
    }

    private void forget(UtteranceName name) {
        Gathering gone = open.remove(name);
        openBytes -= gone == null ? 0 : gone.bytes;
    }

    /** Utterances of which something came, but not everything yet. */
    public Set<UtteranceName> incomplete() {
        return Set.copyOf(open.keySet());
    }

    /** The chunks of one attempt so far, by sequence. */
    private static final class Gathering {
        private final int attempt;
        private final TreeMap<Integer, AudioChunk> chunks = new TreeMap<>();
        private final long beganAtMs;
        private long bytes;

        private Gathering(int attempt, long beganAtMs) {
            this.attempt = attempt;
            this.beganAtMs = beganAtMs;
        }

        /** How many bytes that takes. */
        private long add(AudioChunk chunk) {
            if (chunks.putIfAbsent(chunk.getSequence(), chunk) != null) {
                return 0;
            }
            int more = BYTES_OF_ANY_CHUNK
                    + chunk.getAudio().remaining()
                    + BYTES_OF_ANY_MARK * chunk.getMarks().size();
            bytes += more;
            return more;
        }

        private List<AudioChunk> fromTheBeginning() {
            List<AudioChunk> all = new ArrayList<>();
            for (AudioChunk next = chunks.get(0); next != null; next = chunks.get(all.size())) {
                all.add(next);
            }
            return all;
        }

        private boolean isComplete() {
            Map.Entry<Integer, AudioChunk> end = chunks.lastEntry();
            return end.getValue().getLast() && chunks.size() == end.getKey() + 1;
        }
    }
}
