package sori.evaluate;

import java.util.Arrays;
import java.util.List;
import sori.mel.MelFormat;

/**
 * How far a hiss swells and fades at the rate of the mel frames, which is heard as a buzz: the component of the envelope above 2
 * kHz at that rate, as a share of the envelope's mean. Stateless.
 */
public final class FrameRatePulse {
    private static final double FROM_HZ = 2000;
    private static final int TAPS = 255;

    private FrameRatePulse() {}

    /** The median of recordings, in percent; even a steady noise has some, by chance. */
    public static double medianPercent(List<float[]> recordings, MelFormat format) {
        double[] figures = recordings.stream()
                .mapToDouble(r -> 100 * share(r, format))
                .sorted()
                .toArray();
        return figures[figures.length / 2];
    }

    static double share(float[] samples, MelFormat format) {
        double[] filter = highPass(FROM_HZ / format.sampleRateHz());
        double radians = 2 * Math.PI / format.hopSamples();
        double real = 0;
        double imaginary = 0;
        double mean = 0;
        for (int n = 0; n + TAPS <= samples.length; n++) {
            double sum = 0;
            for (int k = 0; k < TAPS; k++) {
                sum += filter[k] * samples[n + k];
            }
            double weighted = Math.abs(sum) * (0.5 - 0.5 * Math.cos(2 * Math.PI * n / (samples.length - TAPS)));
            real += weighted * Math.cos(radians * n);
            imaginary += weighted * Math.sin(radians * n);
            mean += weighted;
        }
        return mean == 0 ? 0 : 2 * Math.hypot(real, imaginary) / mean;
    }

    /** What a windowed sinc function leaves. */
    private static double[] highPass(double frequency) {
        double[] low = new double[TAPS];
        for (int k = 0; k < TAPS; k++) {
            double x = k - TAPS / 2;
            double sinc = x == 0 ? 2 * frequency : Math.sin(2 * Math.PI * frequency * x) / (Math.PI * x);
            low[k] = sinc * (0.54 + 0.46 * Math.cos(2 * Math.PI * x / (TAPS - 1)));
        }
        double total = Arrays.stream(low).sum();
        double[] high = Arrays.stream(low).map(tap -> -tap / total).toArray();
        high[TAPS / 2] += 1;
        return high;
    }
}
