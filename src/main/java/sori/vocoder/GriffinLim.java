package sori.vocoder;

import java.util.Arrays;
import java.util.SplittableRandom;
import sori.mel.MelFilterbank;
import sori.mel.MelFormat;

/**
 * The fast Griffin-Lim algorithm (Perraudin, Balazs and Søndergaard, "A Fast Griffin-Lim Algorithm", 2013, algorithm 2): looks for
 * phases under which the magnitudes are those of a real signal. It needs the whole mel at once. Initial phases come from a fixed
 * seed, so the same mel always gives the same samples. Needs about {@code 10 * frames * fftSize} bytes while it works. Immutable
 * and thread-safe.
 */
public final class GriffinLim implements Vocoder {
    private static final long SEED = 0x50_52_49L;
    /** Above this level samples are bent rather than cut off; they approach 1 and never reach it. */
    private static final float KNEE = 0.9f;

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
        float[] magnitudes = inverse.magnitudes(mel);
        float[] signal = rebuild(magnitudes, frames);
        // Frame t is centred on the middle of its hop, as the mel extraction has it.
        int before = (format.fftSize() - format.hopSamples()) / 2;
        float[] samples = Arrays.copyOfRange(signal, before, before + frames * format.hopSamples());
        limit(samples);
        return samples;
    }

    private float[] rebuild(float[] magnitudes, int frames) {
        int size = stft.fftSize;
        float[] direction = randomDirections(frames);
        float[] previous = new float[frames * size];
        float[] signal = new float[stft.samples(frames)];
        float[] norms = stft.norms(frames);
        float[] work = new float[size];
        inverse(magnitudes, direction, norms, work, signal);
        for (int i = 0; i < iterations; i++) {
            for (int f = 0; f < frames; f++) {
                stft.forward(signal, f * stft.hop, work);
                int offset = f * size;
                for (int k = 0; k < size; k++) {
                    direction[offset + k] = work[k] - momentum * previous[offset + k];
                }
                System.arraycopy(work, 0, previous, offset, size);
            }
            inverse(magnitudes, direction, norms, work, signal);
        }
        return signal;
    }

    /** The signal whose frames have these magnitudes and the phases of {@code direction}, as nearly as overlapping frames allow. */
    private void inverse(float[] magnitudes, float[] direction, float[] norms, float[] work, float[] signal) {
        int size = stft.fftSize;
        int bins = size / 2 + 1;
        Arrays.fill(signal, 0);
        for (int f = 0; f * size < direction.length; f++) {
            int d = f * size;
            int m = f * bins;
            work[0] = Math.copySign(magnitudes[m], direction[d]);
            work[1] = Math.copySign(magnitudes[m + bins - 1], direction[d + 1]);
            for (int k = 1; k < bins - 1; k++) {
                float re = direction[d + 2 * k];
                float im = direction[d + 2 * k + 1];
                float scale = magnitudes[m + k] / ((float) Math.sqrt(re * re + im * im) + 1e-12f);
                work[2 * k] = re * scale;
                work[2 * k + 1] = im * scale;
            }
            stft.addInverse(work, signal, f * stft.hop);
        }
        for (int i = 0; i < signal.length; i++) {
            signal[i] *= norms[i];
        }
    }

    private float[] randomDirections(int frames) {
        float[] direction = new float[frames * stft.fftSize];
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < direction.length; i += 2) {
            double phase = 2 * Math.PI * random.nextDouble();
            direction[i] = (float) Math.cos(phase);
            direction[i + 1] = (float) Math.sin(phase);
        }
        return direction;
    }

    private static void limit(float[] samples) {
        for (int i = 0; i < samples.length; i++) {
            float level = Math.abs(samples[i]);
            if (level > KNEE) {
                double bent = KNEE + (1 - KNEE) * Math.tanh((level - KNEE) / (1 - KNEE));
                samples[i] = (float) Math.copySign(Math.min(bent, 0.9999), samples[i]);
            }
        }
    }
}
