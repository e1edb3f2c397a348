package sori.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sori.acoustic.AcousticShape;
import sori.acoustic.Precision;
import sori.onnx.GraphRefusedException;
import sori.onnx.OnnxRuntime;
import sori.onnx.Provider;

/**
 * The graphs' contract on CUDA, within a tolerance, as its kernels choose their order of sums by the shapes. On a machine with an
 * NVIDIA GPU, CUDA 12 and cuDNN 9: {@code mvn -Pcuda -Dtest=CudaGraphsTest test}. Passed over elsewhere, with the reason.
 */
class CudaGraphsTest {
    private static final double TOLERANCE = 2e-3;
    private static final int STEPS = 12;
    private static final OnnxRuntime CPU = new OnnxRuntime(Provider.CPU);
    private static final int[] LENGTHS = {53, 1, 16, 37};

    @BeforeAll
    static void needCuda() {
        try {
            OnnxRuntime.start(Provider.CUDA);
        } catch (GraphRefusedException e) {
            abort(e.toString());
        }
    }

    private static AcousticShape shape(String size) {
        return size.equals("small") ? AcousticShape.small(93, 80) : AcousticShape.tiny(93, 20);
    }

    /** Memory, frames and mel of a batch; of one row alone where it is not negative. */
    private static float[][] speak(AcousticWeights weights, OnnxRuntime runtime, int row) throws Exception {
        Random random = new Random(4);
        int[][] texts = Arrays.stream(LENGTHS)
                .mapToObj(length -> random.ints(length, 1, 93).toArray())
                .toArray(int[][]::new);
        int[][] spoken = row < 0 ? texts : new int[][] {texts[row]};
        long[] lengths = Arrays.stream(spoken).mapToLong(text -> text.length).toArray();
        int padded = row < 0 ? 60 : spoken[0].length;
        try (GraphRuns graphs = new GraphRuns(weights, Precision.FP32, runtime)) {
            Map<String, float[]> encoded = graphs.encode(spoken, padded);
            float[] masks = new float[STEPS * spoken.length * 2 * graphs.shape.prenet()];
            Arrays.fill(masks, 1);
            GraphRuns.Decoded decoded =
                    graphs.decode(encoded, lengths, padded, graphs.start(spoken.length, padded), masks);
            float[] mel = graphs.postnet(decoded.frames(), spoken.length, new HashMap<>());
            return new float[][] {Objects.requireNonNull(encoded.get("memory")), decoded.frames(), mel};
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"tiny", "small"})
    void cudaComputesWhatTheProcessorComputes(String size) throws Exception {
        AcousticWeights weights = AcousticWeights.random(shape(size), 7);
        float[][] cuda = speak(weights, OnnxRuntime.start(Provider.CUDA), -1);
        float[][] processor = speak(weights, CPU, -1);
        for (int i = 0; i < cuda.length; i++) {
            close(cuda[i], processor[i]);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"tiny", "small"})
    void oneSequenceIsTheSameAloneAndInABatchAndPadded(String size) throws Exception {
        AcousticWeights weights = AcousticWeights.random(shape(size), 7);
        OnnxRuntime runtime = OnnxRuntime.start(Provider.CUDA);
        float[][] batch = speak(weights, runtime, -1);
        for (int row = 0; row < LENGTHS.length; row++) {
            float[][] alone = speak(weights, runtime, row);
            for (int i = 0; i < alone.length; i++) {
                int at = row * (batch[i].length / LENGTHS.length);
                close(Arrays.copyOfRange(batch[i], at, at + alone[i].length), alone[i]);
            }
        }
    }

    private static void close(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        double worst = 0;
        for (int i = 0; i < actual.length; i++) {
            worst = Math.max(worst, Math.abs(actual[i] - expected[i]));
        }
        assertThat(worst).isLessThan(TOLERANCE);
    }
}
