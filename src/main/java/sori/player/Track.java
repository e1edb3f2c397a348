package sori.player;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import sori.client.TextPosition;
import sori.kafka.UtteranceName;
import sori.schema.AudioChunk;
import sori.schema.WordMark;

/** An utterance on its way to the loudspeaker. Not thread-safe. */
final class Track {
    private static final int BYTES_OF_ANY_CHUNK = 1000;

    /** Of words gone by: more than a line's buffer holds. */
    private static final int MARKS_KEPT = 1000;

    private final UtteranceName name;
    private final long beganAtMs;
    private final TreeMap<Integer, AudioChunk> chunks = new TreeMap<>();
    private final Deque<WordMark> marks = new ArrayDeque<>();
    private AudioChunk latest;
    private int attempt;
    private int nextSequence;
    private long nextSample;
    private int missing;
    private long bytes;

    /**
     * Samples to be heard now.
     *
     * @param pcm signed 16 bit, little endian
     * @param fromSample index within the utterance of the first
     */
    record Piece(Track track, ByteBuffer pcm, int sampleRateHz, long fromSample) {}

    /** @param beganAtMs as {@link sori.client.SpeechReader.Heard.Chunk#beganAtMs} */
    Track(UtteranceName name, long beganAtMs, AudioChunk first) {
        this.name = name;
        this.beganAtMs = beganAtMs;
        this.attempt = first.getAttempt();
        this.latest = first;
    }

    UtteranceName name() {
        return name;
    }

    long beganAtMs() {
        return beganAtMs;
    }

    void add(AudioChunk chunk) {
        if (chunk.getAttempt() > attempt) {
            attempt = chunk.getAttempt();
            nextSequence = 0;
            chunks.clear();
            bytes = 0;
        }
        if (chunk.getAttempt() == attempt && chunk.getSequence() >= nextSequence) {
            latest = chunk;
            if (chunks.putIfAbsent(chunk.getSequence(), chunk) == null) {
                bytes += bytes(chunk);
            }
        }
    }

    private static int bytes(AudioChunk chunk) {
        return BYTES_OF_ANY_CHUNK + chunk.getAudio().remaining();
    }

    Optional<AudioChunk> next() {
        return Optional.ofNullable(chunks.get(nextSequence));
    }

    boolean isPlayable() {
        return next().isPresent();
    }

    /** What of the next chunk is not heard yet, be it in another attempt. */
    Piece rest(AudioChunk chunk) {
        nextSample = Math.max(nextSample, chunk.getStartSample());
        ByteBuffer pcm = chunk.getAudio().duplicate();
        long heard = 2 * (nextSample - chunk.getStartSample());
        pcm.position(pcm.position() + (int) Math.min(heard, pcm.remaining()));
        return new Piece(this, pcm, chunk.getSampleRateHz(), nextSample);
    }

    /** Notes that samples of the next chunk were given to the loudspeaker. */
    void heard(int samples) {
        nextSample += samples;
    }

    /** Samples that were given to the loudspeaker. */
    long nextSample() {
        return nextSample;
    }

    void advance() {
        AudioChunk gone = chunks.remove(nextSequence++);
        if (gone != null) {
            bytes -= bytes(gone);
            for (WordMark mark : gone.getMarks()) {
                marks.addLast(mark);
                if (marks.size() > MARKS_KEPT) {
                    marks.removeFirst();
                }
            }
        }
    }

    /** As {@link TextPosition#at}, for a sample of what was given to the loudspeaker a moment ago. */
    int positionAt(long sample) {
        Collection<WordMark> all = new ArrayDeque<>(marks);
        next().ifPresent(chunk -> all.addAll(chunk.getMarks()));
        return TextPosition.at(all, sample);
    }

    /** Goes on behind chunks that are lost, if there is anything behind. */
    boolean skipGap() {
        if (chunks.isEmpty()) {
            return false;
        }
        missing += chunks.firstKey() - nextSequence;
        nextSequence = chunks.firstKey();
        return true;
    }

    /** Chunks that never came. */
    int missing() {
        return missing;
    }

    /** The chunk that came last, for what all chunks of an utterance have in common. */
    AudioChunk latest() {
        return latest;
    }

    /** What waits here, about. */
    long bytes() {
        return bytes;
    }

    double seconds() {
        return chunks.values().stream()
                .mapToDouble(chunk -> chunk.getAudio().remaining() / 2.0 / chunk.getSampleRateHz())
                .sum();
    }

    /** The names of some. */
    static Set<UtteranceName> names(Collection<Track> tracks) {
        Set<UtteranceName> names = new LinkedHashSet<>();
        tracks.forEach(track -> names.add(track.name));
        return names;
    }
}
