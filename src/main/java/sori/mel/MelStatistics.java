package sori.mel;

/**
 * Mean and standard deviation of each band over a corpus; the model works on mels normalized by them.
 *
 * @param mean {@code [mels]}
 * @param std {@code [mels]}, at least 0.1
 */
public record MelStatistics(float[] mean, float[] std) {
    /** In place. */
    public void normalize(float[] mel) {
        for (int i = 0; i < mel.length; i++) {
            int band = i % mean.length;
            mel[i] = (mel[i] - mean[band]) / std[band];
        }
    }

    /** Undoes {@link #normalize}, in place. */
    public void restore(float[] mel) {
        for (int i = 0; i < mel.length; i++) {
            int band = i % mean.length;
            mel[i] = mel[i] * std[band] + mean[band];
        }
    }

    /** Whether they are of so many bands. */
    public boolean fits(int mels) {
        return mean.length == mels && std.length == mels;
    }
}
