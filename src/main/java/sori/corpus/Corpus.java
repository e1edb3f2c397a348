package sori.corpus;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Recordings and what is said in them, as {@link CorpusFiles} finds them; where the teacher told them, {@code alignment.tsv}
 * holds the phones' times. Immutable once read.
 */
public final class Corpus {
    public static final String METADATA = CorpusFiles.METADATA;
    public static final String ALIGNMENT = "alignment.tsv";

    /** Which list an utterance belongs to: decided by its text alone, so that it never moves between lists. */
    public enum Split {
        TRAIN,
        VALIDATION,
        TEST;

        /** One text in so many is for validation, and one for testing, unless it is said otherwise. */
        public static final int USUAL = 200;

        public static Split of(String text) {
            return of(text, USUAL);
        }

        /**
         * Capitals and white space make no other text. What a larger number holds out a divisor of it holds out too.
         *
         * @param heldOut one text in so many is for validation, and one for testing
         */
        public static Split of(String text, int heldOut) {
            byte[] hash = sha256(sameText(text));
            int draw = (hash[0] & 0xff) << 8 | (hash[1] & 0xff);
            return switch (draw % heldOut) {
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
    public record Utterance(String id, String text, Path wav, List<TimedWord> words) {
        Split split(int heldOut) {
            return Split.of(text, heldOut);
        }
    }

    private final List<Utterance> utterances;

    private Corpus(List<Utterance> utterances) {
        this.utterances = List.copyOf(utterances);
    }

    /** @throws IOException if the folder has neither layout, or a line is broken, and which */
    public static Corpus read(Path directory) throws IOException {
        CorpusFiles files = CorpusFiles.read(directory);
        for (CorpusFinding finding : files.findings()) {
            if (finding.defect().isError()) {
                throw new IOException(directory.resolve(finding.place()) + ": " + finding.detail()
                        + " (./sori lab dataset check lists all that is wrong)");
            }
        }
        Map<String, String> alignment = alignment(directory.resolve(ALIGNMENT));
        List<Utterance> found = new ArrayList<>();
        for (CorpusFiles.Item item : files.items()) {
            String times = alignment.get(item.id());
            List<TimedWord> words = times == null ? List.of() : AlignmentFile.words(times, item.text());
            found.add(new Utterance(item.id(), item.text(), item.wav(), words));
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

    public List<Utterance> utterances() {
        return utterances;
    }

    /** @param heldOut see {@link Preparation} */
    public List<Utterance> utterances(Split split, int heldOut) {
        return utterances.stream().filter(u -> u.split(heldOut) == split).toList();
    }

    /** What all spellings of a text have in common that differ in capitals and white space only. */
    public static String sameText(String text) {
        return text.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
    }

    /** SHA-256, in hexadecimal, of the corpus's {@code metadata.csv}; where it has none, of the same lines made of its files. */
    public static String fingerprint(Path directory) throws IOException {
        Path metadata = directory.resolve(METADATA);
        String lines = Files.isRegularFile(metadata)
                ? Files.readString(metadata)
                : CorpusFiles.read(directory).items().stream()
                        .map(item -> item.id() + "|" + item.text() + "\n")
                        .collect(Collectors.joining());
        return HexFormat.of().formatHex(sha256(lines));
    }

    private static byte[] sha256(String text) {
        return Sha256.start().digest(text.getBytes(StandardCharsets.UTF_8));
    }
}
