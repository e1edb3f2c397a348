package sori.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options and the loop that every training command has: until enough steps, enough minutes, or a signal. */
final class TrainingLoop {
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

    private volatile boolean stopping;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** One run of one model. */
    interface Run extends AutoCloseable {
        TrainingState state();

        /**
         * One step.
         *
         * @param budget length of the learning-rate schedule
         * @return a few words for the progress bar
         */
        String train(Budget budget) throws IOException;

        /** Writes the checkpoint. */
        void save() throws IOException;

        /** Losses and pictures of held-out data, into the run's folder. */
        void validate() throws IOException;

        /** Training has come to its end, and the last checkpoint is written. Not called when a signal ends it. */
        default void finish() throws IOException {}

        @Override
        void close() throws IOException;
    }

    /** What makes or resumes the run, once the tensor library is set up. */
    interface Start {
        /** @param compute not libtorch's own classes, as commands are looked at by reflection where there is no libtorch */
        Run begin(Compute compute) throws IOException;
    }

    /**
     * @return false when a signal ended it before its time
     * @throws IOException if a file can't be read or written
     */
    boolean run(Start start) throws IOException {
        Experiment.Length length = length();
        Compute compute = compute();
        if (compute.device().is_cuda()) {
            System.out.println("training on cuda");
        }
        torch.set_num_threads(threads);
        openblas.blas_set_num_threads(1);
        // A signal must not end the JVM inside a native step: the loop is told to stop, and waited for.
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop-training"));
        try (Run run = start.begin(compute)) {
            loop(run, length);
            return !stopping;
        } finally {
            stopped.countDown();
        }
    }

    private Compute compute() {
        try {
            Device place = device.find();
            return new Compute(place, matmul.apply(place));
        } catch (IllegalStateException e) {
            throw new ParameterException(Objects.requireNonNull(command).commandLine(), e.getMessage(), e);
        }
    }

    private Experiment.Length length() {
        try {
            return new Experiment.Length(steps, cpuMinutes, minutes);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(Objects.requireNonNull(command).commandLine(), e.getMessage(), e);
        }
    }

    private void loop(Run run, Experiment.Length length) throws IOException {
        Budget budget = length.budget();
        double limitNanos = length.minutes() == null ? Double.POSITIVE_INFINITY : length.minutes() * 60e9;
        TrainingState state = run.state();
        long started = System.nanoTime();
        try (ProgressBar bar = bar(state, budget)) {
            while (!state.spent(budget) && !stopping && System.nanoTime() - started < limitNanos) {
                String news = run.train(budget);
                bar.stepTo(budget.done(state.step(), state.cpuSeconds()));
                bar.setExtraMessage(" step " + state.step() + " " + news);
                if (state.step() % checkpointEvery == 0) {
                    run.save();
                    run.validate();
                }
            }
        }
        run.save();
        if (!stopping) {
            run.finish();
        }
    }

    private static ProgressBar bar(TrainingState state, Budget budget) {
        return new ProgressBarBuilder()
                .setTaskName("training")
                .setInitialMax(budget.length())
                .startsFrom(budget.done(state.step(), state.cpuSeconds()), Duration.ofMillis((long)
                        (state.seconds() * 1000)))
                .setUpdateIntervalMillis(2000)
                .build();
    }

    private void stop() {
        stopping = true;
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Appends a line of the step and its figures, parted by tabs. */
    static void log(Path file, long step, double... figures) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        String line = DoubleStream.of(figures)
                .mapToObj(figure -> String.format(Locale.ROOT, "\t%.6f", figure))
                .collect(Collectors.joining("", Long.toString(step), System.lineSeparator()));
        Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
