package sori.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TensorBufferTest {
    @Test
    void whatLiesInItStaysWhenItGrowsAndTheRestIsZero() {
        try (TensorBuffer buffer = TensorBuffer.floats()) {
            buffer.shaped(1, 3).floats().put(new float[] {1, 2, 3});
            float[] values = new float[3000];
            buffer.shaped(1000, 3).floats().get(values);
            assertThat(values).startsWith(1, 2, 3);
            assertThat(Arrays.copyOfRange(values, 3, values.length)).containsOnly(0);
        }
    }

    @Test
    void aSmallerShapeSeesTheBeginning() {
        try (TensorBuffer buffer = TensorBuffer.longs()) {
            buffer.shaped(4).longs().put(new long[] {1, 2, 3, 4});
            assertThat(buffer.shaped(2).longs().capacity()).isEqualTo(2);
            assertThat(buffer.shaped(2).longs().get(1)).isEqualTo(2);
            assertThat(buffer.shaped(4).longs().get(3)).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 16, 17, 262_145, 1_000_003})
    void anySizeHasRoom(int size) {
        try (TensorBuffer buffer = TensorBuffer.floats();
                TensorArena arena = new TensorArena()) {
            assertThat(buffer.shaped(size).floats().capacity()).isEqualTo(size);
            assertThat(arena.floats(size).floats().capacity()).isEqualTo(size);
        }
    }
}
