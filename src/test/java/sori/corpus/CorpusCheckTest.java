package sori.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sori.text.SymbolTable;

class CorpusCheckTest {
    private static final int RATE = 22050;
    private static final CorpusCheck.Limits LIMITS = new CorpusCheck.Limits(RATE, Corpus.Split.USUAL, 0.15, 15);

    @TempDir
    private Path directory;

    private ToneCorpus sound(int count) throws IOException {
        ToneCorpus corpus = new ToneCorpus(directory);
        int number = 0;
        for (String text : ToneCorpus.texts(count)) {
            corpus.add("good" + number, text, 200 + number, RATE);
            number++;
        }
        return corpus;
    }

    private CorpusReport check() throws IOException {
        return new CorpusCheck(SymbolTable.english(), LIMITS).run(directory);
    }

    /** Where each kind was found. */
    private Map<CorpusDefect, TreeSet<String>> places(CorpusReport report) {
        Map<CorpusDefect, TreeSet<String>> places = new EnumMap<>(CorpusDefect.class);
        report.findings()
                .forEach(finding -> places.computeIfAbsent(finding.defect(), defect -> new TreeSet<>())
                        .add(finding.place()));
        return places;
    }

    private static float[] tone(double seconds, double hz, double amplitude) {
        return ToneCorpus.samples(seconds, hz, RATE, amplitude);
    }

    @Test
    void aSoundCorpusHasNothingWrong() throws IOException {
        sound(30);
        CorpusReport report = check();
        assertThat(report.findings()).isEmpty();
        assertThat(report.text()).contains("30 recordings").contains("28 to train, 1 to validate, 1 to test");
        assertThat(report.text()).endsWith("nothing is wrong");
        assertThat(report.statistics().missing()).contains("q", "x").doesNotContain("s", "space");
    }

    @Test
    void everyDefectOfARecordingIsFoundAndNothingElse() throws IOException {
        ToneCorpus corpus = sound(30);
        corpus.add("silent", "silent say.", tone(0.6, 300, 0.005), RATE);
        corpus.add("short", "short", tone(0.1, 301, 0.5), RATE);
        corpus.add("long", "very long. ".repeat(25).strip(), tone(16, 302, 0.5), RATE);
        corpus.add("clipped", "clipped tone.", tone(0.78, 303, 3), RATE);
        corpus.add("wrong", "no.", tone(3, 304, 0.5), RATE);
        corpus.add("slow", "slow words go.", tone(1.6, 305, 0.5), RATE);
        corpus.add("low", "a low rate.", 306, 16_000);
        corpus.add("high", "a high rate.", 307, 44_100);
        corpus.line("stereo|both channels.").line("deep|three bytes each.");
        ToneCorpus.write(corpus.wav("stereo"), tone(0.84, 308, 0.5), RATE, 2, 16);
        ToneCorpus.write(corpus.wav("deep"), tone(1.02, 309, 0.5), RATE, 1, 24);
        corpus.line("broken|not audio.").line("missing|never recorded.").line("cut|the end is lost.");
        Files.writeString(corpus.wav("broken"), "no audio");
        ToneCorpus.write(corpus.wav("cut"), tone(2, 310, 0.5), RATE, 1, 16);
        Files.write(corpus.wav("cut"), Arrays.copyOf(Files.readAllBytes(corpus.wav("cut")), 44 + 44_100));
        corpus.add("copy", "Clipped tone!", tone(0.78, 303, 3), RATE);
        corpus.add("other", "different words", tone(0.78, 303, 3), RATE);
        ToneCorpus.write(corpus.wav("alone"), tone(1, 311, 0.5), RATE, 1, 16);
        CorpusReport report = check();
        assertThat(places(report))
                .isEqualTo(Map.ofEntries(
                        found(CorpusDefect.SILENT, "silent"),
                        found(CorpusDefect.TOO_SHORT, "short"),
                        found(CorpusDefect.TOO_LONG, "long"),
                        found(CorpusDefect.CLIPPED, "clipped", "copy", "other"),
                        found(CorpusDefect.MISLABELLED, "wrong"),
                        found(CorpusDefect.DOUBTFUL, "slow"),
                        found(CorpusDefect.LOW_RATE, "low"),
                        found(CorpusDefect.OTHER_RATE, "high"),
                        found(CorpusDefect.MIXED_RATES, "low", "high"),
                        found(CorpusDefect.STEREO, "stereo"),
                        found(CorpusDefect.BIT_DEPTH, "deep"),
                        found(CorpusDefect.UNREADABLE, "broken"),
                        found(CorpusDefect.MISSING_RECORDING, "missing"),
                        found(CorpusDefect.CUT_OFF, "cut"),
                        found(CorpusDefect.COPY, "copy"),
                        found(CorpusDefect.SAME_RECORDING, "other"),
                        found(CorpusDefect.RECORDING_ALONE, "wavs/alone.wav")));
        assertThat(report.errors()).isEqualTo(7);
    }

    @Test
    void everyDefectOfATextIsFoundAndNothingElse() throws IOException {
        ToneCorpus corpus = sound(25);
        corpus.add("digits", "room 12 now.", 400, RATE);
        corpus.add("quotes", "he said \u201cgo.\u201d", 401, RATE);
        corpus.add("accents", "Café déjà vu.", 402, RATE);
        corpus.add("script", "\u4f60\u597d", 403, RATE);
        corpus.add("again", ToneCorpus.texts(1).get(0).toUpperCase(Locale.ROOT), 404, RATE);
        int lines = 30;
        corpus.line("good0|the same name")
                .line("only an id")
                .line("a|b|c|d")
                .line("../up|and away")
                .line("empty| |");
        Files.write(
                directory.resolve(Corpus.METADATA),
                "latin|caf\u00e9 noir\n".getBytes(StandardCharsets.ISO_8859_1),
                StandardOpenOption.APPEND);
        CorpusReport report = check();
        Map<CorpusDefect, TreeSet<String>> places = places(report);
        assertThat(places.remove(CorpusDefect.METADATA))
                .containsExactlyInAnyOrder(
                        line(lines + 2), line(lines + 3), line(lines + 4), line(lines + 5), line(lines + 6));
        // Two signs of two ideographs: no letters to be spoken slowly.
        assertThat(places)
                .isEqualTo(Map.ofEntries(
                        found(CorpusDefect.SAME_ID, line(lines + 1)),
                        found(CorpusDefect.UNKNOWN_LETTERS, "digits"),
                        found(CorpusDefect.UNKNOWN_SIGNS, "quotes"),
                        found(CorpusDefect.UNSPEAKABLE, "script"),
                        found(CorpusDefect.TOO_SHORT, "script"),
                        found(CorpusDefect.SAME_TEXT, "again")));
        assertThat(report.text()).contains("1 2 in: room 12 now.").contains("third field");
    }

    @Test
    void takesOfOneTextAreNoMistake() throws IOException {
        ToneCorpus corpus = sound(25);
        String text = ToneCorpus.texts(3).get(2);
        for (int take = 0; take < 3; take++) {
            double slower = 1 + 0.15 * take;
            corpus.add("take" + take, text, tone(slower * 0.06 * text.length(), 420 + take, 0.5), RATE);
        }
        CorpusReport report = check();
        assertThat(places(report)).isEqualTo(Map.ofEntries(found(CorpusDefect.SAME_TEXT, "take0", "take1", "take2")));
        assertThat(report.text()).contains("note", "same-text").endsWith("nothing is wrong");
        assertThat(report.json()).last().asString().contains("\"errors\":0", "\"warnings\":0");
    }

    @Test
    void flacStandsBesideWavInEitherLayout() throws IOException {
        Path pairs = Files.createDirectories(directory.resolve("pairs"));
        Path lines = Files.createDirectories(directory.resolve("lines/wavs"));
        try (java.io.InputStream in =
                java.util.Objects.requireNonNull(getClass().getResourceAsStream("/audio/chord-16-bits.flac"))) {
            byte[] flac = in.readAllBytes();
            Files.write(pairs.resolve("a.FLAC"), flac);
            Files.write(lines.resolve("a.flac"), flac);
        }
        for (Path folder : List.of(pairs, lines)) {
            ToneCorpus.write(folder.resolve("b.wav"), ToneCorpus.samples(0.3, 300, 8000, 0.5), 8000, 1, 16);
        }
        Files.writeString(pairs.resolve("a.txt"), "a chord");
        Files.writeString(pairs.resolve("b.txt"), "a tone");
        Files.writeString(directory.resolve("lines").resolve(Corpus.METADATA), "a|a chord\nb|a tone\n");
        for (Path folder : List.of(pairs, directory.resolve("lines"))) {
            CorpusReport report = new CorpusCheck(SymbolTable.english(), LIMITS).run(folder);
            assertThat(places(report).keySet()).containsOnly(CorpusDefect.LOW_RATE, CorpusDefect.EMPTY_LIST);
            for (Corpus.Utterance utterance : Corpus.read(folder).utterances()) {
                assertThat(Preparation.DEFAULT.samples(utterance.wav(), 8000)).hasSize(2400);
            }
        }
        ToneCorpus.write(pairs.resolve("a.wav"), tone(0.3, 300, 0.5), 8000, 1, 16);
        assertThat(places(new CorpusCheck(SymbolTable.english(), LIMITS).run(pairs)))
                .containsEntry(CorpusDefect.SAME_ID, new TreeSet<>(List.of("a.FLAC")));
    }

    private static Map.Entry<CorpusDefect, TreeSet<String>> found(CorpusDefect defect, String... places) {
        return Map.entry(defect, new TreeSet<>(List.of(places)));
    }

    private static String line(int number) {
        return "metadata.csv line " + number;
    }

    @Test
    void textsThatDoNotBelongToTheirRecordingsAreToldAsAWhole() throws IOException {
        ToneCorpus corpus = new ToneCorpus(directory);
        Random random = new Random(3);
        for (int i = 0; i < 60; i++) {
            String text = "word ".repeat(1 + random.nextInt(20)) + "number " + "x".repeat(1 + i % 7);
            corpus.add("r" + i, text, tone(0.4 + 8 * random.nextDouble(), 200 + i, 0.5), RATE);
        }
        assertThat(places(check())).containsKey(CorpusDefect.SCATTERED);
    }

    @Test
    void aFolderOfRecordingsAndTextsIsACorpusToo() throws IOException {
        for (String text : ToneCorpus.texts(3)) {
            String id = text.replaceAll("\\W+", "-");
            ToneCorpus.write(
                    directory.resolve(id + ".WAV"),
                    tone(0.06 * text.length(), 250 + id.hashCode() % 50, 0.5),
                    RATE,
                    1,
                    16);
            Files.writeString(directory.resolve(id + ".txt"), "\uFEFF" + text.replace(" ", "\n  ") + "\n");
        }
        Files.writeString(directory.resolve("notes.txt"), "no recording");
        ToneCorpus.write(directory.resolve("extra.wav"), tone(1, 300, 0.5), RATE, 1, 16);
        ToneCorpus.write(directory.resolve("blank.wav"), tone(1, 301, 0.5), RATE, 1, 16);
        Files.writeString(directory.resolve("blank.txt"), "\n");
        assertThat(places(check()))
                .isEqualTo(Map.ofEntries(
                        found(CorpusDefect.METADATA, "blank.txt"),
                        found(CorpusDefect.RECORDING_ALONE, "extra.wav"),
                        found(CorpusDefect.TEXT_ALONE, "notes.txt")));
        Files.delete(directory.resolve("blank.txt"));
        assertThat(Corpus.read(directory).utterances())
                .extracting(Corpus.Utterance::text)
                .containsExactlyInAnyOrderElementsOf(ToneCorpus.texts(3));
        assertThat(Corpus.fingerprint(directory)).hasSize(64);
    }

    @Test
    void aListWithoutTextsIsTold() throws IOException {
        String onlyToValidate = ToneCorpus.texts(1).get(0);
        new ToneCorpus(directory).add("one", onlyToValidate, 300, RATE);
        CorpusReport report = check();
        assertThat(places(report)).isEqualTo(Map.ofEntries(found(CorpusDefect.EMPTY_LIST, "train", "test")));
        assertThat(report.errors()).isZero();
    }

    @Test
    void whatIsNoCorpusIsRefusedWithBothLayoutsNamed() {
        assertThatThrownBy(this::check).hasMessageContaining("metadata.csv").hasMessageContaining(".txt");
        assertThatThrownBy(() -> new CorpusCheck(SymbolTable.english(), LIMITS).run(directory.resolve("absent")))
                .hasMessageContaining("absent");
    }

    @Test
    void theUsualRateIsTheMediansAndFewRecordingsHaveNone() {
        double[] rates = new double[40];
        Arrays.setAll(rates, i -> 0.06 * Math.exp(0.1 * Math.sin(i)));
        rates[0] = 6;
        SpeakingRate rate = SpeakingRate.of(rates).orElseThrow();
        assertThat(rate.secondsPerCharacter()).isBetween(0.055, 0.066);
        assertThat(rate.spread()).isBetween(0.03, 0.2);
        assertThat(rate.isWrong(rate.slowness(6))).isTrue();
        assertThat(rate.isWrong(rate.slowness(0.01))).isTrue();
        assertThat(rate.isWrong(rate.slowness(0.12))).isFalse();
        assertThat(rate.isDoubtful(rate.slowness(0.06))).isFalse();
        assertThat(SpeakingRate.of(Arrays.copyOf(rates, 19))).isEmpty();
        assertThat(SpeakingRate.median(new double[] {4, 1, 3, 2})).isEqualTo(2.5);
    }

    @Test
    void spellingsOfOneTextShareAList() {
        String text = ToneCorpus.texts(1).get(0);
        assertThat(Corpus.Split.of(text)).isEqualTo(Corpus.Split.VALIDATION);
        assertThat(Corpus.Split.of("  " + text.toUpperCase(Locale.ROOT).replace(" ", "  ")))
                .isEqualTo(Corpus.Split.VALIDATION);
    }
}
