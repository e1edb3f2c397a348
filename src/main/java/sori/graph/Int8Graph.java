package sori.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Rewrites a graph's large products to 8-bit integers: weights symmetric with a scale for each column, inputs with one scale that
 * calibration fixed. Scales that were measured while speaking would span a batch and make a sequence depend on its neighbours.
 * One thread.
 */
final class Int8Graph {
    private static final String DOMAIN = "com.microsoft";
    private static final int LARGEST = 127;
    private static final byte ZERO_POINT = (byte) 128;
    private static final String ZERO_POINT_NAME = "int8.zero";

    private final Map<String, TensorProto> initializers = new HashMap<>();
    private final GraphProto.Builder graph;
    private final ModelProto model;

    private Int8Graph(ModelProto model) {
        this.model = model;
        this.graph = model.getGraph().toBuilder();
        graph.getInitializerList().forEach(tensor -> initializers.put(tensor.getName(), tensor));
    }

    /**
     * The same graph with its products in integers.
     *
     * @param largest the largest magnitude of each input of each product, by the products' nodes
     */
    static ModelProto of(ModelProto model, List<Product> products, Map<String, float[]> largest) {
        return new Int8Graph(model).rewritten(products, largest);
    }

    private ModelProto rewritten(List<Product> products, Map<String, float[]> largest) {
        Map<String, Product> byNode = new HashMap<>();
        Map<String, float[]> ranges = new HashMap<>();
        largest.forEach((node, values) -> ranges.put(node, values.clone()));
        products.stream()
                .filter(product -> product.weight().equals("attentionRnn.weight"))
                .forEach(product -> evenOut(product, Objects.requireNonNull(ranges.get(product.node()))));
        for (Product product : products) {
            quantize(product, Objects.requireNonNull(ranges.get(product.node())));
            byNode.put(product.node(), product);
        }
        scalar(ZERO_POINT_NAME, TensorProto.DataType.UINT8, new byte[] {ZERO_POINT});
        List<NodeProto> outer = List.copyOf(graph.getNodeList());
        graph.clearNode();
        outer.forEach(node -> replace(node, byNode, graph));
        Product.loop(model.getGraph()).ifPresent(loop -> {
            GraphProto.Builder body = Product.body(loop).toBuilder().clearNode();
            Product.body(loop).getNodeList().forEach(node -> replace(node, byNode, body));
            Product.replaceLoop(graph, body.build(), List.of());
        });
        graph.clearInitializer();
        initializers.keySet().stream().sorted().forEach(name -> graph.addInitializer(initializers.get(name)));
        return model.toBuilder()
                .addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain(DOMAIN).setVersion(1))
                .setGraph(graph)
                .build();
    }

    /**
     * The prenet's outputs have any size, its neighbours in the attention LSTM's input lie in (-1, 1), and all share one scale. A
     * ReLU passes positive factors on, so each of its units is scaled down by its weights, and up again by the LSTM's.
     */
    private void evenOut(Product product, float[] ranges) {
        TensorProto prenet = Objects.requireNonNull(initializers.get("prenet.1.weight"), "no prenet.1.weight");
        int units = (int) prenet.getDims(1);
        float others = 0;
        for (int row = units; row < ranges.length; row++) {
            others = Math.max(others, ranges[row]);
        }
        float[] before = floats(prenet);
        float[] after = floats(Objects.requireNonNull(initializers.get(product.weight())));
        for (int unit = 0; unit < units; unit++) {
            float factor = ranges[unit] > 0 && others > 0 ? ranges[unit] / others : 1;
            for (int in = 0; in < before.length / units; in++) {
                before[in * units + unit] /= factor;
            }
            for (int column = 0; column < product.columns(); column++) {
                after[unit * product.columns() + column] *= factor;
            }
            ranges[unit] /= factor;
        }
        put(prenet.getName(), before, prenet.getDims(0), units);
        put(product.weight(), after, product.rows(), product.columns());
    }

    private void quantize(Product product, float[] ranges) {
        float[] weights = floats(Objects.requireNonNull(initializers.get(product.weight())));
        float[] scales = new float[product.columns()];
        for (int i = 0; i < weights.length; i++) {
            int column = i % scales.length;
            scales[column] = Math.max(scales[column], Math.abs(weights[i]) / LARGEST);
        }
        byte[] quantized = new byte[weights.length];
        for (int i = 0; i < weights.length; i++) {
            float scale = scales[i % scales.length];
            quantized[i] = (byte) (scale > 0 ? Math.round(weights[i] / scale) : 0);
        }
        float input = 0;
        for (float range : ranges) {
            input = Math.max(input, range);
        }
        initializers.put(
                product.weight(),
                TensorProto.newBuilder()
                        .setName(product.weight())
                        .setDataType(TensorProto.DataType.INT8.getNumber())
                        .addDims(product.rows())
                        .addDims(product.columns())
                        .setRawData(ByteString.copyFrom(quantized))
                        .build());
        put(product.weight() + ".scales", scales, product.columns());
        ByteBuffer scale = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        scale.putFloat(0, input > 0 ? input / LARGEST : 1);
        scalar(product.weight() + ".input", TensorProto.DataType.FLOAT, scale.array());
    }

    private static void replace(NodeProto node, Map<String, Product> products, GraphProto.Builder into) {
        Product product = products.get(node.getName());
        if (product == null) {
            into.addNode(node);
            return;
        }
        String scale = product.weight() + ".input";
        NodeProto.Builder integers = NodeProto.newBuilder()
                .setDomain(DOMAIN)
                .setOpType("MatMulIntegerToFloat")
                .setName(node.getName())
                .addAllInput(List.of(
                        quantized(product, scale, into),
                        product.weight(),
                        scale,
                        product.weight() + ".scales",
                        ZERO_POINT_NAME))
                .addOutput(node.getOutput(0));
        if (node.getInputCount() > 2) {
            integers.addInput("").addInput(node.getInput(2));
        }
        into.addNode(integers);
    }

    /** Adds the rounding of a product's input, before its values are copied side by side where an {@link Unfolding} does that. */
    private static String quantized(Product product, String scale, GraphProto.Builder into) {
        String name = product.node() + ".quantized";
        int last = into.getNodeCount() - 1;
        boolean unfolds = last > 0
                && into.getNode(last).getOpType().equals("Reshape")
                && into.getNode(last).getOutput(0).equals(product.input())
                && into.getNode(last - 1).getOpType().equals("Gather")
                && into.getNode(last - 1).getOutput(0).equals(into.getNode(last).getInput(0));
        NodeProto.Builder rounding =
                NodeProto.newBuilder().setOpType("QuantizeLinear").setName(name).addOutput(name);
        if (!unfolds) {
            into.addNode(rounding.addAllInput(List.of(product.input(), scale, ZERO_POINT_NAME)));
            return name;
        }
        NodeProto gather = into.getNode(last - 1);
        into.setNode(last - 1, rounding.addAllInput(List.of(gather.getInput(0), scale, ZERO_POINT_NAME)));
        NodeProto reshape = into.getNode(last);
        into.setNode(last, gather.toBuilder().setInput(0, name));
        into.addNode(reshape);
        return reshape.getOutput(0);
    }

    private static float[] floats(TensorProto tensor) {
        FloatBuffer raw = ByteBuffer.wrap(tensor.getRawData().toByteArray())
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        float[] values = new float[raw.capacity()];
        raw.get(values);
        return values;
    }

    private void put(String name, float[] values, long... dimensions) {
        ByteBuffer raw = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .setRawData(ByteString.copyFrom(raw));
        Arrays.stream(dimensions).forEach(tensor::addDims);
        initializers.put(name, tensor.build());
    }

    private void scalar(String name, TensorProto.DataType type, byte[] raw) {
        initializers.put(
                name,
                TensorProto.newBuilder()
                        .setName(name)
                        .setDataType(type.getNumber())
                        .setRawData(ByteString.copyFrom(raw))
                        .build());
    }
}
