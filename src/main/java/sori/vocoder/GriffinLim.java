package sori.vocoder;

import java.util.Arrays;
import java.util.SplittableRandom;
import sori.mel.MelFilterbank;
import sori.mel.MelFormat;

/**
 * The fast Griffin-Lim algorithm (Perraudin, Balazs and Søndergaard, "A Fast Griffin-Lim Algorithm", 2013, algorithm 2): looks for
 * phases under which the magnitudes are those of a real signal. It needs the whole mel at once. Initial phases come from a fixed
 * seed, so the same mel always gives the same samples. Needs about {@code 6 * frames * fftSize} bytes while it works. Immutable
 * and thread-safe.
 */
public final class GriffinLim implements Vocoder {
    private static final long SEED = 0x50_52_49L;
    private static final float TINY = 1e-12f;

    /** Of the transforms of a whole sentence: six minutes of the usual format, in 200 MB. */
    private static final long MOST_POINTS = 1L << 25;

    private final MelFormat format;
    private final int iterations;
    private final float momentum;
    private final MelInverse inverse;
    private final Stft stft;

    /**
     * @param iterations 1 or more; 32 is good
     * @param momentum 0 (the plain algorithm) to below 1; .99 is the paper's choice
     */
    public GriffinLim(MelFormat format, int iterations, double momentum) {
        if (iterations < 1 || !(momentum >= 0 && momentum < 1)) {
            throw new IllegalArgumentException(iterations + " iterations with momentum " + momentum);
        }
        this.format = format;
        this.iterations = iterations;
        // The paper's c = t + a (t - t'), up to a scale that does not matter for the phase: t - a / (1 + a) t'.
        this.momentum = (float) (momentum / (1 + momentum));
        this.inverse = new MelInverse(MelFilterbank.weights(format), format.floor());
        this.stft = new Stft(format);
    }

    @Override
    public float[] vocode(float[] mel) {
        if (mel.length % format.mels() != 0) {
            throw new IllegalArgumentException(mel.length + " values are no frames of " + format.mels() + " mels");
        }
        int frames = mel.length / format.mels();
        if (frames == 0) {
            return new float[0];
        }
        if ((long) frames * format.fftSize() > MOST_POINTS) {
            throw new IllegalArgumentException(frames
                    + " frames in one sentence are more than Griffin-Lim can hold; shorter sentences can be spoken");
        }
        float[] magnitudes = inverse.magnitudes(mel);
        float[] signal = rebuild(magnitudes, frames);
        // Frame t is centred on the middle of its hop, as the mel extraction has it.
        int before = (format.fftSize() - format.hopSamples()) / 2;
        float[] samples = Arrays.copyOfRange(signal, before, before + frames * format.hopSamples());
        SoftLimit.apply(samples);
        return samples;
    }

    private float[] rebuild(float[] magnitudes, int frames) {
        int size = stft.fftSize;
        float[] norms = stft.norms(frames);
        float[] signal = new float[norms.length];
        float[] next = new float[norms.length];
        float[] previous = new float[frames * size];
        float[] work = new float[size];
        SplittableRandom random = new SplittableRandom(SEED);
        for (int f = 0; f < frames; f++) {
            randomDirections(random, work);
            addFrame(magnitudes, f, work, signal);
        }
        multiply(signal, norms);
        for (int i = 0; i < iterations; i++) {
            Arrays.fill(next, 0);
            for (int f = 0; f < frames; f++) {
                stft.forward(signal, f * stft.hop, work);
                accelerate(work, previous, f * size);
                addFrame(magnitudes, f, work, next);
            }
            multiply(next, norms);
            float[] old = signal;
            signal = next;
            next = old;
        }
        return signal;
    }

    /** Adds the frame of these magnitudes that has the phases of {@code direction}, which is overwritten. */
    private void addFrame(float[] magnitudes, int frame, float[] direction, float[] signal) {
        int bins = stft.fftSize / 2 + 1;
        int m = frame * bins;
        direction[0] = Math.copySign(magnitudes[m], direction[0]);
        direction[1] = Math.copySign(magnitudes[m + bins - 1], direction[1]);
        for (int k = 1; k < bins - 1; k++) {
            float re = direction[2 * k];
            float im = direction[2 * k + 1];
            float scale = magnitudes[m + k] / ((float) Math.sqrt(re * re + im * im) + TINY);
            direction[2 * k] = re * scale;
            direction[2 * k + 1] = im * scale;
        }
        stft.addInverse(direction, signal, frame * stft.hop);
    }

    /** Goes on in the direction in which the spectrum moved since the last iteration, and remembers this one. */
    private void accelerate(float[] spectrum, float[] previous, int offset) {
        for (int k = 0; k < spectrum.length; k++) {
            float now = spectrum[k];
            spectrum[k] = now - momentum * previous[offset + k];
            previous[offset + k] = now;
        }
    }

    private static void multiply(float[] signal, float[] factors) {
        for (int i = 0; i < signal.length; i++) {
            signal[i] *= factors[i];
        }
    }

    private static void randomDirections(SplittableRandom random, float[] spectrum) {
        for (int i = 0; i < spectrum.length; i += 2) {
            double phase = 2 * Math.PI * random.nextDouble();
            spectrum[i] = (float) Math.cos(phase);
            spectrum[i + 1] = (float) Math.sin(phase);
        }
    }
}
