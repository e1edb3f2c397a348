package sori.vocoder;

import org.jtransforms.fft.FloatFFT_1D;
import sori.mel.MelFormat;

/**
 * Short-time Fourier transform and its least-squares inverse (Griffin and Lim, "Signal Estimation from Modified Short-Time Fourier
 * Transform", 1984, equation 6) with a Hann window. A frame's spectrum fills {@code fftSize} floats as JTransforms packs it: real
 * part of bin 0, real part of the last bin, then real and imaginary part of bins 1, 2, ... A signal of F frames has
 * {@code (F - 1) * hop + fftSize} samples. Immutable and thread-safe.
 */
final class Stft {
    final int fftSize;
    final int hop;
    private final float[] window;
    private final FloatFFT_1D fft;

    Stft(MelFormat format) {
        this.fftSize = format.fftSize();
        this.hop = format.hopSamples();
        this.window = new float[fftSize];
        int offset = (fftSize - format.windowSamples()) / 2;
        System.arraycopy(hann(format.windowSamples()), 0, window, offset, format.windowSamples());
        this.fft = new FloatFFT_1D(fftSize);
    }

    /** Hann's window, periodic. */
    static float[] hann(int points) {
        float[] window = new float[points];
        for (int i = 0; i < points; i++) {
            window[i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * i / points));
        }
        return window;
    }

    int samples(int frames) {
        return frames == 0 ? 0 : Math.addExact(Math.multiplyExact(frames - 1, hop), fftSize);
    }

    /** For each sample of a signal of so many frames 1 / the sum of the squared windows over it; 0 where there is no window. */
    float[] norms(int frames) {
        float[] norms = new float[samples(frames)];
        for (int f = 0; f < frames; f++) {
            for (int i = 0; i < fftSize; i++) {
                norms[f * hop + i] += window[i] * window[i];
            }
        }
        for (int i = 0; i < norms.length; i++) {
            norms[i] = norms[i] > 1e-6f ? 1 / norms[i] : 0;
        }
        return norms;
    }

    /** The spectrum of the frame that starts at {@code signal[start]}, into {@code spectrum}. */
    void forward(float[] signal, int start, float[] spectrum) {
        for (int i = 0; i < fftSize; i++) {
            spectrum[i] = window[i] * signal[start + i];
        }
        fft.realForward(spectrum);
    }

    /** Adds a frame's windowed samples to {@code signal} from {@code start} on; {@code spectrum} is overwritten. */
    void addInverse(float[] spectrum, float[] signal, int start) {
        fft.realInverse(spectrum, true);
        for (int i = 0; i < fftSize; i++) {
            signal[start + i] += window[i] * spectrum[i];
        }
    }
}
