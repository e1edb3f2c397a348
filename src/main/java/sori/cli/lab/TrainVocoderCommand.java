package sori.cli.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sori.training.vocoder.VocoderPlan;
import sori.training.vocoder.VocoderTraining;

/** {@code ./sori lab train-vocoder}: trains a vocoder, or goes on with one. */
@Command(
        name = "train-vocoder",
        mixinStandardHelpOptions = true,
        description = "Trains a causal neural vocoder; goes on from its checkpoint if there is one.")
final class TrainVocoderCommand implements Callable<Integer> {
    @Mixin
    LabFiles files = new LabFiles();

    @Mixin
    LoopOptions loop = new LoopOptions();

    @Option(names = "--batch", defaultValue = "8", description = "pieces per step (${DEFAULT-VALUE})")
    int batch;

    @Option(names = "--frames", defaultValue = "64", description = "mel frames of a piece (${DEFAULT-VALUE})")
    int frames;

    @Option(
            names = "--audio-minutes",
            defaultValue = "60",
            description = "recordings to learn from, kept in memory (${DEFAULT-VALUE})")
    double audioMinutes;

    @Option(
            names = "--from",
            paramLabel = "PACKAGE",
            description = "folder of a voice package whose vocoder the run begins with (random weights)")
    @Nullable
    Path from;

    @Option(names = "--rate", defaultValue = "0.001", description = "highest learning rate (${DEFAULT-VALUE})")
    double rate;

    @Option(
            names = "--adversarial",
            description =
                    "discriminators learn beside the vocoder, which learns to deceive them; a run that has them keeps them")
    boolean adversarial;

    @Override
    public Integer call() throws IOException {
        VocoderPlan.Pieces pieces = new VocoderPlan.Pieces(batch, frames, audioMinutes);
        VocoderPlan plan = new VocoderPlan(
                files.folders(), loop.settings(), loop.matmul, loop.seed, pieces, from, rate, adversarial);
        VocoderTraining.run(plan, loop.compute(loop.device, loop.matmul));
        return 0;
    }
}
