package sori.cli.lab;

import java.nio.file.Path;
import picocli.CommandLine.Option;
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
}
