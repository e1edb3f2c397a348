package sori.training;

import java.io.IOException;
import java.util.List;
import sori.acoustic.AcousticShape;

/**
 * Mean and standard deviation of each band over a corpus; the model works on mels normalised by them.
 *
 * @param mean {@code [mels]}
 * @param std {@code [mels]}, at least 0.1
 */
record MelStatistics(float[] mean, float[] std) {
    private static final int SAMPLE = 2000;

    /** Over the first utterances of a shuffled corpus, which are enough. */
    static MelStatistics measure(FeatureStore store) throws IOException {
        int mels = store.format().mels();
        double[] sum = new double[mels];
        double[] squares = new double[mels];
        long frames = 0;
        List<FeatureStore.Entry> entries = store.entries();
        for (FeatureStore.Entry entry : entries.subList(0, Math.min(SAMPLE, entries.size()))) {
            float[] mel = store.read(entry);
            for (int i = 0; i < mel.length; i++) {
                sum[i % mels] += mel[i];
                squares[i % mels] += (double) mel[i] * mel[i];
            }
            frames += entry.frames();
        }
        float[] mean = new float[mels];
        float[] std = new float[mels];
        for (int i = 0; i < mels; i++) {
            double average = sum[i] / frames;
            mean[i] = (float) average;
            std[i] = (float) Math.max(0.1, Math.sqrt(squares[i] / frames - average * average));
        }
        return new MelStatistics(mean, std);
    }

    /** In place. */
    void normalise(float[] mel) {
        for (int i = 0; i < mel.length; i++) {
            int band = i % mean.length;
            mel[i] = (mel[i] - mean[band]) / std[band];
        }
    }

    /** Undoes {@link #normalise}, in place. */
    void restore(float[] mel) {
        for (int i = 0; i < mel.length; i++) {
            int band = i % mean.length;
            mel[i] = mel[i] * std[band] + mean[band];
        }
    }

    /** Whether the statistics fit the model. */
    boolean fits(AcousticShape shape) {
        return mean.length == shape.mels() && std.length == shape.mels();
    }
}
