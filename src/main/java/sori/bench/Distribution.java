package sori.bench;

import java.util.Arrays;
import java.util.Collection;

/** Measured values in ascending order. Immutable. */
final class Distribution {
    private final double[] sorted;

    private Distribution(double[] sorted) {
        this.sorted = sorted;
    }

    /** @throws IllegalArgumentException if there is none */
    static Distribution of(Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        return new Distribution(
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray());
    }

    int size() {
        return sorted.length;
    }

    /** The smallest measured value that so many percent of all do not exceed (nearest rank). */
    double percentile(double percent) {
        if (percent < 0 || percent > 100) {
            throw new IllegalArgumentException("a percentile lies in 0..100, not at " + percent);
        }
        int rank = (int) Math.ceil(percent / 100 * sorted.length);
        return sorted[Math.max(rank, 1) - 1];
    }

    double median() {
        return percentile(50);
    }

    double highest() {
        return sorted[sorted.length - 1];
    }

    @Override
    public String toString() {
        return Arrays.toString(sorted);
    }
}
