package sori.training.vocoder;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import sori.graph.VocoderGraph;
import sori.graph.VocoderWeights;
import sori.graph.WeightLayouts;
import sori.mel.MelFormat;
import sori.mel.MelStatistics;
import sori.training.FlatParameters;
import sori.training.HostTensors;
import sori.vocoder.VocoderShape;

/** Right graphs, whatever their weights, and graphs that are wrong in one thing. */
class VocoderParityTest {
    private static final MelFormat FORMAT = MelFormat.DEFAULT;
    private static final VocoderShape SHAPE = VocoderShape.tiny(FORMAT);
    private static final int FRAMES = 45;

    @BeforeAll
    static void oneThread() {
        torch.set_num_threads(1);
    }

    /** A module of random weights, all of them other than zero. */
    private record Voice(VocoderModule module, MelStatistics statistics, float[] mel) {
        /** @param scale of the weights beside those of fresh ones */
        static Voice random(VocoderShape shape, long seed, double scale) {
            Random random = new Random(seed);
            float[] mean = new float[FORMAT.mels()];
            float[] std = new float[FORMAT.mels()];
            for (int i = 0; i < mean.length; i++) {
                mean[i] = (float) (-6 + 2 * random.nextDouble());
                std[i] = (float) (1 + 2 * random.nextDouble());
            }
            MelStatistics statistics = new MelStatistics(mean, std);
            VocoderModule module = new VocoderModule(shape, FORMAT, statistics, seed, HostTensors.device());
            FlatParameters parameters = module.parameters();
            try (NoGradGuard guard = new NoGradGuard()) {
                VocoderWeights.layout(shape).forEach((name, sides) -> {
                    float[] values = FlatParameters.copy(parameters.get(name));
                    double size = scale / Math.sqrt(sides.length == 1 ? 10 : sides[0]);
                    for (int i = 0; i < values.length; i++) {
                        values[i] += (float) (size * random.nextGaussian());
                    }
                    FlatParameters.fill(parameters.get(name), values);
                });
            }
            float[] mel = new float[FRAMES * FORMAT.mels()];
            for (int i = 0; i < mel.length; i++) {
                mel[i] = (float) (-5 + 2 * random.nextGaussian());
            }
            return new Voice(module, statistics, mel);
        }

        VocoderWeights weights() {
            return module.weights(
                    statistics, FlatParameters.copy(module.parameters().values()));
        }

        VocoderParity parity(byte[] graph) throws Exception {
            return VocoderParity.measure(module, statistics, mel, graph);
        }
    }

    @TestFactory
    Stream<DynamicTest> aRightGraphIsTaken() {
        List<DynamicTest> tests = new ArrayList<>();
        for (double scale : new double[] {0, 0.01, 0.3, 1, 3}) {
            for (long seed = 0; seed < 6; seed++) {
                long here = seed;
                tests.add(DynamicTest.dynamicTest("weights of " + scale + ", seed " + seed, () -> {
                    Voice voice = Voice.random(SHAPE, here, scale);
                    VocoderParity parity = voice.parity(VocoderGraph.bytes(voice.weights()));
                    assertThat(parity.holds()).as("%s", parity).isTrue();
                    assertThat(parity.worst().ratio()).isFinite();
                }));
            }
        }
        return tests.stream();
    }

    private static final Map<String, Consumer<Map<String, float[]>>> WRONG_WEIGHTS = new LinkedHashMap<>();

    static {
        WRONG_WEIGHTS.put("a matrix is transposed", weights -> {
            float[] matrix = of(weights, "block.1.expand.weight");
            System.arraycopy(
                    WeightLayouts.transpose(matrix, SHAPE.channels(), SHAPE.hidden()), 0, matrix, 0, matrix.length);
        });
        for (String name : VocoderWeights.layout(SHAPE).keySet()) {
            WRONG_WEIGHTS.put(
                    name + " is rounded to bf16", weights -> each(of(weights, name), VocoderParityTest::bf16));
            if (name.endsWith(".bias")) {
                WRONG_WEIGHTS.put(name + " is dropped", weights -> each(of(weights, name), value -> 0f));
            }
            if (name.endsWith("depthwise.weight")) {
                WRONG_WEIGHTS.put(name + " is a frame late", weights -> turn(of(weights, name), SHAPE.channels()));
            }
        }
        WRONG_WEIGHTS.put("one number of a matrix", weights -> of(weights, "embed.weight")[1234] += 0.01f);
        WRONG_WEIGHTS.put(
                "one number of the quietest filter", weights -> of(weights, "noise.weight")[SHAPE.bins() - 1] *= 1.01f);
    }

    private static float[] of(Map<String, float[]> weights, String name) {
        return Objects.requireNonNull(weights.get(name), name);
    }

    private static float bf16(float value) {
        return Float.intBitsToFloat(Float.floatToIntBits(value) & 0xffff0000);
    }

    private static void each(float[] values, UnaryOperator<Float> change) {
        for (int i = 0; i < values.length; i++) {
            values[i] = change.apply(values[i]);
        }
    }

    private static void turn(float[] values, int by) {
        float[] before = values.clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = before[(i + by) % before.length];
        }
    }

    @TestFactory
    Stream<DynamicTest> aGraphOfWrongWeightsIsRefused() {
        return WRONG_WEIGHTS.entrySet().stream()
                .map(wrong -> DynamicTest.dynamicTest(wrong.getKey(), () -> {
                    Voice voice = Voice.random(SHAPE, 11, 0.3);
                    VocoderWeights weights = voice.weights();
                    wrong.getValue().accept(weights.tensors());
                    VocoderParity parity = voice.parity(VocoderGraph.bytes(weights));
                    assertThat(parity.holds()).as("%s", parity).isFalse();
                }));
    }

    /** Changes to the graph itself: a node's operator, its inputs, or a constant. */
    @TestFactory
    Stream<DynamicTest> aGraphThatComputesSomethingElseIsRefused() throws Exception {
        Voice voice = Voice.random(SHAPE, 12, 1);
        ModelProto model = ModelProto.parseFrom(VocoderGraph.bytes(voice.weights()));
        Map<String, ModelProto> wrong = new LinkedHashMap<>();
        for (int i = 0; i < model.getGraph().getNodeCount(); i++) {
            for (NodeProto other : otherNodes(model.getGraph().getNode(i))) {
                NodeProto before = model.getGraph().getNode(i);
                wrong.put(
                        "node " + i + ": " + said(before) + " as " + said(other),
                        model.toBuilder()
                                .setGraph(model.getGraph().toBuilder().setNode(i, other))
                                .build());
            }
        }
        for (int i = 0; i < model.getGraph().getInitializerCount(); i++) {
            TensorProto tensor = model.getGraph().getInitializer(i);
            if (tensor.getName().startsWith("own.") || tensor.getName().startsWith("mel.")) {
                GraphProto changed = model.getGraph().toBuilder()
                        .setInitializer(i, tensor.toBuilder().setRawData(louder(tensor.getRawData())))
                        .build();
                wrong.put(tensor.getName(), model.toBuilder().setGraph(changed).build());
            }
        }
        for (int layer = 0; layer < SHAPE.caches().size(); layer++) {
            wrong.put("cache " + layer + " is a frame late", withLateCache(model, layer));
        }
        assertThat(wrong.size()).isGreaterThan(12);
        return wrong.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
                    VocoderParity parity = voice.parity(entry.getValue().toByteArray());
                    assertThat(parity.holds()).as("%s", parity).isFalse();
                }));
    }

    /** What a layer keeps of the past ends a frame before the present. */
    private static ModelProto withLateCache(ModelProto model, int layer) {
        GraphProto.Builder graph = model.getGraph().toBuilder();
        for (int i = 0; i < graph.getNodeCount(); i++) {
            NodeProto node = graph.getNode(i);
            if (node.getOutput(0).equals("next.cache." + layer)) {
                graph.setNode(i, node.toBuilder().setInput(0, "late").build());
                graph.addNode(
                        i,
                        sliceOf(graph, node.getInput(0)).toBuilder()
                                .setName("late")
                                .setInput(1, "late.from")
                                .setInput(2, "late.to")
                                .setOutput(0, "late"));
                long kept = layer == SHAPE.blocks() + 1 ? SHAPE.lookAhead() + 1 : SHAPE.kernel() - 1;
                graph.addInitializer(longs("late.from", -kept - 1)).addInitializer(longs("late.to", -1));
                return model.toBuilder().setGraph(graph).build();
            }
        }
        throw new AssertionError("no cache " + layer);
    }

    private static NodeProto sliceOf(GraphProto.Builder graph, String output) {
        return graph.getNodeList().stream()
                .filter(node -> node.getOutput(0).equals(output))
                .findFirst()
                .orElseThrow();
    }

    private static TensorProto longs(String name, long value) {
        ByteBuffer bytes =
                ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(0, value);
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.INT64.getNumber())
                .addDims(1)
                .setRawData(ByteString.copyFrom(bytes.array()))
                .build();
    }

    private static List<NodeProto> otherNodes(NodeProto node) {
        List<NodeProto> others = new ArrayList<>();
        Map<String, String> operators = Map.of("Cos", "Sin", "Sin", "Cos", "Sub", "Add", "Erf", "Tanh", "Div", "Mul");
        String operator = operators.get(node.getOpType());
        if (operator != null) {
            others.add(node.toBuilder().setOpType(operator).build());
        }
        return others;
    }

    private static String said(NodeProto node) {
        return node.getOpType() + node.getInputList();
    }

    private static ByteString louder(ByteString raw) {
        ByteBuffer values = ByteBuffer.allocate(raw.size()).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer before = raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        while (before.hasRemaining()) {
            values.putFloat(before.getFloat() * 1.001f);
        }
        return ByteString.copyFrom(values.array());
    }
}
