package sori.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A corpus in LJSpeech layout: {@code metadata.csv} ({@code id|text|spoken text}) and {@code wavs/<id>.wav}; where the
 * teacher told them, {@code alignment.tsv} holds the phones' times. Immutable once read.
 */
final class Corpus {
    static final String METADATA = "metadata.csv";
    static final String ALIGNMENT = "alignment.tsv";

    /** Which list an utterance belongs to: decided by its text alone, so that it never moves between lists. */
    enum Split {
        TRAIN,
        VALIDATION,
        TEST;

        private static final int LISTS = 200;

        /** One text in 200 is for validation, one for testing. */
        static Split of(String text) {
            int draw = (sha256(text)[0] & 0xff) << 8 | (sha256(text)[1] & 0xff);
            return switch (draw % LISTS) {
                case 0 -> TEST;
                case 1 -> VALIDATION;
                default -> TRAIN;
            };
        }
    }

    /**
     * @param text spoken form
     * @param words empty where the corpus brings no times
     */
    record Utterance(String id, String text, Path wav, List<TimedWord> words) {
        Split split() {
            return Split.of(text);
        }
    }

    private final List<Utterance> utterances;

    private Corpus(List<Utterance> utterances) {
        this.utterances = List.copyOf(utterances);
    }

    /** @throws IOException if the folder has no readable metadata, with the line that is wrong */
    static Corpus read(Path directory) throws IOException {
        Path metadata = directory.resolve(METADATA);
        if (!Files.isRegularFile(metadata)) {
            throw new IOException(
                    metadata + " is missing: a corpus is a folder with metadata.csv (id|text|spoken text) and wavs/");
        }
        Map<String, String> alignment = alignment(directory.resolve(ALIGNMENT));
        List<Utterance> found = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(metadata)) {
            number++;
            String[] fields = line.split("\\|");
            if (fields.length < 2) {
                throw new IOException(
                        metadata + " line " + number + ": expected id|text|spoken text, but found: " + line);
            }
            String text = fields[fields.length - 1];
            String times = alignment.get(fields[0]);
            List<TimedWord> words = times == null ? List.of() : AlignmentFile.words(times, text);
            found.add(new Utterance(fields[0], text, directory.resolve("wavs").resolve(fields[0] + ".wav"), words));
        }
        return new Corpus(found);
    }

    private static Map<String, String> alignment(Path file) throws IOException {
        Map<String, String> lines = new HashMap<>();
        if (Files.isRegularFile(file)) {
            Files.readAllLines(file).forEach(line -> lines.put(AlignmentFile.id(line), line));
        }
        return lines;
    }

    List<Utterance> utterances() {
        return utterances;
    }

    List<Utterance> utterances(Split split) {
        return utterances.stream().filter(u -> u.split() == split).toList();
    }

    /** SHA-256 of a UTF-8 text. */
    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new UncheckedIOException(new IOException("every JDK has SHA-256", e));
        }
    }
}
