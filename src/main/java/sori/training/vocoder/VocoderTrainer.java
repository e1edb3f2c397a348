package sori.training.vocoder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import sori.graph.VocoderWeights;
import sori.mel.MelFormat;
import sori.mel.MelStatistics;
import sori.training.Budget;
import sori.training.Checkpoint;
import sori.training.Elapsed;
import sori.training.HostTensors;
import sori.training.Learning;
import sori.training.StartingVoice;
import sori.training.StepLosses;
import sori.training.TrainingState;
import sori.vocoder.VocoderShape;

/** One training run of a vocoder: module, optimizer and their state at a step. Not thread-safe. */
final class VocoderTrainer {
    private final VocoderModule module;
    private final VocoderLoss loss;
    private final TrainingState state;
    private final MelStatistics statistics;
    private final Learning learning;
    private final @Nullable StartingVoice origin;
    private @Nullable Adversary adversary;
    private Adversary.@Nullable Figures contest;

    record Header(
            int formatVersion,
            long step,
            double seconds,
            double cpuSeconds,
            long seed,
            MelFormat mel,
            VocoderShape shape,
            float[] melMean,
            float[] melStd,
            @Nullable StartingVoice origin,
            long adversarySteps)
            implements Checkpoint.Header {}

    /** On the processor. */
    public VocoderTrainer(VocoderShape shape, MelFormat format, MelStatistics statistics, long seed) {
        this(shape, format, statistics, seed, HostTensors.device());
    }

    VocoderTrainer(VocoderShape shape, MelFormat format, MelStatistics statistics, long seed, Device device) {
        this(shape, format, statistics, Learning.DEFAULT, seed, device);
    }

    VocoderTrainer(
            VocoderShape shape,
            MelFormat format,
            MelStatistics statistics,
            Learning learning,
            long seed,
            Device device) {
        this(new VocoderModule(shape, format, statistics, seed, device), statistics, learning, seed, null);
    }

    /**
     * @param module with its first weights
     * @param origin the voice whose vocoder they are; null if they are random
     */
    VocoderTrainer(
            VocoderModule module,
            MelStatistics statistics,
            Learning learning,
            long seed,
            @Nullable StartingVoice origin) {
        this.module = module;
        this.loss = new VocoderLoss(module.format(), module.device());
        this.state = new TrainingState(module.parameters(), module.statistics(), learning, seed);
        this.statistics = statistics;
        this.learning = learning;
        this.origin = origin;
    }

    /** @throws IOException if the checkpoint can't be read */
    static VocoderTrainer resume(Path checkpoint) throws IOException {
        return resume(checkpoint, Learning.DEFAULT, HostTensors.device());
    }

    /**
     * @param device to go on with, whichever wrote the checkpoint
     * @throws IOException if the checkpoint can't be read
     */
    static VocoderTrainer resume(Path checkpoint, Learning learning, Device device) throws IOException {
        Checkpoint<Header> saved = Checkpoint.read(checkpoint, Header.class);
        Header header = saved.header();
        MelStatistics statistics = new MelStatistics(header.melMean(), header.melStd());
        VocoderTrainer trainer = new VocoderTrainer(
                new VocoderModule(header.shape(), header.mel(), statistics, header.seed(), device),
                statistics,
                learning,
                header.seed(),
                header.origin());
        trainer.state.restore(saved);
        int own = trainer.state.tensors().size();
        if (saved.tensors().size() > own) {
            trainer.contest()
                    .restore(
                            header.adversarySteps(),
                            saved.tensors().subList(own, saved.tensors().size()));
        }
        return trainer;
    }

    public void save(Path checkpoint) throws IOException {
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
                statistics.std(),
                origin,
                adversarySteps());
        List<float[]> tensors = new ArrayList<>(state.tensors());
        if (adversary != null) {
            tensors.addAll(adversary.tensors());
        }
        return new Checkpoint<>(header, tensors);
    }

    /**
     * @param convergence spectral convergence
     * @param magnitude L1 of log magnitudes
     * @param mel L1 of log mels
     * @param phase 1 - cosine of the phases' difference
     * @param texture L1 of how rough the log magnitudes are
     * @param pitch L1 of log Hz
     * @param voicing cross entropy
     */
    record Losses(
            long step,
            double total,
            double convergence,
            double magnitude,
            double mel,
            double phase,
            double texture,
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
                    losses.phase().item_float(),
                    losses.texture().item_float(),
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
            figures.put("phase", phase);
            figures.put("texture", texture);
            figures.put("pitch", pitch);
            figures.put("voicing", voicing);
            return figures;
        }
    }

    /** From now on discriminators judge what the vocoder makes; nothing happens if they do so already. */
    Adversary contest() {
        Adversary present = adversary;
        if (present == null) {
            present = new Adversary(loss.resolutions(), learning, state.seed(), module.device());
            adversary = present;
        }
        return present;
    }

    /** Steps in which discriminators judged. */
    long adversarySteps() {
        return adversary == null ? 0 : adversary.step();
    }

    /** The last step's; null where there are no discriminators, or no step was done. */
    Adversary.@Nullable Figures lastContest() {
        return contest;
    }

    /** One step on one batch; the losses before it. */
    Losses train(SegmentSource source, Budget budget) throws IOException {
        Elapsed stepTime = Elapsed.start();
        try (PointerScope scope = new PointerScope()) {
            VocoderLoss.Losses losses = losses(source.segments(state.step()), offset());
            Tensor total = losses.total();
            if (adversary != null) {
                Adversary.Contest now = adversary.compete(losses.made(), losses.recorded(), state.rate(budget));
                total = total.add(now.loss());
                contest = now.figures();
            }
            total.backward();
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
                segments.pitch(),
                adversary == null ? VocoderLoss.Weights.ALONE : VocoderLoss.Weights.CONTESTED);
    }

    VocoderModule module() {
        return module;
    }

    TrainingState state() {
        return state;
    }

    /** The voice whose vocoder the run began with; null if it began with random weights. */
    @Nullable
    StartingVoice origin() {
        return origin;
    }

    MelStatistics statistics() {
        return statistics;
    }

    /** The moving average of the parameters, by their names. */
    VocoderWeights weights() {
        return module.weights(statistics, state.adam().average());
    }
}
