package sori.training;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** What a training run carries from step to step: parameters, optimizer, and how far it is. Not thread-safe. */
final class TrainingState {
    private static final double PEAK_RATE = 1e-3;
    private static final double LAST_RATE = 2e-5;
    private static final long WARM_UP_STEPS = 150;
    private static final double DECAY_FROM = 0.3;

    private final FlatParameters parameters;
    private final FlatParameters statistics;
    private final Adam adam;
    private final long seed;
    private long step;
    private double seconds;
    private double cpuSeconds;

    TrainingState(FlatParameters parameters, FlatParameters statistics, long seed) {
        this.parameters = parameters;
        this.statistics = statistics;
        this.adam = new Adam(parameters, statistics);
        this.seed = seed;
    }

    /** @throws IllegalArgumentException if the checkpoint's tensors are not of this model's sizes */
    void restore(Checkpoint<?> saved) {
        try (NoGradGuard guard = new NoGradGuard()) {
            List<Tensor> live = live();
            for (int i = 0; i < live.size(); i++) {
                FlatParameters.fill(live.get(i), saved.tensors().get(i));
            }
        }
        step = saved.header().step();
        seconds = saved.header().seconds();
        cpuSeconds = saved.header().cpuSeconds();
    }

    private List<Tensor> live() {
        List<Tensor> live = new ArrayList<>(List.of(parameters.values(), statistics.values()));
        live.addAll(List.of(adam.state()));
        return live;
    }

    /** Copies of everything that a checkpoint holds, in its order. */
    List<float[]> tensors() {
        return live().stream().map(FlatParameters::copy).toList();
    }

    /**
     * What one update did.
     *
     * @param gradientNorm before clipping
     */
    record Update(long step, double gradientNorm, double learningRate) {}

    /**
     * Updates the parameters by their gradients, which are cleared.
     *
     * @param stepTime running since the step began
     */
    Update update(Budget budget, Stopwatch stepTime) {
        double rate = learningRate(step, budget.used(step, cpuSeconds));
        step++;
        double norm = adam.step(step, rate);
        seconds += stepTime.seconds();
        cpuSeconds += stepTime.cpuSeconds();
        return new Update(step, norm, rate);
    }

    /** Whether it is time to end. */
    boolean spent(Budget budget) {
        return budget.used(step, cpuSeconds) >= 1;
    }

    /**
     * Warm-up, then a plateau, then a cosine to a fiftieth.
     *
     * @param used share of the budget
     */
    static double learningRate(long step, double used) {
        double warm = Math.min(1, (step + 1.0) / WARM_UP_STEPS);
        double progress = Math.min(1, used);
        double decay =
                progress < DECAY_FROM ? 1 : 0.5 * (1 + Math.cos(Math.PI * (progress - DECAY_FROM) / (1 - DECAY_FROM)));
        return warm * (LAST_RATE + (PEAK_RATE - LAST_RATE) * decay);
    }

    /** Replaces the parameters by their moving average, which is what is exported: not to be trained on. */
    void useAverage() {
        try (NoGradGuard guard = new NoGradGuard()) {
            FlatParameters.fill(parameters.values(), adam.average());
            FlatParameters.fill(statistics.values(), adam.averageStatistics());
        }
    }

    Adam adam() {
        return adam;
    }

    long seed() {
        return seed;
    }

    long step() {
        return step;
    }

    double seconds() {
        return seconds;
    }

    double cpuSeconds() {
        return cpuSeconds;
    }
}
