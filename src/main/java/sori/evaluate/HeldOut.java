package sori.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import sori.audio.Wav;

/**
 * Held-out sentences as a model spoke them freely, as the pipeline would, and what went wrong with how many.
 *
 * @param sentences not empty
 */
public record HeldOut(List<SpokenSentence> sentences) {
    /** Lines {@code WAV path<TAB>words}, for a recognizer. */
    public static final String LIST = "list.tsv";

    static final String COVERAGE = "attentionCoverage";
    static final String SKIPS = "skips";
    static final String REPEATS = "repeats";
    private static final String SENTENCES = "sentences.tsv";

    public HeldOut {
        sentences = List.copyOf(sentences);
        if (sentences.isEmpty()) {
            throw new IllegalArgumentException("no sentences were spoken");
        }
    }

    /** Writes the figures of each sentence ({@code sentences.tsv}). */
    public void writeFigures(Path directory) throws IOException {
        Files.createDirectories(directory);
        StringBuilder lines = new StringBuilder(SpokenSentence.HEADER);
        sentences.forEach(sentence -> lines.append(sentence.line()));
        Files.writeString(directory.resolve(SENTENCES), lines);
    }

    /** Writes each sentence's samples ({@code <id>.wav}), and {@link #LIST}. */
    public void writeAudio(Speaker speaker, Path directory, Runnable written) throws IOException {
        Files.createDirectories(directory);
        StringBuilder list = new StringBuilder();
        for (SpokenSentence sentence : sentences) {
            Path wav = directory.resolve(sentence.utterance().id() + ".wav");
            new Wav(speaker.vocoder().vocode(sentence.mel()), speaker.format().sampleRateHz()).write(wav);
            list.append(wav.toAbsolutePath())
                    .append('\t')
                    .append(sentence.utterance().text())
                    .append('\n');
            written.run();
        }
        Files.writeString(directory.resolve(LIST), list);
    }

    /** @param count positive; all if there are fewer */
    public HeldOut first(int count) {
        return new HeldOut(sentences.subList(0, Math.min(count, sentences.size())));
    }

    /** Sentences that went wrong; see {@link SpokenSentence#failed}. */
    int failed() {
        return count(SpokenSentence::failed);
    }

    int stopped() {
        return count(SpokenSentence::stopped);
    }

    private int count(Predicate<SpokenSentence> what) {
        return (int) sentences.stream().filter(what).count();
    }

    private boolean attends() {
        return sentences.get(0).attention().isPresent();
    }

    private double sum(ToDoubleFunction<AttentionPath> figure) {
        return sentences.stream()
                .mapToDouble(
                        sentence -> figure.applyAsDouble(sentence.attention().orElseThrow()))
                .sum();
    }

    public double seconds() {
        return sentences.stream().mapToDouble(SpokenSentence::seconds).sum();
    }

    /** Of the recorded sentences: how long they are in all, over the recordings' length. */
    OptionalDouble lengthRatio() {
        double spoken = 0;
        double recorded = 0;
        for (SpokenSentence sentence : sentences) {
            if (sentence.lengthRatio().isPresent()) {
                spoken += sentence.seconds();
                recorded += sentence.seconds() / sentence.lengthRatio().getAsDouble();
            }
        }
        return recorded == 0 ? OptionalDouble.empty() : OptionalDouble.of(spoken / recorded);
    }

    /** Mean over the sentences that can be compared. */
    OptionalDouble distortionDb() {
        return sentences.stream()
                .flatMapToDouble(sentence -> sentence.distortionDb().stream())
                .average();
    }

    /**
     * By their names in a voice's manifest; what can't be known is left out: {@code sentences}, {@code stopped} by themselves,
     * {@code failed}; with attention {@code reachedEnd}, {@code attentionCoverage}, {@code skips} and {@code repeats}; of recorded
     * sentences {@code durationRatio} and {@code melCepstralDistortionDb}.
     */
    Map<String, Object> figures() {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("sentences", sentences.size());
        figures.put("stopped", stopped());
        if (attends()) {
            figures.put("reachedEnd", (int) sum(path -> path.reachesEnd() ? 1 : 0));
            figures.put(COVERAGE, rounded(sum(AttentionPath::coverage) / sentences.size()));
            figures.put(SKIPS, (int) sum(AttentionPath::skips));
            figures.put(REPEATS, (int) sum(AttentionPath::repeats));
        }
        figures.put(FigureContest.FAILED, failed());
        lengthRatio().ifPresent(ratio -> figures.put(FigureContest.LENGTH, rounded(ratio)));
        distortionDb().ifPresent(distortion -> figures.put(FigureContest.DISTORTION, rounded(distortion)));
        return figures;
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }

    String summary() {
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "%d sentences, %.1f s of audio: %d failed, %d stopped by themselves",
                sentences.size(),
                seconds(),
                failed(),
                stopped()));
        if (attends()) {
            line.append(String.format(
                    Locale.ROOT,
                    ", %.0f reached the last word, %.0f skips, %.0f repeats, %.0f %% of the symbols attended",
                    sum(path -> path.reachesEnd() ? 1 : 0),
                    sum(AttentionPath::skips),
                    sum(AttentionPath::repeats),
                    100 * sum(AttentionPath::coverage) / sentences.size()));
        }
        lengthRatio()
                .ifPresent(ratio -> line.append(String.format(Locale.ROOT, ", %.2f of the recordings' length", ratio)));
        distortionDb().ifPresent(db -> line.append(String.format(Locale.ROOT, ", MCD %.2f dB", db)));
        return line.toString();
    }
}
