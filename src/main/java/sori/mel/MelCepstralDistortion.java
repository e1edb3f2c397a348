package sori.mel;

/**
 * How different two recordings of one sentence sound (Kubichek, "Mel-cepstral distance measure for objective speech quality
 * assessment", 1993), whatever the speed of either: {@code 10 sqrt(2) / ln 10} times the Euclidean distance of the mel cepstra
 * c1 to c13 of two frames, mean over the path that dynamic time warping finds. Loudness (c0) and what is finer than c13 don't count.
 *
 * <p>Cepstra are the cosine series of the natural logarithm of the mel magnitudes: {@code ln m(b) = c0 + sum c_k cos(pi k (b + 1/2)
 * / mels)}. So a distortion is the root mean square over the bands, in decibels, of the smoothed spectra's difference. Figures of
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
        double[][] cepstra = cepstra(mel, mels);
        double[][] others = cepstra(other, mels);
        DynamicTimeWarping.Path path = DynamicTimeWarping.cheapest(
                cepstra.length, others.length, (row, column) -> DECIBELS * distance(cepstra[row], others[column]));
        return new MelCepstralDistortion(path.cost(), path.steps());
    }

    /** @return {@code [frames][COEFFICIENTS]}, c1 first */
    private static double[][] cepstra(float[] mel, int mels) {
        double[][] cosines = new double[COEFFICIENTS][mels];
        for (int k = 0; k < COEFFICIENTS; k++) {
            for (int band = 0; band < mels; band++) {
                cosines[k][band] = 2.0 / mels * Math.cos(Math.PI * (k + 1) * (band + 0.5) / mels);
            }
        }
        double[][] cepstra = new double[mel.length / mels][COEFFICIENTS];
        for (int frame = 0; frame < cepstra.length; frame++) {
            for (int k = 0; k < COEFFICIENTS; k++) {
                double sum = 0;
                for (int band = 0; band < mels; band++) {
                    sum += cosines[k][band] * mel[frame * mels + band];
                }
                cepstra[frame][k] = sum;
            }
        }
        return cepstra;
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
