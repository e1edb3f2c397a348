package sori.graph;

import java.util.List;

/**
 * Gives spoken mels the contrast of recorded ones: a model that is trained on a mean error speaks spectra that are too even, the more so
 * the finer the detail. Each coefficient of a frame's cosine series is moved away from its mean by as much as it varies more in recordings
 * (global variance, Toda and Tokuda 2007, here of frames and not of sentences). Frame by frame and linear, so it delays nothing.
 *
 * @param gains of the coefficients, the mean of the bands first
 * @param weight {@code [mels, mels]} row-major: what a frame, as a row, is multiplied with
 * @param bias {@code [mels]} added to that
 */
@SuppressWarnings("ArrayRecordComponent") // a result, never compared
public record MelContrast(double[] gains, float[] weight, float[] bias) {
    /** A coefficient that hardly ever varies in speech must not be blown up out of nothing. */
    public static final double LARGEST_GAIN = 3;

    public static final double SMALLEST_GAIN = 0.5;

    /**
     * @param recorded mels {@code [frames, mels]} row-major, natural log
     * @param spoken mels of the same texts
     * @param strength 1 for the recordings' variance, 0 for no change
     */
    public static MelContrast of(List<float[]> recorded, List<float[]> spoken, int mels, double strength) {
        double[][] series = series(mels);
        Spread there = Spread.of(recorded, series);
        Spread here = Spread.of(spoken, series);
        double[] gains = new double[mels];
        for (int k = 0; k < mels; k++) {
            double ratio = Math.pow(there.deviation()[k] / Math.max(1e-9, here.deviation()[k]), strength);
            gains[k] = Math.max(SMALLEST_GAIN, Math.min(LARGEST_GAIN, ratio));
        }
        return filter(series, gains, here.mean());
    }

    private static MelContrast filter(double[][] series, double[] gains, double[] mean) {
        int mels = gains.length;
        float[] weight = new float[mels * mels];
        float[] bias = new float[mels];
        for (int out = 0; out < mels; out++) {
            double shift = 0;
            for (int k = 0; k < mels; k++) {
                shift += (1 - gains[k]) * mean[k] * series[k][out];
            }
            bias[out] = (float) shift;
            for (int in = 0; in < mels; in++) {
                double sum = 0;
                for (int k = 0; k < mels; k++) {
                    sum += series[k][in] * gains[k] * series[k][out];
                }
                weight[in * mels + out] = (float) sum;
            }
        }
        return new MelContrast(gains, weight, bias);
    }

    /** Orthonormal: {@code [k][band]}. */
    private static double[][] series(int mels) {
        double[][] series = new double[mels][mels];
        for (int k = 0; k < mels; k++) {
            for (int band = 0; band < mels; band++) {
                series[k][band] = Math.sqrt((k == 0 ? 1.0 : 2.0) / mels) * Math.cos(Math.PI * k * (band + 0.5) / mels);
            }
        }
        return series;
    }

    /** Mean and standard deviation of each coefficient over all frames. */
    private record Spread(double[] mean, double[] deviation) {
        static Spread of(List<float[]> all, double[][] series) {
            int mels = series.length;
            double[] sum = new double[mels];
            double[] squares = new double[mels];
            long frames = 0;
            for (float[] mel : all) {
                for (int at = 0; at + mels <= mel.length; at += mels) {
                    for (int k = 0; k < mels; k++) {
                        double coefficient = 0;
                        for (int band = 0; band < mels; band++) {
                            coefficient += series[k][band] * mel[at + band];
                        }
                        sum[k] += coefficient;
                        squares[k] += coefficient * coefficient;
                    }
                    frames++;
                }
            }
            for (int k = 0; k < mels; k++) {
                sum[k] /= Math.max(1, frames);
                squares[k] = Math.sqrt(Math.max(0, squares[k] / Math.max(1, frames) - sum[k] * sum[k]));
            }
            return new Spread(sum, squares);
        }
    }
}
