package sori.cli.lab;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import sori.training.Compute;
import sori.training.Matmul;
import sori.training.TrainingDevice;
import sori.training.TrainingLength;
import sori.training.TrainingLoop;

/** The options that every training command has: how long, on what, and from which seed. */
final class LoopOptions {
    @Spec(Spec.Target.MIXEE)
    @Nullable
    CommandSpec command;

    @Option(
            names = "--steps",
            description = "length of the run and of its learning-rate schedule (8000, or as --cpu-minutes allows)")
    @Nullable
    Long steps;

    @Option(
            names = "--cpu-minutes",
            paramLabel = "MINUTES",
            description = "the same in processor time, all threads and all resumptions together (no limit)")
    @Nullable
    Double cpuMinutes;

    @Option(names = "--minutes", description = "stop after this time by the clock, resumable (no limit)")
    @Nullable
    Double minutes;

    @Option(names = "--threads", defaultValue = "2", description = "threads of the tensor library (${DEFAULT-VALUE})")
    int threads;

    @Option(
            names = "--matmul",
            paramLabel = "KIND",
            defaultValue = "auto",
            converter = OneOf.Matmuls.class,
            description =
                    "products: fp32, bf16, or auto: bf16 on processors that are faster with it (${DEFAULT-VALUE})")
    Matmul matmul = Matmul.AUTO;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "auto",
            converter = OneOf.Devices.class,
            description = "cpu, cuda (an NVIDIA GPU), or auto: cuda where libtorch can use one (${DEFAULT-VALUE})")
    TrainingDevice device = TrainingDevice.AUTO;

    @Option(names = "--seed", defaultValue = "1", description = "first weights, order, dropout (${DEFAULT-VALUE})")
    long seed;

    @Option(
            names = "--checkpoint-every",
            defaultValue = "100",
            description = "steps between checkpoints (${DEFAULT-VALUE})")
    int checkpointEvery;

    /** @throws ParameterException if a limit is not positive */
    TrainingLoop.Settings settings() {
        try {
            return new TrainingLoop.Settings(new TrainingLength(steps, cpuMinutes, minutes), threads, checkpointEvery);
        } catch (IllegalArgumentException e) {
            throw refused(e);
        }
    }

    /** @throws ParameterException if the device can't be used */
    Compute compute(TrainingDevice device, Matmul matmul) {
        try {
            return Compute.of(device, matmul);
        } catch (IllegalStateException e) {
            throw refused(e);
        }
    }

    private ParameterException refused(RuntimeException e) {
        return new ParameterException(Objects.requireNonNull(command).commandLine(), e.getMessage(), e);
    }
}
