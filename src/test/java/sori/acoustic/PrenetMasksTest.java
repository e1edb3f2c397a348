package sori.acoustic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PrenetMasksTest {
    private static final int UNITS = 16;

    private static float[] masks(long seed, double dropout, int firstStep, int steps) {
        float[] values = new float[steps * 2 * UNITS];
        new PrenetMasks(seed, UNITS, dropout).fill(FloatBuffer.wrap(values), 0, 1, firstStep, steps);
        return values;
    }

    @Test
    void aStepsMaskDoesNotDependOnWhereTheBlockBegan() {
        float[] whole = masks(9, 0.5, 0, 10);
        float[] part = masks(9, 0.5, 4, 3);
        assertThat(part).isEqualTo(Arrays.copyOfRange(whole, 4 * 2 * UNITS, 7 * 2 * UNITS));
    }

    @Test
    void aRowOfABatchGetsWhatItGetsAlone() {
        float[] batch = new float[3 * 5 * 2 * UNITS];
        new PrenetMasks(9, UNITS, 0.5).fill(FloatBuffer.wrap(batch), 1, 3, 2, 5);
        float[] alone = masks(9, 0.5, 2, 5);
        for (int step = 0; step < 5; step++) {
            int at = (3 * step + 1) * 2 * UNITS;
            assertThat(Arrays.copyOfRange(batch, at, at + 2 * UNITS))
                    .isEqualTo(Arrays.copyOfRange(alone, step * 2 * UNITS, (step + 1) * 2 * UNITS));
        }
    }

    @Test
    void keptUnitsMakeUpForTheDroppedOnes() {
        float[] values = masks(1, 0.3, 0, 2000);
        double sum = 0;
        for (float value : values) {
            assertThat(value).isIn(0f, (float) (1 / 0.7));
            sum += value;
        }
        assertThat(sum / values.length).isCloseTo(1, within(0.02));
    }

    @Test
    void withoutDropoutEveryUnitIsKeptAsItIs() {
        assertThat(masks(1, 0, 0, 50)).containsOnly(1f);
    }

    @Test
    void neighbouringSeedsDrawUnlikeMasks() {
        float[] one = masks(1, 0.5, 0, 500);
        float[] two = masks(2, 0.5, 0, 500);
        int alike = 0;
        for (int i = 0; i < one.length; i++) {
            alike += one[i] == two[i] ? 1 : 0;
        }
        assertThat(alike / (double) one.length).isCloseTo(0.5, within(0.03));
    }
}
