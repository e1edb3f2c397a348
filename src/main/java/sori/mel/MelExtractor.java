package sori.mel;

import java.util.Arrays;
import org.jtransforms.fft.FloatFFT_1D;

/**
 * Samples to log mel frames: magnitude spectrum under a Hann window, mel filters, natural logarithm with a floor. The signal
 * is mirrored at both ends by {@code (fftSize - hop) / 2} samples, so that n samples give {@code n / hop} frames (the
 * convention of HiFi-GAN). Immutable and thread-safe.
 */
public final class MelExtractor {
    private final MelFormat format;
    private final float[][] filters;
    private final int[] firstBin;
    private final int[] endBin;
    private final float[] window;
    private final FloatFFT_1D fft;

    public MelExtractor(MelFormat format) {
        this.format = format;
        this.filters = MelFilterbank.weights(format);
        this.firstBin = new int[format.mels()];
        this.endBin = new int[format.mels()];
        for (int mel = 0; mel < format.mels(); mel++) {
            int first = 0;
            while (first < format.bins() && filters[mel][first] == 0) {
                first++;
            }
            int end = format.bins();
            while (end > first && filters[mel][end - 1] == 0) {
                end--;
            }
            firstBin[mel] = first;
            endBin[mel] = end;
        }
        this.window = new float[format.windowSamples()];
        for (int i = 0; i < window.length; i++) {
            window[i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * i / window.length));
        }
        this.fft = new FloatFFT_1D(format.fftSize());
    }

    /**
     * @param samples in -1..1, at the format's rate
     * @return {@code [frames, mels]} row-major; {@code samples.length / hop} frames
     */
    public float[] extract(float[] samples) {
        int frames = samples.length / format.hopSamples();
        float[] mel = new float[frames * format.mels()];
        float[] spectrum = new float[format.fftSize()];
        float[] magnitude = new float[format.bins()];
        int lead = (format.fftSize() - format.hopSamples()) / 2 - (format.fftSize() - window.length) / 2;
        for (int frame = 0; frame < frames; frame++) {
            int start = frame * format.hopSamples() - lead;
            Arrays.fill(spectrum, 0);
            for (int i = 0; i < window.length; i++) {
                spectrum[i] = window[i] * mirrored(samples, start + i);
            }
            fft.realForward(spectrum);
            magnitudes(spectrum, magnitude);
            for (int band = 0; band < format.mels(); band++) {
                float sum = 0;
                for (int bin = firstBin[band]; bin < endBin[band]; bin++) {
                    sum += filters[band][bin] * magnitude[bin];
                }
                mel[frame * format.mels() + band] = (float) Math.log(Math.max(format.floor(), sum));
            }
        }
        return mel;
    }

    /** JTransforms packs the real spectrum of even length as re0, re(n/2), re1, im1, re2, im2 ... */
    private static void magnitudes(float[] packed, float[] magnitude) {
        int last = magnitude.length - 1;
        magnitude[0] = Math.abs(packed[0]);
        magnitude[last] = Math.abs(packed[1]);
        for (int bin = 1; bin < last; bin++) {
            magnitude[bin] =
                    (float) Math.sqrt(packed[2 * bin] * packed[2 * bin] + packed[2 * bin + 1] * packed[2 * bin + 1]);
        }
    }

    private static float mirrored(float[] samples, int index) {
        int i = index < 0 ? -index : index;
        if (i >= samples.length) {
            i = 2 * samples.length - 2 - i;
        }
        return i < 0 || i >= samples.length ? 0 : samples[i];
    }
}
