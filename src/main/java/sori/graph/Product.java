package sori.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A matrix product with constant weights in an exported graph.
 *
 * @param node name of its node
 * @param input name of the value that is multiplied, its last axis {@code rows} long
 * @param weight the initializer, {@code [rows, columns]}
 * @param rows inputs of each sum
 * @param columns sums
 * @param inLoop whether it stands in the body of the graph's loop
 */
record Product(String node, String input, String weight, int rows, int columns, boolean inLoop) {
    /**
     * The products of a graph and of its loop's body, in the order of the nodes.
     *
     * @param leastWeights smaller ones are left out
     */
    static List<Product> in(GraphProto graph, long leastWeights) {
        Map<String, TensorProto> weights = new HashMap<>();
        graph.getInitializerList().forEach(tensor -> weights.put(tensor.getName(), tensor));
        List<Product> found = new ArrayList<>();
        add(graph, weights, leastWeights, false, found);
        loop(graph).ifPresent(loop -> add(body(loop), weights, leastWeights, true, found));
        return found;
    }

    private static void add(
            GraphProto graph, Map<String, TensorProto> weights, long least, boolean inLoop, List<Product> found) {
        for (NodeProto node : graph.getNodeList()) {
            boolean multiplies =
                    node.getOpType().equals("MatMul") || node.getOpType().equals("Gemm");
            TensorProto weight = multiplies ? weights.get(node.getInput(1)) : null;
            if (weight != null && weight.getDimsCount() == 2 && weight.getDims(0) * weight.getDims(1) >= least) {
                found.add(new Product(
                        node.getName(),
                        node.getInput(0),
                        weight.getName(),
                        (int) weight.getDims(0),
                        (int) weight.getDims(1),
                        inLoop));
            }
        }
    }

    /** The graph's loop, if it has one. */
    static Optional<NodeProto> loop(GraphProto graph) {
        return graph.getNodeList().stream()
                .filter(node -> node.getOpType().equals("Loop"))
                .findFirst();
    }

    static GraphProto body(NodeProto loop) {
        return loop.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals("body"))
                .map(AttributeProto::getG)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("a loop without a body"));
    }

    /** The graph with another body in its loop, and more outputs behind those that the loop has. */
    static void replaceLoop(GraphProto.Builder graph, GraphProto body, List<String> moreOutputs) {
        for (int i = 0; i < graph.getNodeCount(); i++) {
            if (graph.getNode(i).getOpType().equals("Loop")) {
                graph.setNode(
                        i,
                        graph.getNode(i).toBuilder()
                                .clearAttribute()
                                .addAttribute(AttributeProto.newBuilder()
                                        .setName("body")
                                        .setType(AttributeProto.AttributeType.GRAPH)
                                        .setG(body))
                                .addAllOutput(moreOutputs));
            }
        }
    }
}
