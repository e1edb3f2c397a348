package sori.training;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.global.torch;

/** The loop of every training: until enough steps, enough minutes, or a signal. For one run. */
public final class TrainingLoop {
    private final Settings settings;
    private final Compute compute;
    private volatile boolean stopping;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** One run of one model. */
    public interface Run extends AutoCloseable {
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
    public interface Start {
        Run begin(Compute compute) throws IOException;
    }

    /**
     * How far a run goes in a sitting: nothing of the model.
     *
     * @param threads of the tensor library
     * @param checkpointEvery steps between checkpoints
     */
    public record Settings(TrainingLength length, int threads, int checkpointEvery) {}

    public TrainingLoop(Settings settings, Compute compute) {
        this.settings = settings;
        this.compute = compute;
    }

    /**
     * @return false when a signal ended it before its time
     * @throws IOException if a file can't be read or written
     */
    public boolean run(Start start) throws IOException {
        if (compute.device().is_cuda()) {
            System.out.println("training on cuda");
        }
        torch.set_num_threads(settings.threads());
        openblas.blas_set_num_threads(1);
        // A signal must not end the JVM inside a native step: the loop is told to stop, and waited for.
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop-training"));
        try (Run run = start.begin(compute)) {
            loop(run, settings.length());
            return !stopping;
        } finally {
            stopped.countDown();
        }
    }

    private void loop(Run run, TrainingLength length) throws IOException {
        Budget budget = length.budget();
        double limitNanos = length.minutes() == null ? Double.POSITIVE_INFINITY : length.minutes() * 60e9;
        TrainingState state = run.state();
        long started = System.nanoTime();
        try (ProgressBar bar = bar(state, budget)) {
            while (!state.spent(budget) && !stopping && System.nanoTime() - started < limitNanos) {
                String news = run.train(budget);
                bar.stepTo(budget.done(state.step(), state.cpuSeconds()));
                bar.setExtraMessage(" step " + state.step() + " " + news);
                if (state.step() % settings.checkpointEvery() == 0) {
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
}
