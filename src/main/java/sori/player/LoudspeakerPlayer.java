package sori.player;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sori.client.SpeechReader.Heard;
import sori.kafka.UtteranceName;
import sori.schema.AudioChunk;
import sori.schema.SpeechStatus;

/**
 * Plays chunks as they come, one utterance after the other; an utterance is heard before its end is spoken, and what is cancelled
 * falls silent at once.
 */
final class LoudspeakerPlayer implements Player {
    private static final double FULL_SECONDS = 30;

    private final SoundCard card;
    private final Playlist playlist;
    private final Unheard unheard = new Unheard();
    /** Given to the line to their end, and not heard to it. */
    private final List<Playlist.Ended> ending = new ArrayList<>();

    private SoundCard.@Nullable Line line;
    private int sampleRateHz;

    LoudspeakerPlayer(SoundCard card, Playlist playlist) {
        this.card = card;
        this.playlist = playlist;
    }

    @Override
    public List<Played> play(List<Heard> heard) {
        List<Played> done = new ArrayList<>();
        for (Heard each : heard) {
            if (each instanceof Heard.Chunk chunk) {
                playlist.add(chunk);
                if (endsCancelled(chunk.chunk())) {
                    done.addAll(cancel(wishBehind(chunk)));
                }
            } else if (each instanceof Heard.Cancelled cancelled) {
                done.addAll(cancel(cancelled));
            }
        }
        Optional<Track.Piece> next = playlist.next();
        while (next.isPresent() && write(next.get())) {
            next = playlist.next();
        }
        ending.addAll(playlist.takeEnded());
        done.addAll(heardToTheirEnd());
        return done;
    }

    /** The pipeline's own word for it, where the wish itself did not come this way. */
    private static boolean endsCancelled(AudioChunk chunk) {
        return chunk.getLast() && chunk.getStatus() == SpeechStatus.CANCELLED;
    }

    private static Heard.Cancelled wishBehind(Heard.Chunk last) {
        return new Heard.Cancelled(last.name().key(), Optional.of(last.name().id()), last.writtenAtMs());
    }

    private List<Played> cancel(Heard.Cancelled cancelled) {
        List<Track> dropped = playlist.cancel(cancelled);
        Set<Track> silenced = new LinkedHashSet<>(unheardTracks());
        silenced.removeIf(track -> !playlist.isCancelled(track));
        silenced.addAll(dropped);
        return silence(silenced);
    }

    private List<Played> silence(Set<Track> tracks) {
        List<Played> cut = new ArrayList<>();
        for (Track track : tracks) {
            long samples = unheard.firstSample(track).orElse(track.nextSample());
            cut.add(Played.cancelled(track.latest(), samples, track.positionAt(samples - 1)));
        }
        ending.removeIf(ended -> tracks.contains(ended.track()));
        if (line != null && unheard.tracks().stream().anyMatch(tracks::contains)) {
            line.flush();
            byte[] others = unheard.without(tracks::contains);
            if (others.length > 0) {
                line.write(others);
            }
        }
        return cut;
    }

    private Set<Track> unheardTracks() {
        unheard.keep(line == null ? 0 : line.unheard());
        return unheard.tracks();
    }

    private List<Played> heardToTheirEnd() {
        List<Played> done = new ArrayList<>();
        Set<Track> waiting = unheardTracks();
        for (Iterator<Playlist.Ended> each = ending.iterator(); each.hasNext(); ) {
            Playlist.Ended ended = each.next();
            if (!waiting.contains(ended.track())) {
                each.remove();
                int missing = ended.track().missing();
                done.add(Played.upTo(ended.end(), missing == 0 ? "played" : "played; chunks lost: " + missing));
            }
        }
        return done;
    }

    /** What fits into the line's buffer; false when nothing did. */
    private boolean write(Track.Piece piece) {
        SoundCard.Line open = lineFor(piece.sampleRateHz());
        int samples = Math.min(open.writable(), piece.pcm().remaining() / 2);
        if (samples <= 0) {
            return false;
        }
        byte[] pcm = new byte[2 * samples];
        piece.pcm().get(pcm);
        open.write(pcm);
        unheard.add(piece.track(), piece.fromSample(), pcm);
        unheard.keep(open.unheard());
        playlist.heard(samples);
        return true;
    }

    private SoundCard.Line lineFor(int rate) {
        if (line == null || rate != sampleRateHz) {
            drain();
            close();
            line = card.open(rate);
            sampleRateHz = rate;
        }
        return line;
    }

    @Override
    public Set<UtteranceName> unfinished() {
        Set<UtteranceName> names = new HashSet<>(playlist.unfinished());
        ending.forEach(ended -> names.add(ended.track().name()));
        return names;
    }

    @Override
    public boolean isFull() {
        return playlist.playableSeconds() > FULL_SECONDS || playlist.isFull();
    }

    @Override
    public void drain() {
        if (line != null) {
            line.drain();
        }
    }

    @Override
    public void close() {
        if (line != null) {
            line.close();
            line = null;
            unheard.keep(0);
        }
    }
}
