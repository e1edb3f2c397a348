package sori.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import sori.acoustic.Precision;
import sori.text.EmbedMode;
import sori.voice.Voice;
import sori.voice.VoiceOptions;

/** A fixed list that voices speak and are measured by; the same options wherever one is. */
final class ListOptions {
    @Option(
            names = "--list",
            description = "file of sentences in spoken form, one a line, to speak instead of the corpus's list")
    @Nullable
    Path list;

    @Option(names = "--sentences", defaultValue = "50", description = "how many at most (${DEFAULT-VALUE})")
    int sentences;

    @Option(
            names = "--recogniser",
            description = "program that prints 'WER <percent>' for a list of WAV files and words")
    @Nullable
    String recogniser;

    @Option(names = "--precision", defaultValue = "AUTO", description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE})")
    Precision precision = Precision.AUTO;

    /**
     * What is to be said.
     *
     * @param name of the list
     * @param recordedSeconds length of its recordings, if there are any
     */
    record Sentences(String name, List<Corpus.Utterance> sentences, OptionalDouble recordedSeconds) {}

    /** @param split of the corpus, when no file is named */
    Sentences read(LabFiles files, Corpus.Split split) throws IOException {
        Path file = list;
        return file == null ? ofCorpus(files, split) : ofFile(file);
    }

    private Sentences ofCorpus(LabFiles files, Corpus.Split split) throws IOException {
        try (FeatureStore store = files.store()) {
            List<Corpus.Utterance> all = files.list(split, store);
            List<Corpus.Utterance> chosen = all.subList(0, Math.min(sentences, all.size()));
            double seconds =
                    chosen.stream().mapToDouble(u -> LabFiles.seconds(store, u)).sum();
            return new Sentences(split.name().toLowerCase(Locale.ROOT), chosen, OptionalDouble.of(seconds));
        }
    }

    private Sentences ofFile(Path file) throws IOException {
        List<String> lines =
                Files.readAllLines(file).stream().filter(l -> !l.isBlank()).toList();
        List<Corpus.Utterance> chosen = new ArrayList<>();
        for (String line : lines.subList(0, Math.min(sentences, lines.size()))) {
            String id = String.format(Locale.ROOT, "s%03d", chosen.size() + 1);
            chosen.add(new Corpus.Utterance(id, line.strip().toLowerCase(Locale.ROOT), file, List.of()));
        }
        return new Sentences(nameWithoutSuffix(file), chosen, OptionalDouble.empty());
    }

    private static String nameWithoutSuffix(Path file) {
        String name = file.toAbsolutePath().getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    /**
     * Has a package speak a list in both modes.
     *
     * @param out for the recordings
     * @return for each mode by its name: {@code sentences}, {@code stopped}, {@code reachedEnd}, and what else was measured
     */
    Map<String, Map<String, Object>> measure(Path voice, Sentences list, Path out)
            throws IOException, InterruptedException {
        Map<String, Map<String, Object>> figures = new LinkedHashMap<>();
        for (EmbedMode mode : EmbedMode.values()) {
            String name = mode.name().toLowerCase(Locale.ROOT);
            try (Voice opened = Voice.open(
                    voice, VoiceOptions.DEFAULT.withPrecision(precision).withEmbed(mode))) {
                Path recordings = out.resolve(list.name()).resolve(name);
                HeldOut result = HeldOut.speak(opened, list.sentences(), list.recordedSeconds(), recordings);
                System.out.println(name + ": " + result.summary());
                figures.put(name, figures(result, recordings.resolve("list.tsv")));
            }
        }
        return figures;
    }

    private Map<String, Object> figures(HeldOut result, Path recorded) throws IOException, InterruptedException {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("sentences", result.spoken());
        figures.put("stopped", result.stopped());
        figures.put("reachedEnd", result.reached());
        result.durationRatio().ifPresent(ratio -> figures.put("durationRatio", Math.round(ratio * 1000) / 1000.0));
        Optional<String> command = Optional.ofNullable(recogniser);
        if (command.isPresent()) {
            double rate = new Recogniser(command.get()).wordErrorRate(recorded);
            figures.put("wordErrorRatePercent", rate);
            System.out.println("  word error rate " + rate + " %");
        }
        return figures;
    }
}
