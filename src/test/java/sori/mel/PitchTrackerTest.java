package sori.mel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PitchTrackerTest {
    private static final MelFormat FORMAT = MelFormat.DEFAULT;
    private static final int FRAMES = 40;

    private static float[] noise(double level) {
        Random random = new Random(5);
        float[] samples = new float[FRAMES * FORMAT.hopSamples()];
        for (int n = 0; n < samples.length; n++) {
            samples[n] = (float) (level * random.nextGaussian());
        }
        return samples;
    }

    /** Twenty harmonics, ever weaker, that glide upwards by 10 Hz a second. */
    private static float[] voice(double hz) {
        float[] samples = noise(0.002);
        for (int n = 0; n < samples.length; n++) {
            double t = (double) n / FORMAT.sampleRateHz();
            for (int harmonic = 1; harmonic <= 20; harmonic++) {
                samples[n] += (float) (0.2 / harmonic * Math.sin(2 * Math.PI * harmonic * (hz * t + 5 * t * t)));
            }
        }
        return samples;
    }

    @ParameterizedTest
    @ValueSource(doubles = {95, 140, 180, 230, 330})
    void theFrequencyOfAVoiceIsFound(double hz) {
        float[] track = new PitchTracker(FORMAT).track(voice(hz), FRAMES);
        for (int frame = 3; frame < FRAMES - 3; frame++) {
            double t = (frame + 0.5) * FORMAT.hopSamples() / FORMAT.sampleRateHz();
            assertThat((double) track[frame]).isCloseTo(hz + 10 * t, within(0.01 * hz));
        }
    }

    @Test
    void noiseAndSilenceHaveNoPitch() {
        assertThat(new PitchTracker(FORMAT).track(noise(0.1), FRAMES)).containsOnly(0);
        assertThat(new PitchTracker(FORMAT).track(new float[FRAMES * 256], FRAMES))
                .containsOnly(0);
    }

    @Test
    void gapsAreFilledByStraightLines() {
        assertThat(PitchTracker.continuous(new float[] {0, 100, 0, 0, 130, 0}, 180))
                .containsExactly(100, 100, 110, 120, 130, 130);
        assertThat(PitchTracker.continuous(new float[] {0, 0}, 180)).containsExactly(180, 180);
    }
}
