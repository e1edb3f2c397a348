package sori.training;

import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import sori.mel.MelFormat;
import sori.vocoder.VocoderShape;

/** One training run of a vocoder: module, optimizer and their state at a step. Not thread-safe. */
final class VocoderTrainer {
    private final VocoderModule module;
    private final VocoderLoss loss;
    private final TrainingState state;
    private final MelStatistics statistics;

    record Header(
            int formatVersion,
            long step,
            double seconds,
            long seed,
            MelFormat mel,
            VocoderShape shape,
            float[] melMean,
            float[] melStd)
            implements Checkpoint.Header {}

    VocoderTrainer(VocoderShape shape, MelFormat format, MelStatistics statistics, long seed) {
        this.module = new VocoderModule(shape, format, seed);
        this.loss = new VocoderLoss(format);
        this.state = new TrainingState(module.parameters(), module.statistics(), seed);
        this.statistics = statistics;
    }

    /** @throws IOException if the checkpoint can't be read */
    static VocoderTrainer resume(Path checkpoint) throws IOException {
        Checkpoint<Header> saved = Checkpoint.read(checkpoint, Header.class);
        Header header = saved.header();
        VocoderTrainer trainer = new VocoderTrainer(
                header.shape(), header.mel(), new MelStatistics(header.melMean(), header.melStd()), header.seed());
        trainer.state.restore(saved);
        return trainer;
    }

    void save(Path checkpoint) throws IOException {
        checkpoint().write(checkpoint);
    }

    Checkpoint<Header> checkpoint() {
        Header header = new Header(
                Checkpoint.FORMAT_VERSION,
                state.step(),
                state.seconds(),
                state.seed(),
                module.format(),
                module.shape(),
                statistics.mean(),
                statistics.std());
        return new Checkpoint<>(header, state.tensors());
    }

    /**
     * @param convergence spectral convergence
     * @param magnitude L1 of log magnitudes
     * @param mel L1 of log mels
     */
    record Losses(
            long step,
            double total,
            double convergence,
            double magnitude,
            double mel,
            double gradientNorm,
            double learningRate) {}

    /** One step on one batch; the losses before it. */
    Losses train(SegmentSource source, long scheduleSteps) throws IOException {
        long started = System.nanoTime();
        try (PointerScope scope = new PointerScope()) {
            SegmentSource.Segments segments = source.segments(state.step());
            VocoderLoss.Losses losses = losses(segments);
            double total = losses.total().item_float();
            losses.total().backward();
            TrainingState.Update update = state.update(scheduleSteps, started);
            return new Losses(
                    update.step(),
                    total,
                    losses.convergence(),
                    losses.magnitude(),
                    losses.mel(),
                    update.gradientNorm(),
                    update.learningRate());
        }
    }

    /** The losses of the source's first batch, without training. */
    Losses validate(SegmentSource source) throws IOException {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            VocoderLoss.Losses losses = losses(source.segments(0));
            return new Losses(
                    state.step(),
                    losses.total().item_float(),
                    losses.convergence(),
                    losses.magnitude(),
                    losses.mel(),
                    0,
                    0);
        }
    }

    private VocoderLoss.Losses losses(SegmentSource.Segments segments) {
        return loss.of(module.samples(module.spectrum(segments.mel())), segments.samples());
    }

    VocoderModule module() {
        return module;
    }

    TrainingState state() {
        return state;
    }

    MelStatistics statistics() {
        return statistics;
    }
}
