package sori.training.acoustic;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import sori.acoustic.AcousticShape;
import sori.acoustic.Alignment;
import sori.acoustic.Cell;
import sori.mel.MelStatistics;
import sori.text.SymbolTable;
import sori.training.Adam;
import sori.training.Budget;
import sori.training.Checkpoint;
import sori.training.Compute;
import sori.training.Elapsed;
import sori.training.FlatParameters;
import sori.training.Learning;
import sori.training.StartingVoice;
import sori.training.StepLosses;
import sori.training.TrainingState;

/** One training run of an acoustic model: module, optimizer and their state at a step. Not thread-safe. */
public final class AcousticTrainer {
    private final AcousticModule module;
    private final TrainingState state;
    private final SymbolTable table;
    private final MelStatistics statistics;
    private final double guideWeight;
    private final @Nullable StartingVoice origin;
    private @Nullable MelCritic critic;
    /** Of a critic that a checkpoint holds, until one listens again. */
    private List<float[]> criticTensors = List.of();

    /** @param symbols the table that the embedding belongs to */
    record Header(
            int formatVersion,
            long step,
            double seconds,
            double cpuSeconds,
            long seed,
            AcousticShape shape,
            List<String> symbols,
            float[] melMean,
            float[] melStd,
            @Nullable StartingVoice origin)
            implements Checkpoint.Header {
        Header {
            if (shape.cell() == null) { // of a checkpoint from before there was a choice
                shape = shape.with(Cell.LSTM, Alignment.ATTENTION);
            }
        }
    }

    public AcousticTrainer(AcousticShape shape, SymbolTable table, MelStatistics statistics, long seed) {
        this(new AcousticModule(shape, seed), table, statistics, seed, Learning.DEFAULT, AttentionGuide.DEFAULT, null);
    }

    /** @param module with its first weights */
    AcousticTrainer(
            AcousticModule module,
            SymbolTable table,
            MelStatistics statistics,
            long seed,
            Learning learning,
            AttentionGuide guide,
            @Nullable StartingVoice origin) {
        if (!statistics.fits(module.shape().mels())) {
            throw new IllegalArgumentException(
                    "the mel statistics are not of " + module.shape().mels() + " mels");
        }
        this.module = module;
        this.state = new TrainingState(module.parameters(), module.statistics(), learning, seed);
        this.table = table;
        this.statistics = statistics;
        this.guideWeight = guide.lossWeight();
        this.origin = origin;
    }

    /** @throws IOException if the checkpoint can't be read */
    public static AcousticTrainer resume(Path checkpoint) throws IOException {
        return resume(checkpoint, Learning.DEFAULT, AttentionGuide.DEFAULT, Compute.plain());
    }

    /**
     * @param compute to go on with, whichever wrote the checkpoint
     * @throws IOException if the checkpoint can't be read
     */
    static AcousticTrainer resume(Path checkpoint, Learning learning, AttentionGuide guide, Compute compute)
            throws IOException {
        Checkpoint<Header> saved = Checkpoint.read(checkpoint, Header.class);
        Header header = saved.header();
        AcousticTrainer trainer = new AcousticTrainer(
                new AcousticModule(header.shape(), header.seed(), compute),
                new SymbolTable(header.symbols()),
                new MelStatistics(header.melMean(), header.melStd()),
                header.seed(),
                learning,
                guide,
                header.origin());
        trainer.state.restore(saved);
        int own = trainer.state.tensors().size();
        trainer.criticTensors =
                List.copyOf(saved.tensors().subList(own, saved.tensors().size()));
        return trainer;
    }

    /** From now on a critic listens while it trains, if that is wanted: the one of the checkpoint, or a new one. */
    void challenge(CriticSettings adversary) {
        if (adversary.listens()) {
            MelCritic listener = new MelCritic(adversary, state.seed(), module);
            if (!criticTensors.isEmpty()) {
                listener.restore(criticTensors);
            }
            critic = listener;
        }
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
                module.shape(),
                table.symbols(),
                statistics.mean(),
                statistics.std(),
                origin);
        List<float[]> tensors = new ArrayList<>(state.tensors());
        tensors.addAll(critic == null ? criticTensors : critic.tensors());
        return new Checkpoint<>(header, tensors);
    }

    /** One step on one batch, wherever it lies; the losses before it. */
    public Losses train(BatchSource source, Budget budget) throws IOException {
        Elapsed stepTime = Elapsed.start();
        // Dropout draws from torch's generator: seeding it by the step lets a resumed run draw the same.
        torch.manual_seed(state.seed() * 7919 + state.step());
        try (PointerScope scope = new PointerScope()) {
            Batch batch = source.batch(source.items(state.step())).on(module.device());
            AcousticModule.Pass pass = module.forward(batch, true);
            AcousticLoss loss = AcousticLoss.of(pass, batch, guideWeight);
            MelCritic listener = critic;
            if (listener == null) {
                AcousticModule.backward(loss.total(), pass);
                TrainingState.Update update = state.update(budget, stepTime);
                return Losses.of(loss, update, Double.NaN);
            }
            MelCritic.Pieces pieces = listener.pieces(pass, batch, state.step());
            AcousticModule.backward(loss.total().add(listener.objection(pieces)), pass);
            double criticLoss = listener.learn(pieces, state.step() + 1);
            return Losses.of(loss, state.update(budget, stepTime), criticLoss);
        }
    }

    /** Teacher-forced losses and alignments of a batch, wherever it lies, without training. */
    public Validation validate(Batch given) {
        try (NoGradGuard guard = new NoGradGuard()) {
            Batch batch = given.on(module.device());
            AcousticModule.Pass pass = module.forward(batch, false);
            AcousticLoss loss = AcousticLoss.of(pass, batch, guideWeight);
            return new Validation(
                    Losses.of(loss, new TrainingState.Update(state.step(), 0, 0), Double.NaN),
                    pass.alignment().map(Weights::of));
        }
    }

    /** @param weights none in a model without attention */
    public record Validation(Losses losses, Optional<Weights> weights) {}

    /**
     * A batch's alignments.
     *
     * @param values {@code [B, steps, symbols]} row-major
     */
    public record Weights(float[] values, int steps, int symbols) {
        private static Weights of(Tensor alignment) {
            return new Weights(
                    FlatParameters.copy(alignment),
                    Math.toIntExact(alignment.size(1)),
                    Math.toIntExact(alignment.size(2)));
        }
    }

    /**
     * @param total without a critic's objections
     * @param guide attention outside the guided region, 0..1; 0 without attention
     * @param critic how badly a critic tells recorded mels from made ones; NaN where none listens
     */
    record Losses(
            long step,
            double total,
            double mel,
            double gate,
            double guide,
            double gradientNorm,
            double learningRate,
            double critic)
            implements StepLosses {
        private static Losses of(AcousticLoss loss, TrainingState.Update update, double critic) {
            return new Losses(
                    update.step(),
                    loss.total().item_float(),
                    loss.mel().item_float(),
                    loss.gate().item_float(),
                    loss.guide().item_float(),
                    update.gradientNorm(),
                    update.learningRate(),
                    critic);
        }

        @Override
        public Map<String, Double> figures() {
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put("total", total);
            figures.put("mel", mel);
            figures.put("gate", gate);
            figures.put("guide", guide);
            return figures;
        }

        @Override
        public Map<String, Double> ofStep() {
            Map<String, Double> figures = StepLosses.super.ofStep();
            if (!Double.isNaN(critic)) {
                figures.put("critic", critic);
            }
            return figures;
        }
    }

    public AcousticModule module() {
        return module;
    }

    public AcousticShape shape() {
        return module.shape();
    }

    /** How many numbers the model learns. */
    public long parameterCount() {
        return module.parameters().values().numel();
    }

    public TrainingState state() {
        return state;
    }

    Adam adam() {
        return state.adam();
    }

    public long step() {
        return state.step();
    }

    double seconds() {
        return state.seconds();
    }

    long seed() {
        return state.seed();
    }

    public SymbolTable table() {
        return table;
    }

    public MelStatistics statistics() {
        return statistics;
    }

    Optional<StartingVoice> origin() {
        return Optional.ofNullable(origin);
    }
}
