package sori.audio;

/**
 * Takes rumble and hum out of recordings: Butterworth's filter of second order, 3 dB down at its cut-off and 12 dB more with every octave
 * below (Bristow-Johnson, "Cookbook formulae for audio equalizer biquad filter coefficients"). Immutable.
 */
public final class HighPass {
    private final double b0;
    private final double a1;
    private final double a2;

    /** @throws IllegalArgumentException if the cut-off is not between 0 and half the rate */
    public HighPass(double cutOffHz, int sampleRateHz) {
        if (!(cutOffHz > 0 && cutOffHz < sampleRateHz / 2.0)) {
            throw new IllegalArgumentException(
                    "a high-pass at " + cutOffHz + " Hz of audio at " + sampleRateHz + " samples a second");
        }
        double angle = 2 * Math.PI * cutOffHz / sampleRateHz;
        double alpha = Math.sin(angle) / Math.sqrt(2);
        this.b0 = (1 + Math.cos(angle)) / 2 / (1 + alpha);
        this.a1 = -2 * Math.cos(angle) / (1 + alpha);
        this.a2 = (1 - alpha) / (1 + alpha);
    }

    /** @return as many samples, new */
    public float[] filter(float[] samples) {
        float[] out = new float[samples.length];
        double in1 = 0;
        double in2 = 0;
        double out1 = 0;
        double out2 = 0;
        for (int i = 0; i < samples.length; i++) {
            double sample = b0 * (samples[i] - 2 * in1 + in2) - a1 * out1 - a2 * out2;
            in2 = in1;
            in1 = samples[i];
            out2 = out1;
            out1 = sample;
            out[i] = (float) sample;
        }
        return out;
    }
}
