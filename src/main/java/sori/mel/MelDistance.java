package sori.mel;

/**
 * How far two mels of one sentence are apart, whatever the speed of either: the cheapest path that dynamic time warping
 * finds, each step as dear as the mean absolute difference of its two frames.
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
        DynamicTimeWarping.Path path = DynamicTimeWarping.cheapest(
                frames, columns, (row, column) -> difference(mel, row, other, column, mels));
        return new MelDistance(path.cost(), path.steps());
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
