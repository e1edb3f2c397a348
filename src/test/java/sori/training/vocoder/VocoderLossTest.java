package sori.training.vocoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sori.mel.MelFormat;
import sori.training.HostTensors;

/** What the figures say of sounds whose difference is known. */
class VocoderLossTest {
    private static final MelFormat FORMAT = MelFormat.DEFAULT;
    private static final int SAMPLES = 32_000;

    @BeforeAll
    static void oneThread() {
        torch.set_num_threads(1);
    }

    /** A voice: harmonics in noise. */
    private static float[] voice(long seed, double harmonics, double noise, double phase) {
        Random random = new Random(seed);
        float[] samples = new float[SAMPLES];
        for (int n = 0; n < samples.length; n++) {
            for (int harmonic = 1; harmonic <= 30; harmonic++) {
                double angle = 2 * Math.PI * harmonic * 200.0 * n / FORMAT.sampleRateHz() + phase;
                samples[n] += (float) (0.03 * harmonics * Math.cos(angle));
            }
            samples[n] += (float) (noise * random.nextGaussian());
        }
        return samples;
    }

    private record Figures(double magnitude, double phase, double texture) {}

    private static Figures figures(float[] made, float[] recorded) {
        try (PointerScope scope = new PointerScope()) {
            Tensor pitch = HostTensors.of(new float[20], 1, 10, 2);
            VocoderLoss.Losses losses = new VocoderLoss(FORMAT, HostTensors.device())
                    .of(
                            HostTensors.of(made, 1, SAMPLES),
                            HostTensors.of(recorded, 1, SAMPLES),
                            pitch,
                            pitch,
                            VocoderLoss.Weights.ALONE);
            return new Figures(
                    losses.magnitude().item_float(),
                    losses.phase().item_float(),
                    losses.texture().item_float());
        }
    }

    @Test
    void theSameSoundIsNotFarFromItself() {
        Figures same = figures(voice(1, 1, 0.03, 0), voice(1, 1, 0.03, 0));
        assertThat(same.magnitude()).isZero();
        assertThat(same.texture()).isZero();
        assertThat(same.phase()).isCloseTo(0, within(1e-3));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1.5, Math.PI})
    void aTurnedPhaseIsHeardByThePhaseAlone(double turn) {
        Figures turned = figures(voice(1, 1, 0, turn), voice(1, 1, 0, 0));
        assertThat(turned.phase()).isCloseTo(1 - Math.cos(turn), within(0.1));
        assertThat(turned.texture()).isLessThan(0.1);
    }

    /** A click each 6 ms is flat like a hiss, and as loud, but the same in every frame. */
    @Test
    void anotherHissHasTheSameTextureAndASteadySoundHasNot() {
        float[] recorded = voice(1, 0, 0.1, 0);
        Figures hiss = figures(voice(2, 0, 0.1, 0), recorded);
        float[] clicks = new float[SAMPLES];
        int apart = FORMAT.hopSamples() / 2;
        for (int n = 0; n < SAMPLES; n += apart) {
            clicks[n] = (float) (0.1 * Math.sqrt(apart));
        }
        Figures steady = figures(clicks, recorded);
        assertThat(steady.texture()).isGreaterThan(5 * hiss.texture());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.02, 0.05, 0.1})
    void aVoiceWithoutItsBreathIsToldByItsTexture(double breath) {
        float[] recorded = voice(1, 1, breath, 0);
        Figures alike = figures(voice(2, 1, breath, 0), recorded);
        Figures bare = figures(voice(2, 1, breath / 10, 0), recorded);
        assertThat(bare.texture()).as("alike %s", alike).isGreaterThan(3 * alike.texture());
    }
}
