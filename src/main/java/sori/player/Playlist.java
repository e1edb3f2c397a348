package sori.player;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import sori.client.Cancellations;
import sori.client.SpeechReader.Heard.Cancelled;
import sori.client.SpeechReader.Heard.Chunk;
import sori.kafka.UtteranceName;
import sori.schema.AudioChunk;
import sori.schema.SpeechStatus;

/**
 * Which samples a loudspeaker plays next: utterances in the order in which they began, which is a key's own order too, each
 * from its first sample to its last as its chunks come. A higher attempt replaces a lower one from the sample on that was
 * heard last, since both hold the same samples. One that falls silent half-way lets others have their turn, and one that is
 * cancelled is gone. Not thread-safe.
 */
final class Playlist {
    private static final int REMEMBERED = 10_000;

    /** Of audio that waits: some minutes. */
    private static final long MOST_BYTES = 32L << 20;

    private final Duration patience;
    private final LongSupplier nanoClock;
    private final Cancellations cancellations = new Cancellations();
    private final Map<UtteranceName, Track> open = new LinkedHashMap<>();
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
     * An utterance that was played to its end.
     *
     * @param end its last chunk
     */
    record Ended(Track track, AudioChunk end) {}

    /**
     * @param patience how long an utterance may be silent half-way before another has its turn
     * @param nanoClock as {@link System#nanoTime}
     */
    Playlist(Duration patience, LongSupplier nanoClock) {
        this.patience = patience;
        this.nanoClock = nanoClock;
    }

    /** Whether this is all that the pipeline has made of an utterance: the word that it is cancelled. */
    static boolean isUnsaid(AudioChunk chunk) {
        return chunk.getSequence() == 0 && chunk.getLast() && chunk.getStatus() == SpeechStatus.CANCELLED;
    }

    /** Takes a chunk in. One that says that its utterance is cancelled is taken in, too, for somebody to be told. */
    void add(Chunk heard) {
        AudioChunk chunk = heard.chunk();
        Track track = open.get(heard.name());
        // What begins in its middle is the rest of something that went by before we listened.
        if (track == null
                && chunk.getSequence() == 0
                && !over.containsKey(heard.name())
                && (isUnsaid(chunk) || !cancellations.covers(heard.name(), heard.beganAtMs()))) {
            forgetEldestSilent();
            track = new Track(heard.name(), heard.beganAtMs(), chunk);
            open.put(heard.name(), track);
        }
        if (track != null) {
            track.add(chunk);
        }
    }

    /** Drops what is cancelled, now and when more of it comes; gives those that are not heard to their end. */
    List<Track> cancel(Cancelled cancelled) {
        cancellations.note(cancelled);
        List<Track> dropped = open.values().stream().filter(this::isCancelled).toList();
        dropped.forEach(track -> {
            open.remove(track.name());
            over.put(track.name(), true);
        });
        return dropped;
    }

    boolean isCancelled(Track track) {
        return cancellations.covers(track.name(), track.beganAtMs());
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
    Optional<Track.Piece> next() {
        while (!open.isEmpty()) {
            Map.Entry<UtteranceName, Track> turn = open.entrySet().iterator().next();
            Track track = turn.getValue();
            Optional<AudioChunk> chunk = track.next();
            if (chunk.isEmpty()) {
                if (isPatient() || !(track.skipGap() || giveTurn())) {
                    return Optional.empty();
                }
                continue;
            }
            silentSinceNanos = null;
            Track.Piece piece = track.rest(chunk.get());
            if (piece.pcm().hasRemaining()) {
                return Optional.of(piece);
            }
            track.advance();
            if (chunk.get().getLast()) {
                open.remove(turn.getKey());
                over.put(turn.getKey(), true);
                ended.add(new Ended(track, chunk.get()));
            }
        }
        return Optional.empty();
    }

    /** Notes that samples of {@link #next} were given to the loudspeaker. */
    void heard(int samples) {
        open.values().iterator().next().heard(samples);
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
                : open.values().stream().mapToDouble(Track::seconds).sum();
    }

    /** Whether so much waits here that more had better wait in the topic, whoever's turn it is. */
    boolean isFull() {
        return open.values().stream().mapToLong(Track::bytes).sum() > MOST_BYTES;
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
        for (Map.Entry<UtteranceName, Track> each : List.copyOf(open.entrySet())) {
            if (each.getValue().isPlayable()) {
                return true;
            }
            open.remove(each.getKey());
            open.put(each.getKey(), each.getValue());
        }
        return false;
    }
}
