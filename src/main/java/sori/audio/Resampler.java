package sori.audio;

/**
 * Changes the sample rate by a rational factor with a polyphase windowed-sinc filter (Crochiere and Rabiner, "Multirate Digital
 * Signal Processing", 1983, chapter 4; Kaiser's window). Zero phase: input sample 0 and output sample 0 lie at the same time.
 * Flat up to 84 % of the lower of the two Nyquist frequencies, at least 75 dB down beyond it. Immutable.
 */
public final class Resampler {
    private static final int ZERO_CROSSINGS = 32;
    private static final double ATTENUATION_DB = 80;
    private static final int MAX_COEFFICIENTS = 1 << 24;

    private final int up;
    private final int down;
    private final int halfTaps;
    private final float[][] phases;

    /** @throws IllegalArgumentException when a rate is not positive, or their ratio needs an absurdly large filter */
    public Resampler(int fromHz, int toHz) {
        if (fromHz <= 0 || toHz <= 0) {
            throw new IllegalArgumentException("rates must be positive: " + fromHz + " Hz to " + toHz + " Hz");
        }
        int divisor = gcd(fromHz, toHz);
        this.up = toHz / divisor;
        this.down = fromHz / divisor;
        double nyquist = Math.min(1, (double) toHz / fromHz); // of the lower rate, where 1 is the input's
        // Kaiser's estimate: a filter of this length falls within this part of the Nyquist frequency.
        double transition = (ATTENUATION_DB - 7.95) / (2.285 * Math.PI * 2 * ZERO_CROSSINGS);
        double cutoff = nyquist * (1 - transition / 2);
        this.halfTaps = (int) Math.ceil(ZERO_CROSSINGS / nyquist);
        if ((long) up * 2 * halfTaps > MAX_COEFFICIENTS) {
            throw new IllegalArgumentException("too odd a ratio: " + fromHz + " Hz to " + toHz + " Hz");
        }
        this.phases = up == down ? new float[0][] : phases(cutoff);
    }

    /**
     * @param samples at the first rate
     * @return {@code ceil(samples * to / from)} samples at the second rate; beyond its ends the signal counts as silence
     */
    public float[] resample(float[] samples) {
        if (up == down) {
            return samples.clone();
        }
        float[] out = new float[Math.toIntExact(((long) samples.length * up + down - 1) / down)];
        for (int i = 0; i < out.length; i++) {
            long position = (long) i * down;
            int first = (int) (position / up) - halfTaps + 1;
            out[i] = dot(phases[(int) (position % up)], samples, first);
        }
        return out;
    }

    /** For each phase the 2 * halfTaps coefficients, the first for the input sample {@code floor(position) - halfTaps + 1}. */
    private float[][] phases(double cutoff) {
        float[][] result = new float[up][2 * halfTaps];
        double beta = 0.1102 * (ATTENUATION_DB - 8.7);
        for (int phase = 0; phase < up; phase++) {
            double[] taps = new double[2 * halfTaps];
            double sum = 0;
            for (int k = 0; k < taps.length; k++) {
                double distance = k - halfTaps + 1 - (double) phase / up;
                taps[k] = cutoff * sinc(cutoff * distance) * kaiser(distance / halfTaps, beta);
                sum += taps[k];
            }
            for (int k = 0; k < taps.length; k++) {
                result[phase][k] = (float) (taps[k] / sum); // so that a constant stays exactly that constant
            }
        }
        return result;
    }

    private static float dot(float[] taps, float[] samples, int first) {
        int from = Math.max(0, -first);
        int to = Math.min(taps.length, samples.length - first);
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int k = from;
        for (; k + 3 < to; k += 4) { // four sums, because one would wait for its own last addition
            a += taps[k] * samples[first + k];
            b += taps[k + 1] * samples[first + k + 1];
            c += taps[k + 2] * samples[first + k + 2];
            d += taps[k + 3] * samples[first + k + 3];
        }
        for (; k < to; k++) {
            a += taps[k] * samples[first + k];
        }
        return a + b + c + d;
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    }

    /** @param x in -1..1 over the window; 0 outside */
    private static double kaiser(double x, double beta) {
        return Math.abs(x) >= 1 ? 0 : bessel(beta * Math.sqrt(1 - x * x)) / bessel(beta);
    }

    /** The modified Bessel function of the first kind of order 0, by its power series. */
    private static double bessel(double x) {
        double sum = 1;
        double term = 1;
        for (int k = 1; term > 1e-12 * sum; k++) {
            term *= (x / (2 * k)) * (x / (2 * k));
            sum += term;
        }
        return sum;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
