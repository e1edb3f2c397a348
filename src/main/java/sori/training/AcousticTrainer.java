package sori.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import sori.acoustic.AcousticShape;
import sori.text.SymbolTable;

/** One training run of an acoustic model: module, optimizer and their state at a step. Not thread-safe. */
final class AcousticTrainer {
    private static final double PEAK_RATE = 1e-3;
    private static final double LAST_RATE = 2e-5;
    private static final long WARM_UP_STEPS = 150;
    private static final double DECAY_FROM = 0.3;

    private final AcousticModule module;
    private final Adam adam;
    private final SymbolTable table;
    private final MelStatistics statistics;
    private final long seed;
    private long step;
    private double seconds;

    AcousticTrainer(AcousticShape shape, SymbolTable table, MelStatistics statistics, long seed) {
        if (!statistics.fits(shape)) {
            throw new IllegalArgumentException("the mel statistics are not of " + shape.mels() + " mels");
        }
        this.module = new AcousticModule(shape, seed);
        this.adam = new Adam(module.parameters(), module.statistics());
        this.table = table;
        this.statistics = statistics;
        this.seed = seed;
    }

    /** @throws IOException if the checkpoint can't be read */
    static AcousticTrainer resume(Path checkpoint) throws IOException {
        Checkpoint saved = Checkpoint.read(checkpoint);
        Checkpoint.Header header = saved.header();
        AcousticTrainer trainer = new AcousticTrainer(
                header.shape(),
                new SymbolTable(header.symbols()),
                new MelStatistics(header.melMean(), header.melStd()),
                header.seed());
        try (NoGradGuard guard = new NoGradGuard()) {
            List<Tensor> state = trainer.state();
            for (int i = 0; i < state.size(); i++) {
                FlatParameters.fill(state.get(i), saved.tensors().get(i));
            }
        }
        trainer.step = header.step();
        trainer.seconds = header.seconds();
        return trainer;
    }

    private List<Tensor> state() {
        List<Tensor> state = new ArrayList<>(
                List.of(module.parameters().values(), module.statistics().values()));
        state.addAll(List.of(adam.state()));
        return state;
    }

    void save(Path checkpoint) throws IOException {
        Files.createDirectories(checkpoint.toAbsolutePath().getParent());
        checkpoint().write(checkpoint);
    }

    Checkpoint checkpoint() {
        Checkpoint.Header header = new Checkpoint.Header(
                Checkpoint.FORMAT_VERSION,
                step,
                seconds,
                seed,
                module.shape(),
                table.symbols(),
                statistics.mean(),
                statistics.std());
        return new Checkpoint(header, state().stream().map(FlatParameters::copy).toList());
    }

    /**
     * Warm-up, then a plateau, then a cosine to a fiftieth.
     *
     * @param scheduleSteps length of the whole schedule
     */
    static double learningRate(long step, long scheduleSteps) {
        double warm = Math.min(1, (step + 1.0) / WARM_UP_STEPS);
        double progress = Math.min(1, (double) step / scheduleSteps);
        double decay =
                progress < DECAY_FROM ? 1 : 0.5 * (1 + Math.cos(Math.PI * (progress - DECAY_FROM) / (1 - DECAY_FROM)));
        return warm * (LAST_RATE + (PEAK_RATE - LAST_RATE) * decay);
    }

    /** One step on one batch; the losses before it. */
    Losses train(BatchSource source, long scheduleSteps) throws IOException {
        long started = System.nanoTime();
        // Dropout draws from torch's generator: seeding it by the step lets a resumed run draw the same.
        torch.manual_seed(seed * 7919 + step);
        try (PointerScope scope = new PointerScope()) {
            Batch batch = source.batch(source.items(step));
            AcousticModule.Pass pass = module.forward(batch, true);
            AcousticLoss loss = AcousticLoss.of(pass, batch);
            double total = loss.total().item_float();
            AcousticModule.backward(loss.total(), pass);
            double rate = learningRate(step, scheduleSteps);
            step++;
            double norm = adam.step(step, rate);
            seconds += (System.nanoTime() - started) / 1e9;
            return new Losses(step, total, loss.mel(), loss.gate(), loss.guide(), norm, rate);
        }
    }

    /** Teacher-forced losses and alignments of a batch, without training. */
    Validation validate(Batch batch) {
        try (NoGradGuard guard = new NoGradGuard()) {
            AcousticModule.Pass pass = module.forward(batch, false);
            AcousticLoss loss = AcousticLoss.of(pass, batch);
            Losses losses = new Losses(step, loss.total().item_float(), loss.mel(), loss.gate(), loss.guide(), 0, 0);
            Tensor alignment = pass.alignment();
            return new Validation(
                    losses,
                    FlatParameters.copy(alignment),
                    Math.toIntExact(alignment.size(1)),
                    Math.toIntExact(alignment.size(2)));
        }
    }

    /** @param alignment {@code [B, steps, symbols]} row-major */
    record Validation(Losses losses, float[] alignment, int steps, int symbols) {}

    /** @param guide attention outside the guided region, 0..1 */
    record Losses(
            long step, double total, double mel, double gate, double guide, double gradientNorm, double learningRate) {}

    AcousticModule module() {
        return module;
    }

    Adam adam() {
        return adam;
    }

    long step() {
        return step;
    }

    double seconds() {
        return seconds;
    }

    long seed() {
        return seed;
    }

    SymbolTable table() {
        return table;
    }

    MelStatistics statistics() {
        return statistics;
    }
}
