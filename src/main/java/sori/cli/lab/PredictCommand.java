package sori.cli.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sori.onnx.GraphRefusedException;
import sori.training.acoustic.Prediction;

/**
 * {@code ./sori lab predict}: the mels that an acoustic model makes when it is told the recording's frames. They lie where the
 * recording's lie, so a vocoder can be trained on them in place of the features: it then knows the model's habits.
 */
@Command(
        name = "predict",
        mixinStandardHelpOptions = true,
        description = "Writes an acoustic model's own mels of recordings, as features to train a vocoder on.")
final class PredictCommand implements Callable<Integer> {
    @Mixin
    LabFiles files = new LabFiles();

    @Option(names = "--out", required = true, description = "feature folder to write; give it to train-vocoder")
    Path out = Path.of("");

    @Option(
            names = "--audio-minutes",
            defaultValue = "60",
            description = "of the training list; the held-out lists are taken whole (${DEFAULT-VALUE})")
    double audioMinutes;

    @Option(names = "--batch", defaultValue = "16", description = "utterances at a time (${DEFAULT-VALUE})")
    int batch;

    @Option(names = "--threads", defaultValue = "2", description = "threads of the tensor library (${DEFAULT-VALUE})")
    int threads;

    @Option(names = "--voice", description = "a voice package to predict with, in place of the run's checkpoint")
    @Nullable
    Path voice;

    @Override
    public Integer call() throws IOException, GraphRefusedException {
        Prediction prediction = new Prediction(files.folders(), out, audioMinutes, batch, threads);
        System.out.println(prediction.run(Optional.ofNullable(voice)) + " utterances predicted in " + out);
        return 0;
    }
}
