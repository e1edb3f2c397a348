package sori.training;

/**
 * How parameters are updated: Adam under a learning rate that warms up, stays, and falls as a cosine to a fiftieth.
 *
 * @param rate at its highest
 * @param warmUpSteps over which it rises
 * @param plateau share of the budget after which it falls
 * @param clipNorm to which the gradients' norm is cut
 * @param averageDecay of the parameters' moving average, which is what is exported; per step
 */
public record Learning(double rate, long warmUpSteps, double plateau, double clipNorm, double averageDecay) {
    public static final Learning DEFAULT = new Learning(1e-3, 150, 0.3, 1, 0.999);
    private static final double LAST_SHARE = 0.02;

    /** @throws IllegalArgumentException naming what is out of its range */
    public Learning {
        require(rate > 0 && rate < 1, "rate", rate, "between 0 and 1");
        require(warmUpSteps >= 1, "warmUpSteps", warmUpSteps, "1 or more");
        require(plateau >= 0 && plateau < 1, "plateau", plateau, "a share: 0 or more and less than 1");
        require(clipNorm > 0, "clipNorm", clipNorm, "positive");
        require(averageDecay >= 0 && averageDecay < 1, "averageDecay", averageDecay, "0 or more and less than 1");
    }

    private static void require(boolean holds, String name, double value, String wanted) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + value + ", but must be " + wanted);
        }
    }

    /** @param used share of the budget */
    public double rateAt(long step, double used) {
        double warm = Math.min(1, (step + 1.0) / warmUpSteps);
        double progress = Math.min(1, used);
        double decay = progress < plateau ? 1 : 0.5 * (1 + Math.cos(Math.PI * (progress - plateau) / (1 - plateau)));
        return rate * warm * (LAST_SHARE + (1 - LAST_SHARE) * decay);
    }
}
