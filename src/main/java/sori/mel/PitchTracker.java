package sori.mel;

import java.util.Arrays;
import org.jtransforms.fft.FloatFFT_1D;

/**
 * Pitch of clean speech, a figure for each mel frame: the lag at which the signal around the frame's centre is most like itself
 * (normalized cross-correlation after Talkin 1995, "A robust algorithm for pitch tracking", section 3.1). Immutable and thread-safe.
 */
public final class PitchTracker {
    private static final double LOWEST_HZ = 80;
    private static final double HIGHEST_HZ = 420;
    private static final double VOICED = 0.7;
    /** An octave below a period is nearly as like itself as a period is. */
    private static final double NEARLY = 0.92;

    private static final double QUIET = 2e-3;

    private final MelFormat format;
    private final int shortest;
    private final int longest;
    private final int window;
    private final int points;
    private final FloatFFT_1D fft;

    public PitchTracker(MelFormat format) {
        this.format = format;
        this.shortest = (int) (format.sampleRateHz() / HIGHEST_HZ);
        this.longest = (int) (format.sampleRateHz() / LOWEST_HZ);
        this.window = format.fftSize() / 2;
        this.points = Integer.highestOneBit(window + longest) * 2;
        this.fft = new FloatFFT_1D(points);
    }

    /**
     * @param frames how many, of a hop each
     * @return pitch in Hz; 0 where there is no voice
     */
    public float[] track(float[] samples, int frames) {
        float[] hz = new float[frames];
        for (int frame = 0; frame < frames; frame++) {
            int centre = frame * format.hopSamples() + format.hopSamples() / 2;
            hz[frame] = pitch(samples, centre);
        }
        return smoothed(hz);
    }

    private float pitch(float[] samples, int centre) {
        float[] reference = new float[points];
        float[] shifted = new float[points];
        int start = centre - (window + longest) / 2;
        for (int i = 0; i < window + longest; i++) {
            float sample = start + i < 0 || start + i >= samples.length ? 0 : samples[start + i];
            shifted[i] = sample;
            reference[i] = i < window ? sample : 0;
        }
        double[] energies = energies(shifted);
        if (energies[0] < QUIET * QUIET * window) {
            return 0;
        }
        correlate(reference, shifted);
        double[] likeness = new double[longest + 1];
        double best = 0;
        for (int lag = shortest; lag <= longest; lag++) {
            likeness[lag] = reference[lag] / Math.sqrt(energies[0] * energies[lag] + 1e-12);
            best = Math.max(best, likeness[lag]);
        }
        if (best < VOICED) {
            return 0;
        }
        int lag = shortest + 1;
        while (lag < longest
                && !(likeness[lag] >= NEARLY * best
                        && likeness[lag] >= likeness[lag - 1]
                        && likeness[lag] >= likeness[lag + 1])) {
            lag++;
        }
        return lag >= longest ? 0 : (float) (format.sampleRateHz() / peak(likeness, lag));
    }

    /** Of {@code window} samples from each lag on. */
    private double[] energies(float[] samples) {
        double[] energies = new double[longest + 1];
        double energy = 0;
        for (int i = 0; i < window; i++) {
            energy += samples[i] * samples[i];
        }
        for (int lag = 0; lag <= longest; lag++) {
            energies[lag] = energy;
            double next = samples[Math.min(lag + window, samples.length - 1)];
            energy = Math.max(0, energy - samples[lag] * samples[lag] + next * next);
        }
        return energies;
    }

    /** Puts the correlation of every lag into {@code a}. */
    private void correlate(float[] a, float[] b) {
        fft.realForward(a);
        fft.realForward(b);
        a[0] *= b[0];
        a[1] *= b[1];
        for (int i = 2; i < points; i += 2) {
            float re = a[i] * b[i] + a[i + 1] * b[i + 1];
            a[i + 1] = a[i] * b[i + 1] - a[i + 1] * b[i];
            a[i] = re;
        }
        fft.realInverse(a, true);
    }

    /** The top of the parabola through a peak and its neighbours. */
    private static double peak(double[] y, int at) {
        double curvature = y[at - 1] - 2 * y[at] + y[at + 1];
        return curvature < 0 ? at + 0.5 * (y[at - 1] - y[at + 1]) / curvature : at;
    }

    /** Medians of five: a single frame an octave off is a mistake. */
    private static float[] smoothed(float[] hz) {
        float[] smooth = hz.clone();
        for (int i = 2; i + 2 < hz.length; i++) {
            float[] around = Arrays.copyOfRange(hz, i - 2, i + 3);
            Arrays.sort(around);
            smooth[i] = around[2];
        }
        return smooth;
    }

    /**
     * Fills what is unvoiced by straight lines, and before and after by the nearest pitch.
     *
     * @param hz 0 where there is no voice
     * @param otherwise where there is none at all
     * @return a new array
     */
    public static float[] continuous(float[] hz, float otherwise) {
        float[] filled = hz.clone();
        int last = -1;
        for (int i = 0; i <= hz.length; i++) {
            if (i < hz.length && hz[i] == 0) {
                continue;
            }
            float before = last >= 0 ? hz[last] : i < hz.length ? hz[i] : otherwise;
            float after = i < hz.length ? hz[i] : before;
            for (int k = last + 1; k < i; k++) {
                filled[k] = before + (after - before) * (k - last) / (i - last);
            }
            last = i;
        }
        return filled;
    }
}
