package sori.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplerTest {
    @ParameterizedTest(name = "{0} Hz to {1} Hz")
    @CsvSource({"32000, 22050", "16000, 22050", "44100, 22050", "22050, 48000", "22050, 22050"})
    void keepsATonesFrequencyLevelAndPhase(int fromHz, int toHz) {
        double toneHz = 0.8 * Math.min(fromHz, toHz) / 2;
        float[] out = new Resampler(fromHz, toHz).resample(tone(toneHz, fromHz, fromHz / 4));
        float[] expected = tone(toneHz, toHz, out.length);
        assertThat(out).hasSize((fromHz / 4 * toHz + fromHz - 1) / fromHz);
        for (int i = 200; i < out.length - 200; i++) {
            assertThat(out[i]).isCloseTo(expected[i], within(1e-3f));
        }
    }

    @Test
    void removesWhatTheLowerRateCannotHold() {
        float[] out = new Resampler(32000, 22050).resample(tone(11100, 32000, 8000));
        for (int i = 200; i < out.length - 200; i++) {
            assertThat(out[i]).isCloseTo(0, within(3e-4f));
        }
    }

    @Test
    void keepsAConstant() {
        float[] ones = new float[2000];
        Arrays.fill(ones, 1);
        float[] out = new Resampler(32000, 22050).resample(ones);
        for (int i = 200; i < out.length - 200; i++) {
            assertThat(out[i]).isCloseTo(1, within(1e-5f));
        }
    }

    @Test
    void takesShorterSignalsThanItsFilter() {
        assertThat(new Resampler(32000, 22050).resample(new float[] {1})).hasSize(1);
        assertThat(new Resampler(32000, 22050).resample(new float[0])).isEmpty();
    }

    private static float[] tone(double hz, int rateHz, int count) {
        float[] samples = new float[count];
        for (int i = 0; i < count; i++) {
            samples[i] = (float) Math.sin(2 * Math.PI * hz * i / rateHz);
        }
        return samples;
    }
}
