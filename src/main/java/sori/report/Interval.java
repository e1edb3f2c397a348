package sori.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * A mean difference over sentences and the 95 % interval in which it lies: percentiles of the means of resampled sentences (Efron
 * 1979). It tells how much the choice of sentences matters; training the same member again with another seed may move it by more.
 */
record Interval(double mean, double low, double high) {
    private static final int RESAMPLES = 2000;
    private static final double TAIL = 0.025;
    private static final long SEED = 1;

    /** @param differences one a sentence; not empty */
    static Interval of(double[] differences) {
        return resampled(mean(differences), random -> mean(drawn(differences, random)));
    }

    /** By how much the mean of the first is above the mean of the others, which are of other sentences. */
    static Interval between(double[] some, double[] others) {
        return resampled(mean(some) - mean(others), random -> mean(drawn(some, random)) - mean(drawn(others, random)));
    }

    private static Interval resampled(double mean, ToDoubleFunction<Random> draw) {
        Random random = new Random(SEED);
        double[] means = DoubleStream.generate(() -> draw.applyAsDouble(random))
                .limit(RESAMPLES)
                .sorted()
                .toArray();
        return new Interval(mean, means[(int) (TAIL * RESAMPLES)], means[(int) ((1 - TAIL) * RESAMPLES) - 1]);
    }

    private static double[] drawn(double[] values, Random random) {
        double[] drawn = new double[values.length];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = values[random.nextInt(values.length)];
        }
        return drawn;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    boolean above(double bound) {
        return low > bound;
    }

    boolean below(double bound) {
        return high < bound;
    }

    /** Such as "1.20 dB (0.85 to 1.61)". */
    String decibels() {
        return String.format(Locale.ROOT, "%.2f dB (%.2f to %.2f)", mean, low, high);
    }
}
