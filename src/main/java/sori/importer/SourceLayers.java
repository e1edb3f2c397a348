package sori.importer;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sori.graph.AcousticWeights.Tensor;
import sori.onnx.GraphRefusedException;

/** A foreign graph's layers with weights, found by kind of node and told from each other by where their inputs come from. */
final class SourceLayers {
    private final SourceGraph graph;

    SourceLayers(SourceGraph graph) {
        this.graph = graph;
    }

    /**
     * A product with a constant matrix.
     *
     * @param input the value that is multiplied
     * @param output the product, its bias included
     * @param weight {@code [out, in]}
     * @param bias {@code [out]}, or empty
     */
    record Linear(NodeProto node, String input, String output, Tensor weight, Optional<Tensor> bias) {
        int out() {
            return weight.shape()[0];
        }

        int in() {
            return weight.shape()[1];
        }
    }

    /**
     * A convolution along time with the batch norm behind it folded in.
     *
     * @param weight {@code [out, in, kernel]}
     * @param bias {@code [out]}
     */
    record Convolution(NodeProto node, String output, Tensor weight, Tensor bias) {}

    /** Every product, in the order of the nodes. */
    List<Linear> products() throws GraphRefusedException {
        List<Linear> found = new ArrayList<>();
        for (NodeProto node : graph.nodes("MatMul")) {
            Optional<Tensor> matrix = graph.constant(node.getInput(1)).filter(t -> t.shape().length == 2);
            if (matrix.isPresent()) {
                found.add(withAddedBias(node, SourceTensors.transposed(matrix.get())));
            }
        }
        for (NodeProto node : graph.nodes("Gemm")) {
            Optional<Tensor> matrix = graph.constant(node.getInput(1)).filter(t -> t.shape().length == 2);
            if (matrix.isPresent()) {
                boolean across = integer(node, "transB", 0) != 0;
                Tensor weight = across ? matrix.get() : SourceTensors.transposed(matrix.get());
                Optional<Tensor> bias = node.getInputCount() > 2 ? graph.constant(node.getInput(2)) : Optional.empty();
                found.add(new Linear(node, node.getInput(0), node.getOutput(0), weight, bias));
            }
        }
        return found;
    }

    private Linear withAddedBias(NodeProto node, Tensor weight) throws GraphRefusedException {
        String product = node.getOutput(0);
        Optional<NodeProto> add = graph.reader(product, "Add");
        if (add.isPresent()) {
            boolean first = add.get().getInput(0).equals(product);
            Optional<Tensor> bias = graph.constant(add.get().getInput(first ? 1 : 0));
            if (bias.isPresent()) {
                return new Linear(node, node.getInput(0), add.get().getOutput(0), weight, bias);
            }
        }
        return new Linear(node, node.getInput(0), product, weight, Optional.empty());
    }

    /** The product behind which a value is only brought into form. */
    Linear productOf(String value) throws GraphRefusedException {
        String origin = graph.origin(value);
        return graph.only(
                "product with constant weights that makes '" + value + "'",
                products().stream().filter(p -> p.output().equals(origin)).toList());
    }

    /** The convolutions in order, each with padding that keeps the length. */
    List<Convolution> convolutions() throws GraphRefusedException {
        List<Convolution> found = new ArrayList<>();
        for (NodeProto node : graph.nodes("Conv")) {
            found.add(convolution(node));
        }
        return found;
    }

    private Convolution convolution(NodeProto node) throws GraphRefusedException {
        String name = "convolution '" + node.getOutput(0) + "'";
        Tensor weight = weight(name, node.getInput(1), 3);
        long reach = weight.shape()[2] / 2;
        List<Long> pads = integers(node, "pads");
        boolean plain = integers(node, "strides").stream().allMatch(s -> s == 1)
                && integers(node, "dilations").stream().allMatch(d -> d == 1)
                && integer(node, "group", 1) == 1;
        if (!plain || weight.shape()[2] % 2 == 0 || !pads.equals(List.of(reach, reach))) {
            throw graph.refusal(
                    name + " to be one along time with an odd kernel and pads that keep the length",
                    "the weight " + Arrays.toString(weight.shape()) + " and the attributes " + attributes(node));
        }
        Tensor bias = node.getInputCount() > 2 && !node.getInput(2).isEmpty()
                ? weight(name, node.getInput(2), 1)
                : new Tensor(new float[weight.shape()[0]], weight.shape()[0]);
        Optional<NodeProto> norm = graph.reader(node.getOutput(0), "BatchNormalization");
        return norm.isPresent()
                ? folded(node, norm.get(), weight, bias)
                : new Convolution(node, node.getOutput(0), weight, bias);
    }

    private Convolution folded(NodeProto node, NodeProto norm, Tensor weight, Tensor bias)
            throws GraphRefusedException {
        String name = "batch norm '" + norm.getOutput(0) + "'";
        float[][] parts = new float[4][];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = weight(name, norm.getInput(i + 1), 1).values();
            if (parts[i].length != bias.values().length) {
                throw graph.refusal(name + " over " + bias.values().length + " channels", parts[i].length);
            }
        }
        double epsilon = attribute(norm, "epsilon").map(AttributeProto::getF).orElse(1e-5f);
        float[] weights = weight.values().clone();
        float[] biases = bias.values().clone();
        int each = weights.length / biases.length;
        for (int channel = 0; channel < biases.length; channel++) {
            double factor = parts[0][channel] / Math.sqrt(parts[3][channel] + epsilon);
            biases[channel] = (float) ((biases[channel] - parts[2][channel]) * factor + parts[1][channel]);
            for (int i = channel * each; i < (channel + 1) * each; i++) {
                weights[i] = (float) (weights[i] * factor);
            }
        }
        return new Convolution(
                node, norm.getOutput(0), new Tensor(weights, weight.shape()), new Tensor(biases, biases.length));
    }

    /**
     * The weights of an LSTM in torch's layout.
     *
     * @param names of its directions
     */
    Map<String, Tensor> lstm(NodeProto node, List<String> names) throws GraphRefusedException {
        String what = "LSTM '" + node.getOutput(0) + "'";
        Tensor input = weight(what, node.getInput(1), 3);
        Tensor hidden = weight(what, node.getInput(2), 3);
        Tensor bias = weight(what, node.getInput(3), 2);
        int units = hidden.shape()[2];
        int in = input.shape()[2];
        int[][] wanted = {{names.size(), 4 * units, in}, {names.size(), 4 * units, units}, {names.size(), 8 * units}};
        int[][] found = {input.shape(), hidden.shape(), bias.shape()};
        if (!Arrays.deepEquals(wanted, found)) {
            throw graph.refusal(what + " with weights " + Arrays.deepToString(wanted), Arrays.deepToString(found));
        }
        Map<String, Tensor> weights = new LinkedHashMap<>();
        for (int d = 0; d < names.size(); d++) {
            String name = names.get(d);
            weights.put(name + ".weight_ih", gates(input, d, 4 * units, in));
            weights.put(name + ".weight_hh", gates(hidden, d, 4 * units, units));
            weights.put(name + ".bias_ih", gates(bias, 2 * d, 4 * units));
            weights.put(name + ".bias_hh", gates(bias, 2 * d + 1, 4 * units));
        }
        return weights;
    }

    private static Tensor gates(Tensor all, int part, int... sides) {
        int size = Arrays.stream(sides).reduce(1, Math::multiplyExact);
        float[] values = Arrays.copyOfRange(all.values(), part * size, (part + 1) * size);
        return new Tensor(SourceTensors.torchGates(values), sides);
    }

    private Tensor weight(String of, String value, int sides) throws GraphRefusedException {
        Tensor found = graph.constant(value)
                .orElseThrow(() -> graph.refusal(
                        "the weight '" + value + "' of " + of + " as numbers in the file",
                        "one that the graph computes (" + graph.origins(value) + "); export it with constant folding"));
        if (found.shape().length != sides) {
            throw graph.refusal(
                    "the weight '" + value + "' of " + of + " with " + sides + " dimensions",
                    Arrays.toString(found.shape()));
        }
        return found;
    }

    private static Optional<AttributeProto> attribute(NodeProto node, String name) {
        return node.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals(name))
                .findFirst();
    }

    private static long integer(NodeProto node, String name, long otherwise) {
        return attribute(node, name).map(AttributeProto::getI).orElse(otherwise);
    }

    private static List<Long> integers(NodeProto node, String name) {
        return attribute(node, name).map(AttributeProto::getIntsList).orElse(List.of());
    }

    private static List<String> attributes(NodeProto node) {
        return node.getAttributeList().stream()
                .map(a -> a.getName() + " " + (a.getIntsCount() > 0 ? a.getIntsList() : a.getI()))
                .toList();
    }
}
