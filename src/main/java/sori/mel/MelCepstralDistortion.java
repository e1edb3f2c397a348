package sori.mel;

/**
 * How different two recordings of one sentence sound (Kubichek, "Mel-cepstral distance measure for objective speech quality
 * assessment", 1993), whatever the speed of either: {@code 10 sqrt(2) / ln 10} times the Euclidean distance of the mel cepstra
 * c1 to c13 of two frames, mean over the path that dynamic time warping finds. Loudness (c0) and what is finer than c13 don't count.
 *
 * <p>Cepstra are {@link MelCepstrum}'s. So a distortion is the root mean square over the bands, in decibels, of the smoothed spectra's difference. Figures of
 * other programs may be compared only if their cepstra, their number and their silences are the same.
 *
 * @param cost sum of the distances along the path, in decibels
 * @param steps of that path
 */
public record MelCepstralDistortion(double cost, long steps) {
    /** As in Skerry-Ryan et al., "Towards End-to-End Prosody Transfer", 2018, section 5.1. */
    static final int COEFFICIENTS = 13;

    private static final double DECIBELS = 10 * Math.sqrt(2) / Math.log(10);

    /**
     * Takes {@code frames * otherFrames * 13} subtractions.
     *
     * @param mel {@code [frames, mels]} row-major, natural log of magnitudes
     * @param other {@code [otherFrames, mels]} in the same format
     * @throws IllegalArgumentException if one has no frames
     */
    public static MelCepstralDistortion of(float[] mel, float[] other, int mels) {
        if (mel.length < mels || other.length < mels) {
            throw new IllegalArgumentException("a mel without frames sounds like nothing");
        }
        double[][] cepstra = MelCepstrum.of(mel, mels, COEFFICIENTS);
        double[][] others = MelCepstrum.of(other, mels, COEFFICIENTS);
        DynamicTimeWarping.Path path = DynamicTimeWarping.cheapest(
                cepstra.length, others.length, (row, column) -> DECIBELS * distance(cepstra[row], others[column]));
        return new MelCepstralDistortion(path.cost(), path.steps());
    }

    private static double distance(double[] one, double[] other) {
        double sum = 0;
        for (int k = 0; k < COEFFICIENTS; k++) {
            double difference = one[k] - other[k];
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }

    /** Mean along the path. */
    public double decibels() {
        return cost / steps;
    }
}
