package sori.cli.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import sori.onnx.GraphRefusedException;
import sori.text.Language;
import sori.training.acoustic.Experiment;
import sori.training.acoustic.ExperimentYaml;
import sori.training.acoustic.Training;

/** {@code ./sori lab train}: trains an acoustic model, or goes on with one. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description =
                "Trains an acoustic model, goes on from its checkpoint if there is one, and publishes it if asked to.")
final class TrainCommand implements Callable<Integer> {
    /** Options and the keys of an {@link Experiment} that they stand for. */
    private static final Map<String, String> KEYS = Map.ofEntries(
            Map.entry("--corpus", "corpus"),
            Map.entry("--features", "features"),
            Map.entry("--run", "run"),
            Map.entry("--from", "from"),
            Map.entry("--new-speaker", "newSpeaker"),
            Map.entry("--language", "language"),
            Map.entry("--cell", "model.cell"),
            Map.entry("--attention", "model.attention"),
            Map.entry("--size", "model.size"),
            Map.entry("--steps", "budget.steps"),
            Map.entry("--cpu-minutes", "budget.cpuMinutes"),
            Map.entry("--minutes", "budget.minutes"),
            Map.entry("--phones", "forms.phones"),
            Map.entry("--characters", "forms.characters"),
            Map.entry("--batch", "batch"),
            Map.entry("--matmul", "matmul"),
            Map.entry("--device", "device"),
            Map.entry("--threads", "threads"),
            Map.entry("--seed", "seed"),
            Map.entry("--checkpoint-every", "checkpointEvery"));

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--experiment",
            paramLabel = "FILE",
            description = "YAML of all that is chosen; options override it (the copy in the run's folder)")
    @Nullable
    Path file;

    @Option(
            names = "--from",
            paramLabel = "PACKAGE",
            description = "folder of a voice package whose weights the run begins with (random ones)")
    @Nullable
    Path from;

    @Option(
            names = "--new-speaker",
            description =
                    "with --from: another speaks in the recordings, so take their mel statistics, not the package's")
    boolean newSpeaker;

    @Option(
            names = "--language",
            paramLabel = "TAG",
            defaultValue = "en",
            converter = OneOf.Languages.class,
            description = "of the texts, en or ko: which symbols the model learns (${DEFAULT-VALUE})")
    Language language = Language.EN;

    @Mixin
    LabFiles files = new LabFiles();

    @Mixin
    LoopOptions loop = new LoopOptions();

    @Mixin
    ModelOptions model = new ModelOptions();

    @Option(names = "--batch", defaultValue = "32", description = "utterances per step (${DEFAULT-VALUE})")
    int batch;

    @Option(names = "--phones", defaultValue = "0.4", description = "share read as phones (${DEFAULT-VALUE})")
    double phones;

    @Option(names = "--characters", defaultValue = "0.35", description = "share read as letters (${DEFAULT-VALUE})")
    double characters;

    @Mixin
    ValidationOptions validating = new ValidationOptions();

    @Mixin
    ExportOptions exporting = new ExportOptions();

    @Override
    public Integer call() throws IOException, GraphRefusedException, InterruptedException {
        exporting.publishing.check(); // before hours of work, not after
        Experiment experiment = experiment();
        if (exporting.publishing.publish) {
            exporting.label.label().check(experiment.language());
        }
        boolean finished = Training.run(
                experiment, validating.plan(exporting), loop.compute(experiment.device(), experiment.matmul()));
        if (!exporting.publishing.publish) {
            return 0;
        }
        if (!finished) {
            System.out.println("not published: training was stopped; it goes on when the command is given again");
            return 0;
        }
        return exporting.export(experiment.folders()) ? 0 : 1;
    }

    /** The file, or what the run was begun with, or the defaults; over it the options that were given. */
    Experiment experiment() throws IOException {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        Map<String, Object> given = new HashMap<>();
        for (OptionSpec option : line.getParseResult().matchedOptions()) {
            String key = KEYS.get(option.longestName());
            if (key != null) {
                given.put(key, option.getValue());
            }
        }
        Path kept = files.run.resolve(ExperimentYaml.FILE);
        try {
            if (file != null) {
                return ExperimentYaml.read(file, given);
            }
            return Files.isRegularFile(files.folders().checkpoint()) && Files.isRegularFile(kept)
                    ? ExperimentYaml.read(kept, given)
                    : ExperimentYaml.parse("", "the options", given);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(line, e.getMessage(), e);
        }
    }
}
