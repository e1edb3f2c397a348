package sori.cli.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import sori.corpus.FeaturePreparation;
import sori.corpus.Preparation;

/** {@code ./sori lab prepare}: features of every recording, once. */
@Command(
        name = "prepare",
        mixinStandardHelpOptions = true,
        description =
                "Computes the mel features of a corpus, resampled where needed; only of recordings that are new or changed.")
final class PrepareCommand implements Callable<Integer> {
    @Option(names = "--corpus", defaultValue = ".sori/lab/corpus", description = "corpus folder (${DEFAULT-VALUE})")
    Path corpus = Path.of("");

    @Option(names = "--out", defaultValue = ".sori/lab/features", description = "feature folder (${DEFAULT-VALUE})")
    Path out = Path.of("");

    @Option(names = "--jobs", defaultValue = "2", description = "recordings at a time (${DEFAULT-VALUE})")
    int jobs;

    @Mixin
    PreparationOptions options = new PreparationOptions();

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        FeaturePreparation prepared = FeaturePreparation.of(corpus, out, preparation(), jobs);
        System.out.println(prepared.summary());
        return 0;
    }

    private Preparation preparation() throws IOException {
        try {
            return options.over(Preparation.read(out));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), e.getMessage(), e);
        }
    }
}
