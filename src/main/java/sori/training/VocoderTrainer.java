package sori.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
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
            double cpuSeconds,
            long seed,
            MelFormat mel,
            VocoderShape shape,
            float[] melMean,
            float[] melStd)
            implements Checkpoint.Header {}

    /** On the processor. */
    VocoderTrainer(VocoderShape shape, MelFormat format, MelStatistics statistics, long seed) {
        this(shape, format, statistics, seed, HostTensors.device());
    }

    VocoderTrainer(VocoderShape shape, MelFormat format, MelStatistics statistics, long seed, Device device) {
        this.module = new VocoderModule(shape, format, statistics, seed, device);
        this.loss = new VocoderLoss(format, device);
        this.state = new TrainingState(module.parameters(), module.statistics(), Learning.DEFAULT, seed);
        this.statistics = statistics;
    }

    /** @throws IOException if the checkpoint can't be read */
    static VocoderTrainer resume(Path checkpoint) throws IOException {
        return resume(checkpoint, HostTensors.device());
    }

    /**
     * @param device to go on with, whichever wrote the checkpoint
     * @throws IOException if the checkpoint can't be read
     */
    static VocoderTrainer resume(Path checkpoint, Device device) throws IOException {
        Checkpoint<Header> saved = Checkpoint.read(checkpoint, Header.class);
        Header header = saved.header();
        VocoderTrainer trainer = new VocoderTrainer(
                header.shape(),
                header.mel(),
                new MelStatistics(header.melMean(), header.melStd()),
                header.seed(),
                device);
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
                state.cpuSeconds(),
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
     * @param pitch L1 of log Hz
     * @param voicing cross entropy
     */
    record Losses(
            long step,
            double total,
            double convergence,
            double magnitude,
            double mel,
            double pitch,
            double voicing,
            double gradientNorm,
            double learningRate)
            implements StepLosses {
        private static Losses of(VocoderLoss.Losses losses, long step, double gradientNorm, double learningRate) {
            return new Losses(
                    step,
                    losses.total().item_float(),
                    losses.convergence().item_float(),
                    losses.magnitude().item_float(),
                    losses.mel().item_float(),
                    losses.pitch().item_float(),
                    losses.voicing().item_float(),
                    gradientNorm,
                    learningRate);
        }

        @Override
        public Map<String, Double> figures() {
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put("total", total);
            figures.put("convergence", convergence);
            figures.put("magnitude", magnitude);
            figures.put("mel", mel);
            figures.put("pitch", pitch);
            figures.put("voicing", voicing);
            return figures;
        }
    }

    /** One step on one batch; the losses before it. */
    Losses train(SegmentSource source, Budget budget) throws IOException {
        Stopwatch stepTime = Stopwatch.start();
        try (PointerScope scope = new PointerScope()) {
            VocoderLoss.Losses losses = losses(source.segments(state.step()), offset());
            losses.total().backward();
            TrainingState.Update update = state.update(budget, stepTime);
            return Losses.of(losses, update.step(), update.gradientNorm(), update.learningRate());
        }
    }

    /** The losses of the source's first batch, without training. */
    Losses validate(SegmentSource source) throws IOException {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            VocoderLoss.Losses losses = losses(source.segments(0), 0);
            return Losses.of(losses, state.step(), 0, 0);
        }
    }

    /**
     * Where the losses' windows begin, another place each step: were it always the frames' own, what stands between their
     * centres would be heard less, and pulse at the frames' rate.
     */
    private int offset() {
        return new Random(state.seed() * 92_821 + state.step())
                .nextInt(module.format().hopSamples());
    }

    private VocoderLoss.Losses losses(SegmentSource.Segments given, int offset) {
        SegmentSource.Segments segments = given.on(module.device());
        VocoderModule.Filters filters = module.filters(segments.mel());
        Tensor made = module.samples(filters, segments.excitation());
        long length = made.size(1) - module.format().hopSamples();
        return loss.of(
                made.narrow(1, offset, length),
                segments.samples().narrow(1, offset, length),
                filters.pitch(),
                segments.pitch());
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
