package sori.mel;

import java.util.Arrays;

/**
 * How far two mels of one sentence are apart, whatever the speed of either: dynamic time warping with steps of one frame in one or
 * both (Sakoe and Chiba 1978, without a window), each step as dear as the mean absolute difference of its two frames.
 *
 * @param cost of the cheapest path, in natural-log units
 * @param steps of that path
 */
public record MelDistance(double cost, long steps) {
    public static final MelDistance NONE = new MelDistance(0, 0);

    /**
     * Takes {@code frames * otherFrames * mels} subtractions, and memory for one row.
     *
     * @param mel {@code [frames, mels]} row-major, natural log
     * @param other {@code [otherFrames, mels]} in the same format
     * @return nothing if one has no frames
     */
    public static MelDistance of(float[] mel, float[] other, int mels) {
        int frames = mel.length / mels;
        int columns = other.length / mels;
        if (frames == 0 || columns == 0) {
            return NONE;
        }
        double[] costs = new double[columns];
        long[] steps = new long[columns];
        Arrays.fill(costs, Double.POSITIVE_INFINITY);
        for (int row = 0; row < frames; row++) {
            double diagonalCost = row == 0 ? 0 : Double.POSITIVE_INFINITY; // a path begins at both beginnings
            long diagonalSteps = 0;
            for (int column = 0; column < columns; column++) {
                double best = diagonalCost;
                long length = diagonalSteps;
                if (costs[column] < best) {
                    best = costs[column];
                    length = steps[column];
                }
                if (column > 0 && costs[column - 1] < best) {
                    best = costs[column - 1];
                    length = steps[column - 1];
                }
                diagonalCost = costs[column];
                diagonalSteps = steps[column];
                costs[column] = best + difference(mel, row, other, column, mels);
                steps[column] = length + 1;
            }
        }
        return new MelDistance(costs[columns - 1], steps[columns - 1]);
    }

    private static double difference(float[] mel, int row, float[] other, int column, int mels) {
        double sum = 0;
        for (int band = 0; band < mels; band++) {
            sum += Math.abs(mel[row * mels + band] - other[column * mels + band]);
        }
        return sum / mels;
    }

    /** Both sentences' together. */
    public MelDistance plus(MelDistance other) {
        return new MelDistance(cost + other.cost, steps + other.steps);
    }

    /** Mean absolute difference along the path, in natural-log units; NaN of nothing. */
    public double mean() {
        return cost / steps;
    }
}
