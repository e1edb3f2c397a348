package sori.mel;

/**
 * Mel cepstra: the cosine series of the natural logarithm of the mel magnitudes, {@code ln m(b) = c0 + sum c_k cos(pi k (b + 1/2) /
 * mels)}. Stateless.
 */
public final class MelCepstrum {
    private MelCepstrum() {}

    /**
     * @param mel {@code [frames, mels]} row-major, natural log of magnitudes
     * @return {@code [frames][coefficients]}, c1 first
     */
    public static double[][] of(float[] mel, int mels, int coefficients) {
        double[][] cosines = new double[coefficients][mels];
        for (int k = 0; k < coefficients; k++) {
            for (int band = 0; band < mels; band++) {
                cosines[k][band] = 2.0 / mels * Math.cos(Math.PI * (k + 1) * (band + 0.5) / mels);
            }
        }
        double[][] cepstra = new double[mel.length / mels][coefficients];
        for (int frame = 0; frame < cepstra.length; frame++) {
            for (int k = 0; k < coefficients; k++) {
                double sum = 0;
                for (int band = 0; band < mels; band++) {
                    sum += cosines[k][band] * mel[frame * mels + band];
                }
                cepstra[frame][k] = sum;
            }
        }
        return cepstra;
    }
}
