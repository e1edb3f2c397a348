package sori.training.vocoder;

import sori.mel.MelFormat;

/**
 * Where in its period a voice is: the phase of the fundamental, frame by frame. Pulses that keep to it stand at the same place of
 * every period of the recording, so that what is made of them can be compared with it phase by phase. Immutable and thread-safe.
 */
final class PulsePhase {
    private final MelFormat format;
    /** Long enough to tell the fundamental of a low voice from its octave. */
    private final double[] window;

    PulsePhase(MelFormat format) {
        this.format = format;
        this.window = new double[format.fftSize() / 2];
        for (int i = 0; i < window.length; i++) {
            window[i] = 0.5 - 0.5 * Math.cos(2 * Math.PI * (i + 0.5) / window.length);
        }
    }

    /**
     * @param hz pitch of each frame, 0 where there is no voice
     * @return periods, in -0.5..0.5, at each frame's centre; NaN where there is no voice
     */
    float[] track(float[] samples, float[] hz) {
        float[] phases = new float[hz.length];
        for (int frame = 0; frame < hz.length; frame++) {
            int centre = frame * format.hopSamples() + format.hopSamples() / 2;
            phases[frame] = hz[frame] > 0 ? phase(samples, centre, hz[frame]) : Float.NaN;
        }
        return phases;
    }

    private float phase(float[] samples, int centre, double hz) {
        double radians = 2 * Math.PI * hz / format.sampleRateHz();
        double real = 0;
        double imaginary = 0;
        int from = centre - window.length / 2;
        for (int i = 0; i < window.length; i++) {
            int at = from + i;
            if (at >= 0 && at < samples.length) {
                real += window[i] * samples[at] * Math.cos(radians * (at - centre));
                imaginary -= window[i] * samples[at] * Math.sin(radians * (at - centre));
            }
        }
        return (float) (Math.atan2(imaginary, real) / (2 * Math.PI));
    }
}
