package sori.graph;

import sori.mel.MelFilterbank;
import sori.mel.MelFormat;
import sori.mel.MelStatistics;
import sori.vocoder.VocoderShape;

/**
 * What a mel frame alone tells of a filter, as a linear map of the normalized mel: the bands' levels, with straight lines
 * between. The network learns the difference.
 *
 * @param weight {@code [mels, bins]}
 * @param bias {@code [bins]}
 */
public record MelEnvelope(float[] weight, float[] bias) {
    public static MelEnvelope of(VocoderShape shape, MelFormat format, MelStatistics mels) {
        float[][] filters = MelFilterbank.weights(format);
        float[] weight = new float[shape.mels() * shape.bins()];
        float[] bias = new float[shape.bins()];
        for (int bin = 0; bin < shape.bins(); bin++) {
            double[] share = shares(filters, bin * (format.bins() - 1) / (shape.bins() - 1));
            // A band is the sum of magnitudes in it, by a filter whose weights add up to the bins in a Hz; noise of
            // unit power
            // under Hann's window has about the root of 3/8 of the points as its magnitude.
            double sum =
                    Math.log((double) format.sampleRateHz() / format.fftSize() / Math.sqrt(0.375 * format.fftSize()));
            for (int mel = 0; mel < shape.mels(); mel++) {
                weight[mel * shape.bins() + bin] = (float) (share[mel] * mels.std()[mel]);
                sum += share[mel] * mels.mean()[mel];
            }
            bias[bin] = (float) sum;
        }
        return new MelEnvelope(weight, bias);
    }

    /** How the bands share a bin of the mel's own Fourier transform; beyond the outer bands' reach the nearest has it. */
    private static double[] shares(float[][] filters, int wanted) {
        int bin = Math.max(wanted, firstBin(filters));
        while (total(filters, bin) == 0) {
            bin--;
        }
        double total = total(filters, bin);
        double[] share = new double[filters.length];
        for (int mel = 0; mel < filters.length; mel++) {
            share[mel] = filters[mel][bin] / total;
        }
        return share;
    }

    private static int firstBin(float[][] filters) {
        int bin = 0;
        while (total(filters, bin) == 0) {
            bin++;
        }
        return bin;
    }

    private static double total(float[][] filters, int bin) {
        double total = 0;
        for (float[] filter : filters) {
            total += filter[bin];
        }
        return total;
    }
}
