package sori.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
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
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sori.acoustic.Precision;
import sori.text.EmbedMode;
import sori.voice.Voice;
import sori.voice.VoiceOptions;

/** What {@code validate} and {@code test} share: a package speaks a held-out list in both modes, and is listened to. */
abstract class ListenCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    @Mixin
    LabFiles files = new LabFiles();

    @Option(names = "--voice", required = true, description = "folder of the voice package")
    Path voice = Path.of("");

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

    private final Corpus.Split split;

    ListenCommand(Corpus.Split split) {
        this.split = split;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path file = list;
        String listName = file == null ? split.name().toLowerCase(Locale.ROOT) : nameWithoutSuffix(file);
        Spoken spoken = file == null ? ofCorpus() : ofFile(file);
        Map<String, Object> figures = new LinkedHashMap<>();
        for (EmbedMode mode : EmbedMode.values()) {
            String name = mode.name().toLowerCase(Locale.ROOT);
            Path out = files.run.resolve(listName).resolve(name);
            try (Voice opened = Voice.open(
                    voice, VoiceOptions.DEFAULT.withPrecision(precision).withEmbed(mode))) {
                HeldOut result = HeldOut.speak(opened, spoken.sentences(), spoken.recordedSeconds(), out);
                System.out.println(name + ": " + result.summary());
                figures.put(name, figures(result, out.resolve("list.tsv")));
            }
        }
        Path written = files.run.resolve(listName + ".json");
        Files.write(written, JSON.writeValueAsBytes(figures));
        System.out.println("figures in " + written);
        return 0;
    }

    /** What is to be said. */
    private record Spoken(List<Corpus.Utterance> sentences, OptionalDouble recordedSeconds) {}

    private Spoken ofCorpus() throws IOException {
        try (FeatureStore store = files.store()) {
            List<Corpus.Utterance> all = files.list(split, store);
            List<Corpus.Utterance> chosen = all.subList(0, Math.min(sentences, all.size()));
            double seconds =
                    chosen.stream().mapToDouble(u -> LabFiles.seconds(store, u)).sum();
            return new Spoken(chosen, OptionalDouble.of(seconds));
        }
    }

    private Spoken ofFile(Path file) throws IOException {
        List<String> lines =
                Files.readAllLines(file).stream().filter(l -> !l.isBlank()).toList();
        List<Corpus.Utterance> chosen = new ArrayList<>();
        for (String line : lines.subList(0, Math.min(sentences, lines.size()))) {
            String id = String.format(Locale.ROOT, "s%03d", chosen.size() + 1);
            chosen.add(new Corpus.Utterance(id, line.strip().toLowerCase(Locale.ROOT), file, List.of()));
        }
        return new Spoken(chosen, OptionalDouble.empty());
    }

    private static String nameWithoutSuffix(Path file) {
        String name = file.toAbsolutePath().getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    private Map<String, Object> figures(HeldOut result, Path list) throws IOException, InterruptedException {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("sentences", result.spoken());
        figures.put("stopped", result.stopped());
        figures.put("reachedEnd", result.reached());
        result.durationRatio().ifPresent(ratio -> figures.put("durationRatio", Math.round(ratio * 1000) / 1000.0));
        Optional<String> command = Optional.ofNullable(recogniser);
        if (command.isPresent()) {
            double rate = new Recogniser(command.get()).wordErrorRate(list);
            figures.put("wordErrorRatePercent", rate);
            System.out.println("  word error rate " + rate + " %");
        }
        return figures;
    }
}
