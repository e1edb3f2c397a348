package sori.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import sori.audio.Pcm;
import sori.audio.Wav;
import sori.stream.SpokenUtterance;

/** Writes each utterance into a WAV file of its own, whole or not at all. */
final class FilePlayer implements Player {
    private final Path directory;

    FilePlayer(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
    }

    @Override
    public String play(SpokenUtterance utterance) throws IOException {
        if (utterance.pcm().length == 0) {
            return "no audio";
        }
        Path file = directory.resolve(fileName(utterance.utteranceId()) + ".wav");
        write(utterance, file);
        return file.toString();
    }

    @Override
    public void close() {}

    static void write(SpokenUtterance utterance, Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path folder = absolute.getParent();
        if (folder == null) {
            throw new Refusal(file + " is a folder");
        }
        Files.createDirectories(folder);
        Path part = absolute.resolveSibling(absolute.getFileName() + ".part");
        new Wav(Pcm.decode(utterance.pcm()), utterance.sampleRateHz()).write(part);
        Files.move(part, absolute, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Ids come from anybody: only harmless characters reach the file system. */
    private static String fileName(String utteranceId) {
        String harmless = utteranceId.replaceAll("[^A-Za-z0-9._-]", "_");
        String name = harmless.startsWith(".") ? "_" + harmless : harmless;
        return name.length() <= 120 ? name : name.substring(0, 100) + "-" + Integer.toHexString(utteranceId.hashCode());
    }
}
