package sori.player;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import sori.kafka.UtteranceName;
import sori.schema.AudioChunk;

/**
 * Which samples a loudspeaker plays next: utterances in the order in which they began, which is a key's own order too, each
 * from its first sample to its last as its chunks come. A higher attempt replaces a lower one from the sample on that was
 * heard last, since both hold the same samples. One that falls silent half-way lets others have their turn. Not thread-safe.
 */
final class Playlist {
    private static final int REMEMBERED = 10_000;

    /** Of audio that waits: some minutes. */
    private static final long MOST_BYTES = 32L << 20;

    private static final int BYTES_OF_ANY_CHUNK = 1000;

    private final Duration patience;
    private final LongSupplier nanoClock;
    private final Map<UtteranceName, Speech> open = new LinkedHashMap<>();
    private final Map<UtteranceName, Boolean> over = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UtteranceName, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };
    private final List<Ended> ended = new ArrayList<>();
    private @Nullable Long silentSinceNanos;

    /**
     * Samples to be heard now.
     *
     * @param pcm signed 16 bit, little endian; never empty
     */
    record Piece(ByteBuffer pcm, int sampleRateHz) {}

    /**
     * An utterance that was played to its end.
     *
     * @param end its last chunk
     * @param missing chunks that never came
     */
    record Ended(AudioChunk end, int missing) {}

    /**
     * @param patience how long an utterance may be silent half-way before another has its turn
     * @param nanoClock as {@link System#nanoTime}
     */
    Playlist(Duration patience, LongSupplier nanoClock) {
        this.patience = patience;
        this.nanoClock = nanoClock;
    }

    void add(UtteranceName name, AudioChunk chunk) {
        Speech speech = open.get(name);
        // What begins in its middle is the rest of something that went by before we listened.
        if (speech == null && chunk.getSequence() == 0 && !over.containsKey(name)) {
            forgetEldestSilent();
            speech = new Speech(chunk.getAttempt());
            open.put(name, speech);
        }
        if (speech != null) {
            speech.add(chunk);
        }
    }

    /** Of those that began and are never finished only so many are waited for. */
    private void forgetEldestSilent() {
        if (open.size() >= REMEMBERED) {
            open.entrySet().stream()
                    .filter(each -> !each.getValue().isPlayable())
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .ifPresent(open::remove);
        }
    }

    /** What is to be heard now, if it is here; until {@link #heard} is told, the same again. */
    Optional<Piece> next() {
        while (!open.isEmpty()) {
            Map.Entry<UtteranceName, Speech> turn = open.entrySet().iterator().next();
            Speech speech = turn.getValue();
            Optional<AudioChunk> chunk = speech.next();
            if (chunk.isEmpty()) {
                if (isPatient() || !(speech.skipGap() || giveTurn())) {
                    return Optional.empty();
                }
                continue;
            }
            silentSinceNanos = null;
            Piece piece = speech.rest(chunk.get());
            if (piece.pcm().hasRemaining()) {
                return Optional.of(piece);
            }
            speech.advance();
            if (chunk.get().getLast()) {
                open.remove(turn.getKey());
                over.put(turn.getKey(), true);
                ended.add(new Ended(chunk.get(), speech.missing));
            }
        }
        return Optional.empty();
    }

    /** Notes that samples of {@link #next} were given to the loudspeaker. */
    void heard(int samples) {
        open.values().iterator().next().nextSample += samples;
    }

    /** The utterances that ended since the last call. */
    List<Ended> takeEnded() {
        List<Ended> taken = List.copyOf(ended);
        ended.clear();
        return taken;
    }

    Set<UtteranceName> unfinished() {
        return Set.copyOf(open.keySet());
    }

    /** Audio that waits here; 0 as long as the utterance whose turn it is has nothing to go on with. */
    double playableSeconds() {
        return open.isEmpty() || !open.values().iterator().next().isPlayable()
                ? 0
                : open.values().stream().mapToDouble(Speech::seconds).sum();
    }

    /** Whether so much waits here that more had better wait in the topic, whoever's turn it is. */
    boolean isFull() {
        return open.values().stream().mapToLong(speech -> speech.bytes).sum() > MOST_BYTES;
    }

    private boolean isPatient() {
        long now = nanoClock.getAsLong();
        if (silentSinceNanos == null) {
            silentSinceNanos = now;
        }
        return now - silentSinceNanos < patience.toNanos();
    }

    /** Silent ones to the end of the line, until one is first that can go on; false when there is none. */
    private boolean giveTurn() {
        for (Map.Entry<UtteranceName, Speech> each : List.copyOf(open.entrySet())) {
            if (each.getValue().isPlayable()) {
                return true;
            }
            open.remove(each.getKey());
            open.put(each.getKey(), each.getValue());
        }
        return false;
    }

    /** An utterance that is not heard to its end. */
    private static final class Speech {
        private final TreeMap<Integer, AudioChunk> chunks = new TreeMap<>();
        private int attempt;
        private int nextSequence;
        private long nextSample;
        private int missing;
        private long bytes;

        private Speech(int attempt) {
            this.attempt = attempt;
        }

        private void add(AudioChunk chunk) {
            if (chunk.getAttempt() > attempt) {
                attempt = chunk.getAttempt();
                nextSequence = 0;
                chunks.clear();
                bytes = 0;
            }
            if (chunk.getAttempt() == attempt && chunk.getSequence() >= nextSequence) {
                if (chunks.putIfAbsent(chunk.getSequence(), chunk) == null) {
                    bytes += bytes(chunk);
                }
            }
        }

        private static int bytes(AudioChunk chunk) {
            return BYTES_OF_ANY_CHUNK + chunk.getAudio().remaining();
        }

        private Optional<AudioChunk> next() {
            return Optional.ofNullable(chunks.get(nextSequence));
        }

        private boolean isPlayable() {
            return next().isPresent();
        }

        /** What of the next chunk is not heard yet, be it in another attempt. */
        private Piece rest(AudioChunk chunk) {
            nextSample = Math.max(nextSample, chunk.getStartSample());
            ByteBuffer pcm = chunk.getAudio().duplicate();
            long heard = 2 * (nextSample - chunk.getStartSample());
            pcm.position(pcm.position() + (int) Math.min(heard, pcm.remaining()));
            return new Piece(pcm, chunk.getSampleRateHz());
        }

        private void advance() {
            AudioChunk gone = chunks.remove(nextSequence++);
            bytes -= gone == null ? 0 : bytes(gone);
        }

        /** Goes on behind chunks that are lost, if there is anything behind. */
        private boolean skipGap() {
            if (chunks.isEmpty()) {
                return false;
            }
            missing += chunks.firstKey() - nextSequence;
            nextSequence = chunks.firstKey();
            return true;
        }

        private double seconds() {
            return chunks.values().stream()
                    .mapToDouble(chunk -> chunk.getAudio().remaining() / 2.0 / chunk.getSampleRateHz())
                    .sum();
        }
    }
}
