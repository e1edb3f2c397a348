package sori.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.List;
import sori.onnx.GraphContract;
import sori.onnx.TensorSpec;

/**
 * A graph that also gives, for each product in it, the largest magnitude of each of its inputs.
 *
 * @param model the graph with more outputs
 * @param products one for each of {@code outputs}
 * @param outputs {@code [rows]}, or {@code [steps, rows]} from a loop
 */
record RangeProbes(ModelProto model, List<Product> products, List<TensorSpec> outputs) {
    static RangeProbes in(ModelProto model, long leastWeights) {
        GraphProto.Builder graph = model.getGraph().toBuilder();
        List<Product> products = Product.in(model.getGraph(), leastWeights);
        List<TensorSpec> outputs = new ArrayList<>();
        GraphProto.Builder body = Product.loop(model.getGraph())
                .map(loop -> Product.body(loop).toBuilder())
                .orElseGet(GraphProto::newBuilder);
        List<String> scanned = new ArrayList<>();
        for (Product product : products) {
            String name = "range." + product.node();
            if (product.inLoop()) {
                probe(body, product.input(), name + ".step", 0);
                body.addOutput(output(name + ".step", false));
                scanned.add(name);
                outputs.add(TensorSpec.floats(name, "steps", product.rows()));
            } else {
                probe(graph, product.input(), name, 0, 1);
                outputs.add(TensorSpec.floats(name, product.rows()));
            }
        }
        Product.replaceLoop(graph, body.build(), scanned);
        outputs.forEach(spec -> graph.addOutput(declared(spec)));
        return new RangeProbes(model.toBuilder().setGraph(graph).build(), products, outputs);
    }

    private static void probe(GraphProto.Builder graph, String value, String name, long... axes) {
        graph.addNode(NodeProto.newBuilder()
                .setOpType("Abs")
                .setName(name + ".abs")
                .addInput(value)
                .addOutput(name + ".abs"));
        graph.addNode(NodeProto.newBuilder()
                .setOpType("ReduceMax")
                .setName(name)
                .addInput(name + ".abs")
                .addOutput(name)
                .addAttribute(GraphBuilder.attribute("axes", axes))
                .addAttribute(GraphBuilder.attribute("keepdims", 0L)));
    }

    private static ValueInfoProto.Builder output(String name, boolean shaped) {
        TypeProto.Tensor.Builder tensor =
                TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT.getNumber());
        if (shaped) {
            tensor.setShape(TensorShapeProto.newBuilder());
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor));
    }

    private static ValueInfoProto.Builder declared(TensorSpec spec) {
        ValueInfoProto.Builder value = output(spec.name(), true);
        TensorShapeProto.Builder shape =
                value.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder();
        spec.dimensions()
                .forEach(dimension -> shape.addDim(
                        dimension.free()
                                ? TensorShapeProto.Dimension.newBuilder().setDimParam(dimension.label())
                                : TensorShapeProto.Dimension.newBuilder().setDimValue(dimension.size())));
        return value;
    }

    /** What the graph takes and gives with its probes. */
    GraphContract contract(GraphContract without) {
        List<TensorSpec> all = new ArrayList<>(without.outputs());
        all.addAll(outputs);
        return new GraphContract(without.inputs(), all);
    }
}
