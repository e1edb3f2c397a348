package sori.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Holds what a graph declares against what it was promised to be. */
final class ContractCheck {
    private ContractCheck() {}

    /** @param kind "input" or "output" */
    static void check(String graph, String kind, List<TensorSpec> promised, Map<String, NodeInfo> declared)
            throws GraphRefusedException {
        TreeSet<String> unknown = new TreeSet<>(declared.keySet());
        promised.forEach(spec -> unknown.remove(spec.name()));
        if (!unknown.isEmpty()) {
            throw new GraphRefusedException(graph + " has an unknown " + kind + " '" + unknown.first() + "'");
        }
        for (TensorSpec spec : promised) {
            NodeInfo info = declared.get(spec.name());
            if (info == null) {
                throw new GraphRefusedException(graph + " lacks the " + kind + " '" + spec.name() + "'");
            }
            if (!(info.getInfo() instanceof TensorInfo tensor) || !fits(spec, tensor)) {
                throw new GraphRefusedException(graph + ": " + kind + " '" + spec.name() + "' is " + describe(info)
                        + ", not " + spec.type() + " " + spec.dimensions());
            }
        }
    }

    private static boolean fits(TensorSpec spec, TensorInfo tensor) {
        OnnxJavaType wanted = spec.type() == TensorSpec.ElementType.FLOAT ? OnnxJavaType.FLOAT : OnnxJavaType.INT64;
        return tensor.type == wanted
                && Arrays.equals(
                        tensor.getShape(),
                        spec.dimensions().stream()
                                .mapToLong(TensorSpec.Dimension::size)
                                .toArray());
    }

    private static String describe(NodeInfo info) {
        if (!(info.getInfo() instanceof TensorInfo tensor)) {
            return "no tensor";
        }
        return Arrays.stream(tensor.getShape())
                .mapToObj(size -> size < 0 ? "?" : Long.toString(size))
                .collect(Collectors.joining(", ", tensor.type + " [", "]"));
    }
}
