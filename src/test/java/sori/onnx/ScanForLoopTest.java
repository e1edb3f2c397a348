package sori.onnx;

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
                inputs.put(spec.name(), tensor(arena, spec));
            }
            inputs.get("steps").longs().put(0, 5);
            inputs.get("lengths").longs().put(new long[] {9, 4, 7});
            for (TensorSpec spec : contract.inputs()) {
                if (spec.type() == TensorSpec.ElementType.FLOAT) {
                    FloatBuffer values = inputs.get(spec.name()).floats();
                    for (int i = 0; i < values.capacity(); i++) {
                        values.put(i, (float) random.nextGaussian());
                    }
                }
            }
            contract.outputs().forEach(spec -> outputs.put(spec.name(), tensor(arena, spec)));
            graph.run(inputs, outputs);
            return contract.outputs().stream()
                    .filter(spec -> spec.type() == TensorSpec.ElementType.FLOAT)
                    .map(spec -> values(outputs.get(spec.name())))
                    .toList();
        }
    }

    private static Tensor tensor(TensorArena arena, TensorSpec spec) {
        long[] sides = spec.dimensions().stream()
                .mapToLong(d -> d.free() ? LENGTHS.get(d.label()) : d.size())
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
