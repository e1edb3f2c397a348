package sori.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A postnet's graph with a {@link MelContrast} behind it. Stateless. */
public final class SharpenedPostnet {
    private static final String MEL = "mel";
    private static final String PLAIN = "mel.plain";
    private static final String WEIGHT = "contrast.weight";
    private static final String BIAS = "contrast.bias";
    private static final String FLOOR = "mel.floor";

    private SharpenedPostnet() {}

    /**
     * @param floor smallest magnitude before the logarithm, below which no mel is to fall
     * @throws IllegalArgumentException if the graph has one behind it already
     */
    public static ModelProto of(ModelProto postnet, MelContrast contrast, double floor) {
        GraphProto.Builder graph = postnet.getGraph().toBuilder();
        if (isSharpened(postnet)) {
            throw new IllegalArgumentException("this postnet is sharpened already");
        }
        for (NodeProto.Builder node : graph.getNodeBuilderList()) {
            for (int i = 0; i < node.getOutputCount(); i++) {
                if (node.getOutput(i).equals(MEL)) {
                    node.setOutput(i, PLAIN);
                }
            }
        }
        int mels = contrast.bias().length;
        graph.addInitializer(floats(WEIGHT, contrast.weight(), mels, mels));
        graph.addInitializer(floats(BIAS, contrast.bias(), mels));
        graph.addInitializer(floats(FLOOR, new float[] {(float) Math.log(floor)}));
        graph.addNode(node("MatMul", PLAIN, WEIGHT, "contrast.product"));
        graph.addNode(node("Add", "contrast.product", BIAS, "contrast.sum"));
        graph.addNode(node("Max", "contrast.sum", FLOOR, MEL));
        return postnet.toBuilder().setGraph(graph).build();
    }

    public static boolean isSharpened(ModelProto postnet) {
        return postnet.getGraph().getInitializerList().stream()
                .anyMatch(each -> each.getName().equals(WEIGHT));
    }

    private static NodeProto node(String op, String left, String right, String output) {
        return NodeProto.newBuilder()
                .setName("contrast." + op)
                .setOpType(op)
                .addInput(left)
                .addInput(right)
                .addOutput(output)
                .build();
    }

    private static TensorProto floats(String name, float[] values, long... sides) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .setRawData(ByteString.copyFrom(bytes.array()));
        for (long side : sides) {
            tensor.addDims(side);
        }
        return tensor.build();
    }
}
