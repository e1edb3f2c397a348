package sori.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import sori.acoustic.AcousticShape;
import sori.acoustic.Alignment;
import sori.acoustic.Cell;
import sori.text.SymbolTable;

/** One training run of an acoustic model: module, optimizer and their state at a step. Not thread-safe. */
final class AcousticTrainer {
    private final AcousticModule module;
    private final TrainingState state;
    private final SymbolTable table;
    private final MelStatistics statistics;

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
            float[] melStd)
            implements Checkpoint.Header {
        Header {
            if (shape.cell() == null) { // of a checkpoint from before there was a choice
                shape = shape.with(Cell.LSTM, Alignment.ATTENTION);
            }
        }
    }

    AcousticTrainer(AcousticShape shape, SymbolTable table, MelStatistics statistics, long seed) {
        if (!statistics.fits(shape)) {
            throw new IllegalArgumentException("the mel statistics are not of " + shape.mels() + " mels");
        }
        this.module = new AcousticModule(shape, seed);
        this.state = new TrainingState(module.parameters(), module.statistics(), seed);
        this.table = table;
        this.statistics = statistics;
    }

    /** @throws IOException if the checkpoint can't be read */
    static AcousticTrainer resume(Path checkpoint) throws IOException {
        Checkpoint<Header> saved = Checkpoint.read(checkpoint, Header.class);
        Header header = saved.header();
        AcousticTrainer trainer = new AcousticTrainer(
                header.shape(),
                new SymbolTable(header.symbols()),
                new MelStatistics(header.melMean(), header.melStd()),
                header.seed());
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
                module.shape(),
                table.symbols(),
                statistics.mean(),
                statistics.std());
        return new Checkpoint<>(header, state.tensors());
    }

    /** One step on one batch; the losses before it. */
    Losses train(BatchSource source, Budget budget) throws IOException {
        Stopwatch stepTime = Stopwatch.start();
        // Dropout draws from torch's generator: seeding it by the step lets a resumed run draw the same.
        torch.manual_seed(state.seed() * 7919 + state.step());
        try (PointerScope scope = new PointerScope()) {
            Batch batch = source.batch(source.items(state.step()));
            AcousticModule.Pass pass = module.forward(batch, true);
            AcousticLoss loss = AcousticLoss.of(pass, batch);
            double total = loss.total().item_float();
            AcousticModule.backward(loss.total(), pass);
            TrainingState.Update update = state.update(budget, stepTime);
            return new Losses(
                    update.step(),
                    total,
                    loss.mel(),
                    loss.gate(),
                    loss.guide(),
                    update.gradientNorm(),
                    update.learningRate());
        }
    }

    /** Teacher-forced losses and alignments of a batch, without training. */
    Validation validate(Batch batch) {
        try (NoGradGuard guard = new NoGradGuard()) {
            AcousticModule.Pass pass = module.forward(batch, false);
            AcousticLoss loss = AcousticLoss.of(pass, batch);
            Losses losses =
                    new Losses(state.step(), loss.total().item_float(), loss.mel(), loss.gate(), loss.guide(), 0, 0);
            return new Validation(losses, pass.alignment().map(Weights::of));
        }
    }

    /** @param weights none in a model without attention */
    record Validation(Losses losses, Optional<Weights> weights) {}

    /**
     * A batch's alignments.
     *
     * @param values {@code [B, steps, symbols]} row-major
     */
    record Weights(float[] values, int steps, int symbols) {
        private static Weights of(Tensor alignment) {
            return new Weights(
                    FlatParameters.copy(alignment),
                    Math.toIntExact(alignment.size(1)),
                    Math.toIntExact(alignment.size(2)));
        }
    }

    /** @param guide attention outside the guided region, 0..1; 0 without attention */
    record Losses(
            long step, double total, double mel, double gate, double guide, double gradientNorm, double learningRate) {}

    AcousticModule module() {
        return module;
    }

    TrainingState state() {
        return state;
    }

    Adam adam() {
        return state.adam();
    }

    long step() {
        return state.step();
    }

    double seconds() {
        return state.seconds();
    }

    long seed() {
        return state.seed();
    }

    SymbolTable table() {
        return table;
    }

    MelStatistics statistics() {
        return statistics;
    }
}
