package sori.training.vocoder;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sori.mel.MelFormat;
import sori.mel.PitchTracker;

class PulsePhaseTest {
    private static final MelFormat FORMAT = MelFormat.DEFAULT;
    private static final int FRAMES = 60;

    /** Periods at each sample of a pitch that glides and trembles. */
    private static double[] periods(double fromHz, double toHz) {
        double[] periods = new double[FRAMES * FORMAT.hopSamples()];
        double sum = 0.3;
        for (int i = 0; i < periods.length; i++) {
            double share = (double) i / periods.length;
            double hz = (fromHz + share * (toHz - fromHz)) * (1 + 0.01 * Math.sin(40 * share));
            sum += hz / FORMAT.sampleRateHz();
            periods[i] = sum;
        }
        return periods;
    }

    @ParameterizedTest
    @CsvSource({"110, 140", "180, 180", "250, 170", "200, 330"})
    void followsTheFundamentalOfAVoice(double fromHz, double toHz) {
        double[] periods = periods(fromHz, toHz);
        float[] samples = new float[periods.length];
        for (int i = 0; i < samples.length; i++) {
            for (int harmonic = 1; harmonic <= 12; harmonic++) {
                samples[i] += (float) (0.3 / harmonic * Math.cos(2 * Math.PI * harmonic * periods[i]));
            }
        }
        float[] hz = new PitchTracker(FORMAT).track(samples, FRAMES);
        float[] phases = new PulsePhase(FORMAT).track(samples, hz);
        for (int frame = 5; frame < FRAMES - 5; frame++) {
            int centre = frame * FORMAT.hopSamples() + FORMAT.hopSamples() / 2;
            double off = phases[frame] - periods[centre];
            assertThat(Math.abs(off - Math.rint(off))).as("frame %s", frame).isLessThan(0.03);
        }
    }
}
