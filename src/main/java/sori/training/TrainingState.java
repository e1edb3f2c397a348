package sori.training;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** What a training run carries from step to step: parameters, optimizer, and how far it is. Not thread-safe. */
public final class TrainingState {
    private final FlatParameters parameters;
    private final FlatParameters statistics;
    private final Adam adam;
    private final Learning learning;
    private final long seed;
    private long step;
    private double seconds;
    private double cpuSeconds;

    public TrainingState(FlatParameters parameters, FlatParameters statistics, Learning learning, long seed) {
        this.parameters = parameters;
        this.statistics = statistics;
        this.adam = new Adam(parameters, statistics, learning);
        this.learning = learning;
        this.seed = seed;
    }

    /** @throws IllegalArgumentException if the checkpoint's tensors are not of this model's sizes */
    public void restore(Checkpoint<?> saved) {
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
    public List<float[]> tensors() {
        return live().stream().map(FlatParameters::copy).toList();
    }

    /**
     * What one update did.
     *
     * @param gradientNorm before clipping
     */
    public record Update(long step, double gradientNorm, double learningRate) {}

    /**
     * Updates the parameters by their gradients, which are cleared.
     *
     * @param stepTime running since the step began
     */
    public Update update(Budget budget, Elapsed stepTime) {
        double rate = rate(budget);
        step++;
        double norm = adam.step(step, rate);
        seconds += stepTime.seconds();
        cpuSeconds += stepTime.cpuSeconds();
        return new Update(step, norm, rate);
    }

    /** The learning rate of the next update. */
    public double rate(Budget budget) {
        return learning.rateAt(step, budget.used(step, cpuSeconds));
    }

    /** Whether it is time to end. */
    public boolean spent(Budget budget) {
        return budget.used(step, cpuSeconds) >= 1;
    }

    /** Replaces the parameters by their moving average, which is what is exported: not to be trained on. */
    public void useAverage() {
        try (NoGradGuard guard = new NoGradGuard()) {
            FlatParameters.fill(parameters.values(), adam.average());
            FlatParameters.fill(statistics.values(), adam.averageStatistics());
        }
    }

    public Adam adam() {
        return adam;
    }

    public long seed() {
        return seed;
    }

    public long step() {
        return step;
    }

    public double seconds() {
        return seconds;
    }

    public double cpuSeconds() {
        return cpuSeconds;
    }
}
