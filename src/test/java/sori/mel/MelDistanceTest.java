package sori.mel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Distance of two mels, by hand-made ones of two bands. */
class MelDistanceTest {
    private static final float[] RISING = {0, 0, 1, 1, 2, 2};

    @Test
    void aMelIsNotApartFromItself() {
        assertThat(MelDistance.of(RISING, RISING, 2)).isEqualTo(new MelDistance(0, 3));
    }

    @Test
    void speedAloneIsNoDistance() {
        float[] slow = {0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2};
        assertThat(MelDistance.of(slow, RISING, 2)).isEqualTo(new MelDistance(0, 6));
        assertThat(MelDistance.of(RISING, slow, 2).cost()).isZero();
    }

    @Test
    void aStepCostsTheMeanDifferenceOfItsFrames() {
        float[] louder = {1, 0, 2, 1, 3, 2}; // one band higher by 1
        MelDistance distance = MelDistance.of(louder, RISING, 2);
        // (1,0) and (2,1) are as far from their neighbours as from their own: no path is cheaper than the straight one.
        assertThat(distance.cost()).isEqualTo(1.5, within(1e-9));
        assertThat(distance.mean()).isEqualTo(1.5 / distance.steps(), within(1e-9));
    }

    @Test
    void bothEndsAreCompared() {
        float[] one = {5, 5};
        assertThat(MelDistance.of(one, RISING, 2)).isEqualTo(new MelDistance(5 + 4 + 3, 3));
    }

    @Test
    void sentencesAddUp() {
        MelDistance sum = new MelDistance(1, 2).plus(new MelDistance(3, 6));
        assertThat(sum.mean()).isEqualTo(0.5);
        assertThat(MelDistance.of(new float[0], RISING, 2)).isEqualTo(MelDistance.NONE);
    }
}
