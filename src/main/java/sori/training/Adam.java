package sori.training;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Adam (Kingma and Ba 2015, algorithm 1) over flat parameters, with their exponential moving average. Not thread-safe. */
public final class Adam {
    private static final double USUAL_BETA1 = 0.9;
    private static final double BETA2 = 0.99;
    private static final double EPSILON = 1e-7;

    private final FlatParameters parameters;
    private final FlatParameters statistics;
    private final Learning learning;
    private final double beta1;
    private final Tensor first;
    private final Tensor second;
    private final Tensor average;
    private final Tensor averageStatistics;

    public Adam(FlatParameters parameters, FlatParameters statistics, Learning learning) {
        this(parameters, statistics, learning, USUAL_BETA1);
    }

    /** @param beta1 share of the mean of the gradients that each step keeps */
    public Adam(FlatParameters parameters, FlatParameters statistics, Learning learning, double beta1) {
        this.beta1 = beta1;
        this.parameters = parameters;
        this.statistics = statistics;
        this.learning = learning;
        this.first = torch.zeros_like(parameters.values());
        this.second = torch.zeros_like(parameters.values());
        this.average = parameters.values().clone();
        this.averageStatistics = statistics.values().clone();
    }

    /**
     * Clips the gradients by their norm, steps, and clears them.
     *
     * @param step from 1
     * @return the norm before clipping; when it is not finite the step is skipped
     */
    public double step(long step, double learningRate) {
        try (NoGradGuard guard = new NoGradGuard()) {
            Tensor gradients = parameters.gradients();
            double norm = gradients.norm().item_float();
            if (Double.isFinite(norm)) {
                if (norm > learning.clipNorm()) {
                    gradients.mul_(new Scalar(learning.clipNorm() / norm));
                }
                update(step, learningRate, gradients);
            }
            gradients.zero_();
            return norm;
        }
    }

    private void update(long step, double learningRate, Tensor gradients) {
        first.mul_(new Scalar(beta1)).add_(gradients, new Scalar(1 - beta1));
        second.mul_(new Scalar(BETA2)).addcmul_(gradients, gradients, new Scalar(1 - BETA2));
        double correction1 = 1 - Math.pow(beta1, step);
        double correction2 = 1 - Math.pow(BETA2, step);
        Tensor scale = second.div(new Scalar(correction2)).sqrt_().add_(new Scalar(EPSILON));
        parameters.values().addcdiv_(first, scale, new Scalar(-learningRate / correction1));
        // Early averages would remember the random start: the decay grows with the steps taken.
        double decay = Math.min(learning.averageDecay(), (1.0 + step) / (10.0 + step));
        average.lerp_(parameters.values(), new Scalar(1 - decay));
        averageStatistics.lerp_(statistics.values(), new Scalar(1 - decay));
    }

    /** The moving averages start anew, at the present values. */
    public void restartAverages() {
        try (NoGradGuard guard = new NoGradGuard()) {
            average.copy_(parameters.values());
            averageStatistics.copy_(statistics.values());
        }
    }

    /** Moving average of the parameters: what is exported. */
    public float[] average() {
        return FlatParameters.copy(average);
    }

    public float[] averageStatistics() {
        return FlatParameters.copy(averageStatistics);
    }

    /** Everything that a checkpoint needs beside the parameters, in a fixed order. */
    public Tensor[] state() {
        return new Tensor[] {first, second, average, averageStatistics};
    }
}
