package sori.vocoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sori.mel.MelFormat;

class ExcitationTest {
    private static final MelFormat FORMAT = MelFormat.DEFAULT;
    private static final VocoderShape SHAPE = VocoderShape.tiny(FORMAT);
    private static final int FRAMES = 200;

    /** Mean power per bin, pulses and noise apart: {@code [2][bins]}. */
    private static double[][] power(double hz, double voiced) {
        Excitation excitation = new Excitation(SHAPE, FORMAT, 0);
        float[] transform = new float[2 * SHAPE.fftSize()];
        double[][] power = new double[2][SHAPE.bins()];
        for (int frame = 0; frame < FRAMES; frame++) {
            excitation.advance(hz, voiced);
            excitation.transform(0, transform);
            for (int bin = 1; bin < SHAPE.bins() - 1; bin++) {
                int mirror = SHAPE.fftSize() - bin;
                double a = transform[2 * bin] + transform[2 * mirror];
                double b = transform[2 * bin + 1] - transform[2 * mirror + 1];
                double c = transform[2 * bin + 1] + transform[2 * mirror + 1];
                double d = transform[2 * mirror] - transform[2 * bin];
                power[0][bin] += (a * a + b * b) / 4 / FRAMES;
                power[1][bin] += (c * c + d * d) / 4 / FRAMES;
            }
        }
        return power;
    }

    private static double mean(double[] power, int from, int to) {
        double sum = 0;
        for (int bin = from; bin < to; bin++) {
            sum += power[bin];
        }
        return sum / (to - from);
    }

    @ParameterizedTest
    @ValueSource(doubles = {110, 185, 301})
    void pulsesAndNoiseHaveTheSamePowerInEveryBandWhateverThePitch(double hz) {
        double window = 0.375 * SHAPE.fftSize();
        double[][] power = power(hz, 1);
        for (int from = 10; from + 40 <= 200; from += 40) {
            assertThat(mean(power[0], from, from + 40)).isCloseTo(window, within(0.15 * window));
            assertThat(mean(power[1], from, from + 40)).isCloseTo(window, within(0.15 * window));
        }
    }

    @Test
    void pulsesStandAtThePitch() {
        double[] power = power(430.66, 1)[0]; // ten bins
        for (int harmonic = 1; harmonic < 20; harmonic++) {
            assertThat(power[10 * harmonic]).isGreaterThan(1000 * power[10 * harmonic + 5]);
        }
    }

    /** Where the pulses of the newest frame's last window stand, as the mean phase of its harmonics at the window's middle. */
    private static double period(Excitation excitation, double hz) {
        float[] transform = new float[2 * SHAPE.fftSize()];
        excitation.transform(0, transform);
        double real = 0;
        double imaginary = 0;
        double step = 2 * Math.PI * hz / FORMAT.sampleRateHz();
        double[] samples = inverse(transform);
        for (int i = 0; i < samples.length; i++) {
            double at = step * (i - samples.length / 2.0);
            real += samples[i] * Math.cos(at);
            imaginary -= samples[i] * Math.sin(at);
        }
        return Math.atan2(imaginary, real) / (2 * Math.PI);
    }

    private static double[] inverse(float[] transform) {
        double[] samples = new double[SHAPE.fftSize()];
        for (int i = 0; i < samples.length; i++) {
            for (int bin = 0; bin < SHAPE.fftSize(); bin++) {
                double angle = 2 * Math.PI * i * bin / SHAPE.fftSize();
                samples[i] += transform[2 * bin] * Math.cos(angle) - transform[2 * bin + 1] * Math.sin(angle);
            }
        }
        return samples;
    }

    @ParameterizedTest
    @ValueSource(doubles = {110, 185, 301})
    void pulsesKeepToAPhaseThatIsGiven(double hz) {
        Excitation first = new Excitation(SHAPE, FORMAT, 0);
        Excitation second = new Excitation(SHAPE, FORMAT, 0);
        // The second has a pitch that is a little wrong, and the phases of the right one, a quarter of a period later.
        double perFrame = hz * FORMAT.hopSamples() / FORMAT.sampleRateHz();
        for (int frame = 0; frame < 30; frame++) {
            first.advance(hz, 1, frame * perFrame);
            second.advance(hz * (1 + 0.02 * Math.sin(frame)), 1, frame * perFrame + 0.25);
        }
        double apart = period(second, hz) - period(first, hz);
        assertThat(apart - Math.rint(apart)).isCloseTo(0.25, within(0.02));
    }

    @Test
    void withoutAPhaseThePitchAloneDecides() {
        Excitation first = new Excitation(SHAPE, FORMAT, 3);
        Excitation second = new Excitation(SHAPE, FORMAT, 3);
        float[] one = new float[2 * SHAPE.fftSize()];
        float[] other = new float[2 * SHAPE.fftSize()];
        for (int frame = 0; frame < 12; frame++) {
            first.advance(140 + 9 * frame, frame % 5 == 4 ? 0 : 1);
            second.advance(140 + 9 * frame, frame % 5 == 4 ? 0 : 1, Double.NaN);
            first.transform(1, one);
            second.transform(1, other);
            assertThat(other).isEqualTo(one);
        }
    }

    @Test
    void withoutAVoiceThereAreNoPulses() {
        // What is left is the noise, rounded.
        assertThat(mean(power(180, 0)[0], 0, SHAPE.bins())).isLessThan(1e-9);
    }

    @Test
    void aRestoredExcitationGoesOnExactly() {
        Excitation straight = new Excitation(SHAPE, FORMAT, 7);
        for (int frame = 0; frame < 9; frame++) {
            straight.advance(150 + 10 * frame, frame % 4 == 3 ? 0 : 1);
        }
        ByteBuffer bytes = StreamState.allocate(straight.stateBytes());
        straight.save(bytes);
        Excitation resumed = new Excitation(SHAPE, FORMAT, 7);
        resumed.restore(new StreamState(bytes.array()), 9);
        float[] expected = new float[2 * SHAPE.fftSize()];
        float[] actual = new float[2 * SHAPE.fftSize()];
        for (int frame = 0; frame < 5; frame++) {
            straight.advance(200, 1);
            resumed.advance(200, 1);
            straight.transform(1, expected);
            resumed.transform(1, actual);
            assertThat(actual).isEqualTo(expected);
        }
        assertThat(bytes.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void aPitchThatIsNoNumberMakesNoPulses() {
        Excitation excitation = new Excitation(SHAPE, FORMAT, 0);
        float[] transform = new float[2 * SHAPE.fftSize()];
        for (double hz : new double[] {Double.NaN, 1e9, -5, 0}) {
            excitation.advance(hz, 1);
            excitation.transform(0, transform);
            for (float value : transform) {
                assertThat(value).isFinite();
            }
        }
    }
}
