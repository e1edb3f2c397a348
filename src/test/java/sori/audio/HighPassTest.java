package sori.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HighPassTest {
    private static final int RATE = 22_050;

    private static double decibels(double cutOffHz, double hz) {
        float[] tone = new float[RATE];
        for (int i = 0; i < tone.length; i++) {
            tone[i] = (float) Math.sin(2 * Math.PI * hz * i / RATE);
        }
        float[] out = new HighPass(cutOffHz, RATE).filter(tone);
        double in = 0;
        double left = 0;
        for (int i = RATE / 2; i < RATE; i++) { // once it has settled
            in += tone[i] * tone[i];
            left += out[i] * out[i];
        }
        return 10 * Math.log10(left / in);
    }

    @ParameterizedTest
    @CsvSource({"70", "120", "400"})
    void itIsThreeDecibelsDownAtItsCutOffAndFallsByTwelveAnOctave(double cutOffHz) {
        assertThat(decibels(cutOffHz, cutOffHz)).isCloseTo(-3, within(0.1));
        assertThat(decibels(cutOffHz, cutOffHz / 4)).isCloseTo(-24, within(0.5));
        assertThat(decibels(cutOffHz, 8 * cutOffHz)).isCloseTo(0, within(0.02));
    }

    @Test
    void aCutOffOutsideOfTheAudioIsRefused() {
        for (double cutOff : new double[] {0, -1, RATE / 2.0, Double.NaN}) {
            assertThatThrownBy(() -> new HighPass(cutOff, RATE)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
