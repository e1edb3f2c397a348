package sori.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import sori.mel.MelFormat;

class FrameRatePulseTest {
    private static final MelFormat FORMAT = MelFormat.DEFAULT;

    /** @param depth of the swelling at the frames' rate */
    private static float[] hiss(double depth, long seed) {
        Random random = new Random(seed);
        float[] samples = new float[3 * FORMAT.sampleRateHz()];
        for (int n = 0; n < samples.length; n++) {
            double level = 0.1 * (1 + depth * Math.cos(2 * Math.PI * n / FORMAT.hopSamples()));
            samples[n] = (float) (level * random.nextGaussian());
        }
        return samples;
    }

    @Test
    void theDepthOfAPulseIsFound() {
        assertThat(FrameRatePulse.share(hiss(0.2, 1), FORMAT)).isCloseTo(0.2, within(0.02));
    }

    @Test
    void aSteadyHissHasNearlyNone() {
        assertThat(FrameRatePulse.medianPercent(List.of(hiss(0, 1), hiss(0, 2), hiss(0, 3)), FORMAT))
                .isLessThan(2);
    }

    @Test
    void whatIsBelowTwoKilohertzDoesNotCount() {
        float[] samples = hiss(0, 4);
        for (int n = 0; n < samples.length; n++) {
            samples[n] += (float) (0.5 * Math.sin(2 * Math.PI * n / FORMAT.hopSamples()));
        }
        assertThat(FrameRatePulse.share(samples, FORMAT)).isLessThan(0.02);
    }

    @Test
    void silenceHasNone() {
        assertThat(FrameRatePulse.share(new float[20000], FORMAT)).isZero();
    }
}
