package sori.cli.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;
import sori.corpus.Corpus;
import sori.corpus.FeatureStore;
import sori.evaluate.Prompt;
import sori.training.TrainingFolders;

/** Where a lab command finds corpus, features and the run. */
final class LabFiles {
    @Option(names = "--corpus", defaultValue = ".sori/lab/corpus", description = "corpus folder (${DEFAULT-VALUE})")
    Path corpus = Path.of("");

    @Option(
            names = "--features",
            defaultValue = ".sori/lab/features",
            description = "from 'prepare' (${DEFAULT-VALUE})")
    Path features = Path.of("");

    @Option(names = "--run", defaultValue = ".sori/lab/runs/default", description = "run folder (${DEFAULT-VALUE})")
    Path run = Path.of("");

    TrainingFolders folders() {
        return new TrainingFolders(corpus, features, run);
    }

    /** The first of the validation list, with their recordings. */
    List<Prompt> validationPrompts(int atMost) throws IOException {
        try (FeatureStore store = folders().store()) {
            folders().held(store); // says what to do if there is none
            List<Corpus.Utterance> held = folders().list(Corpus.Split.VALIDATION, store);
            return Prompt.of(held.subList(0, Math.min(atMost, held.size())), store);
        }
    }
}
