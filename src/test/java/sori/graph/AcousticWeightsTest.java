package sori.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sori.acoustic.AcousticShape;
import sori.graph.AcousticWeights.Tensor;

class AcousticWeightsTest {
    private static final AcousticShape SHAPE = AcousticShape.tiny(40, 20);

    private Map<String, Tensor> tensors = new HashMap<>();

    @BeforeEach
    void startWithAWholeSet() {
        tensors = new HashMap<>(AcousticWeights.random(SHAPE, 1).tensors());
    }

    @Test
    void theSmallShapeHasAboutThreeMillionParameters() {
        assertThat(AcousticWeights.random(AcousticShape.small(93, 80), 1).parameters())
                .isBetween(3_000_000L, 3_600_000L);
    }

    @Test
    void aMissingParameterIsNamed() {
        tensors.remove("gate.bias");
        assertThatThrownBy(() -> new AcousticWeights(SHAPE, tensors)).hasMessageContaining("gate.bias is missing");
    }

    @Test
    void anUnknownParameterIsNamed() {
        tensors.put("gate.weigth", new Tensor(new float[1], 1));
        assertThatThrownBy(() -> new AcousticWeights(SHAPE, tensors)).hasMessageContaining("gate.weigth");
    }

    @Test
    void anotherShapeOfTheSameSizeIsRefused() {
        tensors.put("gate.weight", new Tensor(new float[24], 24, 1));
        assertThatThrownBy(() -> new AcousticWeights(SHAPE, tensors))
                .hasMessageContaining("gate.weight has the shape [24, 1], not [1, 24]");
    }

    @Test
    void aNumberThatIsNoneIsRefused() {
        tensors.put("gate.bias", new Tensor(new float[] {Float.NaN}, 1));
        assertThatThrownBy(() -> new AcousticWeights(SHAPE, tensors)).hasMessageContaining("gate.bias holds NaN");
    }

    @Test
    void valuesThatDoNotFillTheShapeAreRefused() {
        assertThatThrownBy(() -> new Tensor(new float[5], 2, 3)).hasMessageContaining("5 values");
    }
}
