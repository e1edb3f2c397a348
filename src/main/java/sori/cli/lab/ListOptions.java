package sori.cli.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import sori.acoustic.Precision;
import sori.corpus.Corpus;
import sori.corpus.FeatureStore;
import sori.evaluate.ListMeasurement;
import sori.evaluate.Listener;
import sori.evaluate.Prompt;
import sori.evaluate.SentenceList;
import sori.training.TrainingFolders;

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
            names = "--recognizer",
            description = "program that prints 'WER <percent>' for a list of WAV files and words")
    @Nullable
    String recognizer;

    @Option(
            names = "--naturalness",
            paramLabel = "PROGRAM",
            description = "program that prints 'MOS <1 to 5>' for such a list, as people would judge it")
    @Nullable
    String naturalness;

    @Option(names = "--precision", defaultValue = "AUTO", description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE})")
    Precision precision = Precision.AUTO;

    /** Speaks by the package's graphs, and is listened to where programs listen. */
    ListMeasurement measurement() {
        return new ListMeasurement(
                precision,
                Optional.ofNullable(recognizer).map(Listener::recognizer),
                Optional.ofNullable(naturalness).map(Listener::naturalness));
    }

    /**
     * @param split of the corpus, when no file is named
     * @throws IOException if there is nothing to be said
     */
    SentenceList read(TrainingFolders folders, Corpus.Split split) throws IOException {
        return find(folders, split)
                .orElseThrow(() -> new IOException(
                        list == null
                                ? "no sentence of " + folders.corpus() + " with features is on the "
                                        + split.name().toLowerCase(Locale.ROOT) + " list"
                                : list + " has no sentence"));
    }

    /** Nothing where there is nothing to be said. */
    Optional<SentenceList> find(TrainingFolders folders, Corpus.Split split) throws IOException {
        Path file = list;
        SentenceList found = file == null ? ofCorpus(folders, split) : SentenceList.ofFile(file, sentences);
        return Optional.of(found).filter(sentences -> !sentences.prompts().isEmpty());
    }

    private SentenceList ofCorpus(TrainingFolders folders, Corpus.Split split) throws IOException {
        try (FeatureStore store = folders.store()) {
            List<Corpus.Utterance> all = folders.list(split, store);
            List<Prompt> prompts = Prompt.of(all.subList(0, Math.min(sentences, all.size())), store);
            return new SentenceList(split.name().toLowerCase(Locale.ROOT), prompts);
        }
    }
}
