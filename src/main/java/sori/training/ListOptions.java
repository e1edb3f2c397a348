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
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import sori.acoustic.Precision;
import sori.text.EmbedMode;
import sori.voice.Voice;
import sori.voice.VoiceOptions;
import sori.voice.VoicePackage;

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

    @Option(
            names = "--naturalness",
            paramLabel = "PROGRAM",
            description = "program that prints 'MOS <1 to 5>' for such a list, as people would judge it")
    @Nullable
    String naturalness;

    @Option(names = "--precision", defaultValue = "AUTO", description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE})")
    Precision precision = Precision.AUTO;

    /**
     * What is to be said.
     *
     * @param name of the list
     */
    record Sentences(String name, List<Prompt> prompts) {}

    /**
     * @param split of the corpus, when no file is named
     * @throws IOException if there is nothing to be said
     */
    Sentences read(LabFiles files, Corpus.Split split) throws IOException {
        return find(files, split)
                .orElseThrow(() -> new IOException(
                        list == null
                                ? "no sentence of " + files.corpus + " with features is on the "
                                        + split.name().toLowerCase(Locale.ROOT) + " list"
                                : list + " has no sentence"));
    }

    /** Nothing where there is nothing to be said. */
    Optional<Sentences> find(LabFiles files, Corpus.Split split) throws IOException {
        Path file = list;
        Sentences found = file == null ? ofCorpus(files, split) : ofFile(file);
        return Optional.of(found).filter(sentences -> !sentences.prompts().isEmpty());
    }

    private Sentences ofCorpus(LabFiles files, Corpus.Split split) throws IOException {
        try (FeatureStore store = files.store()) {
            List<Corpus.Utterance> all = files.list(split, store);
            List<Prompt> prompts = Prompt.of(all.subList(0, Math.min(sentences, all.size())), store);
            return new Sentences(split.name().toLowerCase(Locale.ROOT), prompts);
        }
    }

    private Sentences ofFile(Path file) throws IOException {
        List<String> lines =
                Files.readAllLines(file).stream().filter(l -> !l.isBlank()).toList();
        List<Prompt> prompts = new ArrayList<>();
        for (String line : lines.subList(0, Math.min(sentences, lines.size()))) {
            String id = String.format(Locale.ROOT, "s%03d", prompts.size() + 1);
            String text = line.strip().toLowerCase(Locale.ROOT);
            prompts.add(new Prompt(new Corpus.Utterance(id, text, file, List.of()), Optional.empty()));
        }
        return new Sentences(nameWithoutSuffix(file), prompts);
    }

    private static String nameWithoutSuffix(Path file) {
        String name = file.toAbsolutePath().getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    /**
     * Has a package speak a list, in both modes where it has a lexicon.
     *
     * @param out for the recordings and the figures of each sentence
     * @return for each mode by its name what {@link HeldOut#figures} has, and what the listening programs say, where there are any
     */
    Map<String, Map<String, Object>> measure(Path voice, Sentences list, Path out)
            throws IOException, InterruptedException {
        Map<String, Map<String, Object>> figures = new LinkedHashMap<>();
        for (EmbedMode mode : VoicePackage.open(voice).manifest().modes()) {
            String name = mode.name().toLowerCase(Locale.ROOT);
            try (Voice opened = Voice.open(
                    voice, VoiceOptions.DEFAULT.withPrecision(precision).withEmbed(mode))) {
                Path recordings = out.resolve(list.name()).resolve(name);
                Speaker speaker = Speaker.of(opened);
                HeldOut result = speak(speaker, list.prompts(), recordings);
                System.out.println(name + ": " + result.summary());
                figures.put(name, listen(result, recordings));
            }
        }
        return figures;
    }

    private static HeldOut speak(Speaker speaker, List<Prompt> prompts, Path directory)
            throws IOException, InterruptedException {
        try (ProgressBar bar = new ProgressBar("speaking", 2L * prompts.size())) {
            HeldOut result = speaker.speak(prompts, bar::step);
            result.writeFigures(directory);
            result.writeAudio(speaker, directory, bar::step);
            return result;
        }
    }

    private Map<String, Object> listen(HeldOut result, Path directory) throws IOException, InterruptedException {
        Map<String, Object> figures = result.figures();
        Path list = directory.resolve(HeldOut.LIST);
        if (recogniser != null) {
            double rate = Listener.recogniser(recogniser).hear(list);
            figures.put(FigureContest.WORD_ERRORS, rate);
            System.out.println("  word error rate " + rate + " %");
        }
        if (naturalness != null) {
            double opinion = Listener.naturalness(naturalness).hear(list);
            figures.put(Listener.NATURALNESS, opinion);
            System.out.println("  naturalness " + opinion + " of 5");
        }
        return figures;
    }
}
