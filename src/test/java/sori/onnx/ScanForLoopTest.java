package sori.onnx;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import sori.acoustic.AcousticGraphs;
import sori.acoustic.AcousticShape;
import sori.training.AcousticExporter;
import sori.training.AcousticWeights;

/** What CUDA is given, run on the processor. */
class ScanForLoopTest {
    private static final AcousticShape SHAPE = AcousticShape.tiny(40, 20);
    private static final Map<String, Integer> LENGTHS = Map.of("batch", 3, "symbols", 9, "steps", 5, "frames", 10);

    @Test
    void aDecoderWithAScanGivesTheBitsOfItsLoop() throws Exception {
        byte[] loop = AcousticExporter.graphs(AcousticWeights.random(SHAPE, 3)).decoder();
        byte[] scan = ScanForLoop.in(loop);
        assertThat(operators(loop)).contains("Loop").doesNotContain("Scan");
        assertThat(operators(scan)).contains("Scan").doesNotContain("Loop");
        assertThat(run(scan)).isEqualTo(run(loop));
    }

    @Test
    void aGraphWithoutALoopStaysAsItIs() {
        byte[] postnet =
                AcousticExporter.graphs(AcousticWeights.random(SHAPE, 3)).postnet();
        assertThat(operators(ScanForLoop.in(postnet))).isEqualTo(operators(postnet));
    }

    private static List<String> operators(byte[] model) {
        try {
            return ModelProto.parseFrom(model).getGraph().getNodeList().stream()
                    .map(NodeProto::getOpType)
                    .toList();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static List<List<Float>> run(byte[] model) throws Exception {
        GraphContract contract = AcousticGraphs.decoder(SHAPE);
        Random random = new Random(1);
        Map<String, Tensor> inputs = new HashMap<>();
        Map<String, Tensor> outputs = new HashMap<>();
        try (OnnxGraph graph = OnnxGraph.load(new OnnxRuntime(Provider.CPU), "decoder", model, contract);
                TensorArena arena = new TensorArena()) {
            for (TensorSpec spec : contract.inputs()) {
                Tensor input = tensor(arena, spec);
                inputs.put(spec.name(), input);
                fill(input, spec, random);
            }
            List<Tensor> results = new ArrayList<>();
            for (TensorSpec spec : contract.outputs()) {
                Tensor output = tensor(arena, spec);
                outputs.put(spec.name(), output);
                if (spec.type() == TensorSpec.ElementType.FLOAT) {
                    results.add(output);
                }
            }
            graph.run(inputs, outputs);
            return results.stream().map(ScanForLoopTest::values).toList();
        }
    }

    private static void fill(Tensor input, TensorSpec spec, Random random) {
        if (spec.name().equals("steps")) {
            input.longs().put(0, 5);
        } else if (spec.name().equals("lengths")) {
            input.longs().put(new long[] {9, 4, 7});
        } else {
            FloatBuffer values = input.floats();
            for (int i = 0; i < values.capacity(); i++) {
                values.put(i, (float) random.nextGaussian());
            }
        }
    }

    private static Tensor tensor(TensorArena arena, TensorSpec spec) {
        long[] sides = spec.dimensions().stream()
                .mapToLong(d -> d.free() ? requireNonNull(LENGTHS.get(d.label())) : d.size())
                .toArray();
        return spec.type() == TensorSpec.ElementType.FLOAT ? arena.floats(sides) : arena.longs(sides);
    }

    private static List<Float> values(Tensor tensor) {
        List<Float> values = new ArrayList<>();
        for (int i = 0; i < tensor.floats().capacity(); i++) {
            values.add(tensor.floats().get(i));
        }
        return values;
    }
}
