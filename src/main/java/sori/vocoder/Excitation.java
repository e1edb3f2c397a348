package sori.vocoder;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jtransforms.fft.FloatFFT_1D;
import sori.mel.MelFormat;

/**
 * What a voice is made of before the mouth shapes it: pulses at the pitch, and noise, both of unit power in every band. Grows
 * by a frame at a time; the last frames' samples can be looked at through the filters' windows. Pitch and voicing go straight
 * from one frame's centre to the next one's. Pulses are band-limited, and stand 8 samples late. Not thread-safe.
 */
public final class Excitation {
    private static final int TAPS = 16;
    private static final double LOWEST_HZ = 40;
    private static final double HIGHEST_HZ = 1000;

    private final int rate;
    private final int frameHop;
    private final int hop;
    private final int fftSize;
    private final int lookAhead;
    private final int lead;
    private final float[] window;
    private final FloatFFT_1D fft;
    /** From the oldest window's begin to the newest frame's centre, and taps of pulses that reach beyond. */
    private final float[] pulses;

    private final float[] noise;
    private final long noiseStart;
    private final int span;
    private long frames;
    /** Since the last pulse, in periods. */
    private double phase;

    private double hz;
    private double voiced;

    /** @param noiseStart where in the endless noise the first frame stands */
    public Excitation(VocoderShape shape, MelFormat format, long noiseStart) {
        this(shape, format, new FloatFFT_1D(shape.fftSize()), Stft.hann(shape.fftSize()), noiseStart);
    }

    Excitation(VocoderShape shape, MelFormat format, FloatFFT_1D fft, float[] window, long noiseStart) {
        this.rate = format.sampleRateHz();
        this.frameHop = format.hopSamples();
        this.hop = shape.hopSamples(format);
        this.fftSize = shape.fftSize();
        this.lookAhead = shape.lookAhead();
        this.lead = shape.leadSamples(format);
        this.span = lookAhead * frameHop + frameHop / 2 + lead;
        this.pulses = new float[span + TAPS];
        this.noise = new float[span];
        this.noiseStart = noiseStart;
        this.fft = fft;
        this.window = window;
    }

    /** Bytes that {@link #save} writes. */
    int stateBytes() {
        return 3 * Double.BYTES + Float.BYTES * pulses.length;
    }

    void save(ByteBuffer state) {
        state.putDouble(phase).putDouble(hz).putDouble(voiced);
        for (float sample : pulses) {
            state.putFloat(sample);
        }
    }

    /** @param frames that had been there; their noise is made again */
    void restore(StreamState state, long frames) {
        this.phase = state.real();
        this.hz = state.real();
        this.voiced = state.real();
        state.floats(pulses);
        this.frames = frames;
        if (frames > 0) {
            fillNoise(0);
        }
    }

    /**
     * Goes on to the next frame's centre.
     *
     * @param nextHz its pitch
     * @param nextVoiced 0 for noise alone, 1 for a voice
     */
    public void advance(double nextHz, double nextVoiced) {
        advance(nextHz, nextVoiced, Double.NaN);
    }

    /**
     * The same, hurrying or lingering so that the pulses are at a given phase there: a recording's, to be compared with it.
     *
     * @param nextPhase periods since a pulse, any whole number of them more or less; NaN for what the pitch makes it
     */
    public void advance(double nextHz, double nextVoiced, double nextPhase) {
        double bounded = Math.max(LOWEST_HZ, Math.min(HIGHEST_HZ, nextHz));
        if (frames == 0) {
            hz = bounded;
            voiced = nextVoiced;
            // The first windows begin before the first frame's centre.
            int before = (span - 1) / frameHop;
            if (!Double.isNaN(nextPhase)) {
                phase = nextPhase - (before + 1) * frameHop * bounded / rate;
                phase -= Math.floor(phase);
            }
            for (int i = 0; i < before; i++) {
                hop(bounded, nextVoiced, Double.NaN);
            }
        }
        hop(bounded, nextVoiced, nextPhase);
        frames++;
        fillNoise(frames == 1 ? 0 : span - frameHop);
    }

    private void hop(double nextHz, double nextVoiced, double nextPhase) {
        System.arraycopy(pulses, frameHop, pulses, 0, pulses.length - frameHop);
        Arrays.fill(pulses, pulses.length - frameHop, pulses.length, 0);
        System.arraycopy(noise, frameHop, noise, 0, noise.length - frameHop);
        double hurry = hurry(nextHz, nextPhase);
        for (int i = 0; i < frameHop; i++) {
            double share = (i + 1.0) / frameHop;
            double period = rate / (hz + share * (nextHz - hz));
            phase += 1 / period + hurry;
            if (phase >= 1) {
                phase -= 1;
                double level = voiced + share * (nextVoiced - voiced);
                if (level > 0) {
                    pulse(span - frameHop + i, phase * period, level * Math.sqrt(period));
                }
            }
        }
        hz = nextHz;
        voiced = nextVoiced;
    }

    /** Periods that each sample of the next hop must be longer or shorter. */
    private double hurry(double nextHz, double nextPhase) {
        if (Double.isNaN(nextPhase)) {
            return 0;
        }
        double periods = (frameHop * hz + (frameHop + 1) / 2.0 * (nextHz - hz)) / rate;
        double missing = nextPhase - phase - periods;
        return (missing - Math.rint(missing)) / frameHop;
    }

    /** A windowed sinc function, {@code late} samples before {@code at}. */
    private void pulse(int at, double late, double height) {
        double sine = StrictMath.sin(Math.PI * late);
        for (int k = 0; k < TAPS; k++) {
            double x = k + late - TAPS / 2;
            double sinc = Math.abs(x) < 1e-6 ? 1 : ((k & 1) == 0 ? sine : -sine) / (Math.PI * x);
            double cosine = StrictMath.cos(Math.PI * x / TAPS);
            pulses[at + k] += (float) (height * sinc * cosine * cosine);
        }
    }

    private void fillNoise(int from) {
        long origin = noiseStart + (frames - 1) * frameHop - span + frameHop;
        for (int i = from; i < span; i++) {
            noise[i] = noise(origin + i);
        }
    }

    /** Uniform, of unit power; SplitMix64 (Steele, Lea and Flood 2014, figure 17) as a function of the place. */
    private static float noise(long place) {
        long z = place * 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        z ^= z >>> 31;
        return (float) ((z >> 40) * (Math.sqrt(3) / (1 << 23)));
    }

    /**
     * The spectrum under a filter's window of the frame that is {@code lookAhead} before the newest.
     *
     * @param part which of the frame's filters
     * @param into {@code 2 * fftSize} floats, overwritten: the complex transform of pulses + i noise
     */
    public void transform(int part, float[] into) {
        int start = part * hop;
        for (int i = 0; i < fftSize; i++) {
            into[2 * i] = window[i] * pulses[start + i];
            into[2 * i + 1] = window[i] * noise[start + i];
        }
        fft.complexForward(into);
    }
}
