package sori.vocoder;

import java.util.Arrays;

/**
 * Mel bands back to the magnitudes of Fourier bins: a non-negative solution of {@code filterbank * magnitudes = bands}. There are
 * more bins than bands; starting from a smooth curve through the bands, multiplicative updates (Lee and Seung, "Algorithms for
 * Non-negative Matrix Factorization", 2001, equation 5, the divergence that weighs quiet bands like loud ones) keep it smooth and
 * never negative. Immutable.
 */
final class MelInverse {
    private static final int ITERATIONS = 20;
    private static final float TINY = 1e-12f;

    private final int bins;
    private final float silence;
    /** Band m has the weights {@code weights[m]} on the bins from {@code firstBins[m]} on; all its other weights are zero. */
    private final int[] firstBins;

    private final float[][] weights;
    /** 1 / the sum of all bands' weights on a bin; 0 for a bin that no band hears. */
    private final float[] perBin;

    /**
     * @param filterbank {@code [mels][bins]}
     * @param floor a band at or below it is silent
     */
    MelInverse(float[][] filterbank, double floor) {
        this.bins = filterbank[0].length;
        this.silence = (float) (floor * 1.001);
        this.firstBins = new int[filterbank.length];
        this.weights = new float[filterbank.length][];
        this.perBin = new float[bins];
        for (int m = 0; m < filterbank.length; m++) {
            float[] band = filterbank[m];
            int from = 0;
            while (from < bins && band[from] == 0) {
                from++;
            }
            int to = bins;
            while (to > from && band[to - 1] == 0) {
                to--;
            }
            firstBins[m] = from;
            weights[m] = Arrays.copyOfRange(band, from, to);
            for (int b = from; b < to; b++) {
                perBin[b] += band[b];
            }
        }
        for (int b = 0; b < bins; b++) {
            perBin[b] = perBin[b] > 0 ? 1 / perBin[b] : 0;
        }
    }

    /**
     * @param mel {@code [frames, mels]}, natural log
     * @return {@code [frames, bins]}, magnitudes
     */
    float[] magnitudes(float[] mel) {
        int mels = weights.length;
        int frames = mel.length / mels;
        float[] result = new float[frames * bins];
        float[] bands = new float[mels];
        float[] ratios = new float[mels];
        float[] frame = new float[bins];
        float[] factors = new float[bins];
        for (int f = 0; f < frames; f++) {
            for (int m = 0; m < mels; m++) {
                float band = (float) Math.exp(mel[f * mels + m]);
                bands[m] = band > silence ? band : 0; // not a number is silent too
            }
            start(bands, ratios, frame);
            for (int i = 0; i < ITERATIONS; i++) {
                update(bands, ratios, frame, factors);
            }
            System.arraycopy(frame, 0, result, f * bins, bins);
        }
        return result;
    }

    /** Each bin as loud as the bands around it would have every one of their bins. */
    private void start(float[] bands, float[] levels, float[] frame) {
        for (int m = 0; m < bands.length; m++) {
            float sum = 0;
            for (float weight : weights[m]) {
                sum += weight;
            }
            levels[m] = sum > 0 ? bands[m] / sum : 0;
        }
        spread(levels, frame);
    }

    private void update(float[] bands, float[] ratios, float[] frame, float[] factors) {
        for (int m = 0; m < bands.length; m++) {
            float[] band = weights[m];
            int first = firstBins[m];
            float sum = 0;
            for (int k = 0; k < band.length; k++) {
                sum += band[k] * frame[first + k];
            }
            ratios[m] = bands[m] / (sum + TINY);
        }
        spread(ratios, factors);
        for (int b = 0; b < bins; b++) {
            frame[b] *= factors[b];
        }
    }

    /** For each bin the mean of the bands' values, weighted as the bands hear the bin. */
    private void spread(float[] values, float[] out) {
        Arrays.fill(out, 0);
        for (int m = 0; m < values.length; m++) {
            float[] band = weights[m];
            int first = firstBins[m];
            for (int k = 0; k < band.length; k++) {
                out[first + k] += band[k] * values[m];
            }
        }
        for (int b = 0; b < bins; b++) {
            out[b] *= perBin[b];
        }
    }
}
