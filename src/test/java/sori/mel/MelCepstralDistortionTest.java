package sori.mel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Distortion of mels whose cepstra are known. */
class MelCepstralDistortionTest {
    private static final int MELS = 80;
    /** 10 sqrt(2) / ln 10: a cepstral distance of 1 in decibels. */
    private static final double UNIT = 6.141851463713754;

    private static float[] noise(int frames) {
        Random random = new Random(7);
        float[] mel = new float[frames * MELS];
        for (int i = 0; i < mel.length; i++) {
            mel[i] = (float) (-5 + 2 * random.nextGaussian());
        }
        return mel;
    }

    /** Adds a ripple of the k-th cosine to every frame. */
    private static float[] rippled(float[] mel, int k, double height) {
        float[] rippled = mel.clone();
        for (int i = 0; i < mel.length; i++) {
            rippled[i] += (float) (height * Math.cos(Math.PI * k * (i % MELS + 0.5) / MELS));
        }
        return rippled;
    }

    @ParameterizedTest(name = "c{0}")
    @ValueSource(ints = {1, 2, 7, 13})
    void aRippleCountsByItsHeight(int k) {
        float[] mel = noise(1);
        assertThat(MelCepstralDistortion.of(mel, rippled(mel, k, 0.5), MELS).decibels())
                .isEqualTo(UNIT / 2, within(1e-5));
    }

    @Test
    void ripplesAddUpAsTheSidesOfARightAngle() {
        float[] mel = noise(1);
        float[] other = rippled(rippled(mel, 2, 0.3), 9, -0.4);
        assertThat(MelCepstralDistortion.of(mel, other, MELS).decibels()).isEqualTo(UNIT / 2, within(1e-5));
    }

    @ParameterizedTest(name = "c{0}")
    @ValueSource(ints = {0, 14, 20})
    void loudnessAndFineRipplesDoNotCount(int k) {
        float[] mel = noise(3);
        assertThat(MelCepstralDistortion.of(mel, rippled(mel, k, 2), MELS).decibels())
                .isEqualTo(0, within(1e-5));
    }

    @Test
    void speedAloneIsNoDistortion() {
        float[] mel = noise(4);
        float[] slow = new float[2 * mel.length];
        for (int i = 0; i < slow.length; i++) {
            slow[i] = mel[i / MELS / 2 * MELS + i % MELS];
        }
        MelCepstralDistortion distortion = MelCepstralDistortion.of(mel, slow, MELS);
        assertThat(distortion.cost()).isZero();
        assertThat(distortion.steps()).isEqualTo(8);
    }

    @Test
    void itIsTheMeanAlongThePath() {
        float[] mel = noise(5);
        MelCepstralDistortion distortion = MelCepstralDistortion.of(mel, rippled(mel, 3, 0.01), MELS);
        // The ripple is far smaller than frames differ, so the straight path is the cheapest.
        assertThat(distortion.steps()).isEqualTo(5);
        assertThat(distortion.decibels()).isEqualTo(UNIT / 100, within(1e-4));
    }

    @Test
    void nothingHasNoSound() {
        assertThatThrownBy(() -> MelCepstralDistortion.of(new float[0], noise(1), MELS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("without frames");
    }
}
