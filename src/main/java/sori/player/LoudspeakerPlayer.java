package sori.player;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sori.client.SpeechReader.Heard;
import sori.kafka.UtteranceName;

/** Plays chunks as they come, one utterance after the other; an utterance is heard before its end is spoken. */
final class LoudspeakerPlayer implements Player {
    private static final double FULL_SECONDS = 30;

    private final SoundCard card;
    private final Playlist playlist;
    private SoundCard.@Nullable Line line;
    private int sampleRateHz;

    LoudspeakerPlayer(SoundCard card, Playlist playlist) {
        this.card = card;
        this.playlist = playlist;
    }

    @Override
    public List<Played> play(List<Heard> heard) {
        for (Heard each : heard) {
            if (each instanceof Heard.Chunk chunk) {
                playlist.add(chunk.name(), chunk.chunk());
            }
        }
        Optional<Playlist.Piece> next = playlist.next();
        while (next.isPresent() && write(next.get())) {
            next = playlist.next();
        }
        return playlist.takeEnded().stream()
                .map(ended -> Played.upTo(
                        ended.end(), ended.missing() == 0 ? "played" : "played; chunks lost: " + ended.missing()))
                .toList();
    }

    /** What fits into the line's buffer; false when nothing did. */
    private boolean write(Playlist.Piece piece) {
        SoundCard.Line open = lineFor(piece.sampleRateHz());
        int samples = Math.min(open.writable(), piece.pcm().remaining() / 2);
        if (samples <= 0) {
            return false;
        }
        byte[] pcm = new byte[2 * samples];
        piece.pcm().get(pcm);
        open.write(pcm);
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
        return playlist.unfinished();
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
        }
    }
}
