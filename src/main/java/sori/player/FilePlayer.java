package sori.player;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import sori.audio.Pcm;
import sori.audio.Wav;
import sori.client.Cancellations;
import sori.client.HeardSpeech;
import sori.client.SpeechReader.Heard;
import sori.client.SpokenUtterance;
import sori.config.Refusal;
import sori.kafka.UtteranceName;
import sori.schema.AudioChunk;
import sori.schema.SpeechStatus;

/** Writes each utterance into a WAV file of its own, whole or, when it is cancelled, as far as it came. */
final class FilePlayer implements Player {
    private final Function<UtteranceName, Path> place;
    private final Cancellations cancellations = new Cancellations();

    /** @param place the file of an utterance */
    FilePlayer(Function<UtteranceName, Path> place) {
        this.place = place;
    }

    /** Into files of a folder, which is made. */
    static FilePlayer in(Path directory) throws IOException {
        Path folder = Files.createDirectories(directory);
        return new FilePlayer(name -> folder.resolve(name.fileName() + ".wav"));
    }

    /** Of what is cancelled it keeps what had come; a file that is written stays, whoever wishes it unsaid. */
    @Override
    public List<Played> play(List<Heard> heard) throws IOException {
        List<Played> played = new ArrayList<>();
        for (Heard each : heard) {
            if (each instanceof Heard.Utterance whole) {
                SpokenUtterance utterance = whole.utterance();
                String cut = utterance.status() == SpeechStatus.CANCELLED ? cancelled(utterance) : "";
                played.add(Played.upTo(utterance.end(), write(whole.name(), utterance) + cut));
            } else if (each instanceof Heard.Half half) {
                played.add(half(half));
            } else if (each instanceof Heard.Cancelled cancelled) {
                cancellations.note(cancelled);
            } else if (each instanceof Heard.Chunk chunk
                    && Playlist.isUnsaid(chunk.chunk())
                    && cancellations.covers(chunk.name(), chunk.beganAtMs())) {
                played.add(Played.cancelled(chunk.chunk(), 0, -1)); // of which no utterance is made
            }
        }
        return played;
    }

    private Played half(Heard.Half half) throws IOException {
        AudioChunk end = half.speech().end();
        Played upTo = Played.upTo(end, write(half.name(), half.speech()) + cancelled(half.speech()));
        return new Played(upTo.utteranceId(), upTo.voice(), upTo.seconds(), SpeechStatus.CANCELLED, upTo.where());
    }

    private static String cancelled(HeardSpeech speech) {
        int position = speech.positionAt(Long.MAX_VALUE);
        return "; cancelled" + (position < 0 ? "" : ", to position " + position + " of its text");
    }

    private String write(UtteranceName name, HeardSpeech speech) throws IOException {
        if (speech.pcm().length == 0) {
            return "no audio";
        }
        Path file = place.apply(name);
        write(speech, file);
        return file.toString();
    }

    @Override
    public Set<UtteranceName> unfinished() {
        return Set.of();
    }

    @Override
    public boolean isFull() {
        return false;
    }

    @Override
    public void drain() {}

    @Override
    public void close() {}

    /** Beside its place first, so that whoever looks there finds a whole file or none. */
    static void write(HeardSpeech speech, Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path folder = absolute.getParent();
        if (folder == null) {
            throw new Refusal(file + " is a folder");
        }
        Files.createDirectories(folder);
        Path part = absolute.resolveSibling(absolute.getFileName() + ".part");
        new Wav(Pcm.decode(speech.pcm()), speech.sampleRateHz()).write(part);
        Files.move(part, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
