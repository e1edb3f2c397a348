package sori.player;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import sori.audio.Pcm;
import sori.audio.Wav;
import sori.client.SpeechReader.Heard;
import sori.client.SpokenUtterance;
import sori.config.Refusal;
import sori.kafka.UtteranceName;

/** Writes each utterance into a WAV file of its own, whole or not at all. */
final class FilePlayer implements Player {
    private final Path directory;

    FilePlayer(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
    }

    @Override
    public List<Played> play(List<Heard> heard) throws IOException {
        List<Played> played = new ArrayList<>();
        for (Heard each : heard) {
            if (each instanceof Heard.Utterance whole) {
                SpokenUtterance utterance = whole.utterance();
                played.add(Played.upTo(
                        utterance.chunks().get(utterance.chunks().size() - 1), write(whole.name(), utterance)));
            }
        }
        return played;
    }

    private String write(UtteranceName name, SpokenUtterance utterance) throws IOException {
        if (utterance.pcm().length == 0) {
            return "no audio";
        }
        Path file = directory.resolve(fileName(name) + ".wav");
        write(utterance, file);
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
    static void write(SpokenUtterance utterance, Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path folder = absolute.getParent();
        if (folder == null) {
            throw new Refusal(file + " is a folder");
        }
        Files.createDirectories(folder);
        Path part = absolute.resolveSibling(absolute.getFileName() + ".part");
        new Wav(Pcm.decode(utterance.pcm()), utterance.sampleRateHz()).write(part);
        Files.move(part, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * {@code ID}, or {@code ID@KEY} where the key is another. Both come from anybody: only harmless characters reach the file
     * system, and no two utterances share a name.
     */
    static String fileName(UtteranceName name) {
        String id = harmless(name.id());
        return name.isPlain() ? id : id + "@" + harmless(name.key().toString());
    }

    private static String harmless(String given) {
        String harmless = given.replaceAll("[^A-Za-z0-9._-]", "_").replaceFirst("^\\.", "_");
        String name = harmless.substring(0, Math.min(100, harmless.length()));
        return name.equals(given) ? name : name + "-" + Integer.toHexString(given.hashCode());
    }
}
