package sori.importer;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import sori.graph.AcousticWeights.Tensor;
import sori.onnx.GraphRefusedException;

/** An ONNX file that others wrote: what makes which value, and which values are constants. Immutable. */
final class SourceGraph {
    /** Several times the largest of the published files. */
    static final long MOST_BYTES = 512L << 20;

    private static final Set<String> RESHAPING =
            Set.of("Identity", "Squeeze", "Unsqueeze", "Transpose", "Reshape", "Cast", "Dropout");

    private final String file;
    private final ModelProto model;
    private final Map<String, NodeProto> makers = new HashMap<>();
    private final Map<String, TensorProto> initializers = new HashMap<>();

    private SourceGraph(String file, ModelProto model) {
        this.file = file;
        this.model = model;
    }

    /**
     * Reads a file of at most {@link #MOST_BYTES}.
     *
     * @throws GraphRefusedException if it is no ONNX file, or its nodes are not in order
     */
    static SourceGraph read(Path file) throws IOException, GraphRefusedException {
        String name = file.toString();
        if (!Files.isRegularFile(file)) {
            throw new GraphRefusedException("there is no file " + name);
        }
        if (Files.size(file) > MOST_BYTES) {
            throw new GraphRefusedException(name + " has " + Files.size(file)
                    + " bytes; no model of the kinds that can be imported has more than " + MOST_BYTES);
        }
        try {
            SourceGraph graph = new SourceGraph(name, ModelProto.parseFrom(Files.readAllBytes(file)));
            graph.index();
            return graph;
        } catch (InvalidProtocolBufferException e) {
            throw new GraphRefusedException(name + " is no ONNX file: " + e.getMessage(), e);
        }
    }

    /** What comes later can't be read earlier, so no walk towards the inputs goes round for ever. */
    private void index() throws GraphRefusedException {
        GraphProto graph = model.getGraph();
        if (graph.getNodeCount() == 0) {
            throw new GraphRefusedException(file + " is no ONNX file: it has no nodes");
        }
        Set<String> known = new HashSet<>(Set.of(""));
        graph.getInitializerList().forEach(tensor -> initializers.put(tensor.getName(), tensor));
        known.addAll(initializers.keySet());
        graph.getInputList().forEach(input -> known.add(input.getName()));
        for (NodeProto node : graph.getNodeList()) {
            if (!known.containsAll(node.getInputList())) {
                throw new GraphRefusedException(file + ": node '" + node.getName() + "' (" + node.getOpType()
                        + ") reads what no earlier node makes");
            }
            for (String output : node.getOutputList()) {
                if (!output.isEmpty() && !known.add(output)) {
                    throw new GraphRefusedException(file + ": the value '" + output + "' is made twice");
                }
                makers.put(output, node);
            }
        }
    }

    String file() {
        return file;
    }

    ModelProto model() {
        return model;
    }

    GraphRefusedException refusal(String expected, Object found) {
        return new GraphRefusedException(file + ": expected " + expected + ", found " + found);
    }

    /** Holds the graph against the names that the published export has. */
    void requireNames(List<String> inputs, List<String> outputs) throws GraphRefusedException {
        requireNames("input", inputs, model.getGraph().getInputList());
        requireNames("output", outputs, model.getGraph().getOutputList());
    }

    private void requireNames(String kind, List<String> wanted, List<ValueInfoProto> declared)
            throws GraphRefusedException {
        List<String> names = declared.stream()
                .map(ValueInfoProto::getName)
                .filter(name -> !initializers.containsKey(name))
                .toList();
        for (String name : wanted) {
            if (!names.contains(name)) {
                throw refusal("the " + kind + " '" + name + "'", names);
            }
        }
    }

    /** The nodes of a kind, in order. */
    List<NodeProto> nodes(String type) {
        return model.getGraph().getNodeList().stream()
                .filter(node -> node.getOpType().equals(type))
                .toList();
    }

    Optional<NodeProto> maker(String value) {
        return Optional.ofNullable(makers.get(value));
    }

    /** The first node of a kind that reads a value. */
    Optional<NodeProto> reader(String value, String type) {
        return model.getGraph().getNodeList().stream()
                .filter(node ->
                        node.getOpType().equals(type) && node.getInputList().contains(value))
                .findFirst();
    }

    /** Back over what only changes a value's form, to the value that was computed. */
    String origin(String value) {
        String at = value;
        NodeProto node = makers.get(at);
        while (node != null && RESHAPING.contains(node.getOpType())) {
            at = node.getInput(0);
            node = makers.get(at);
        }
        return at;
    }

    /** The kind of node that computed a value; empty for an input or a constant. */
    String origins(String value) {
        return maker(origin(value)).map(NodeProto::getOpType).orElse("");
    }

    /** Every value that a value depends on, itself included. */
    Set<String> upstream(String value) {
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(value));
        while (!open.isEmpty()) {
            String next = open.pop();
            if (seen.add(next)) {
                maker(next).ifPresent(node -> open.addAll(node.getInputList()));
            }
        }
        return seen;
    }

    /**
     * The numbers of a value that no input changes; empty for any other.
     *
     * @throws GraphRefusedException if they are not 32-bit floats in this file
     */
    Optional<Tensor> constant(String value) throws GraphRefusedException {
        boolean transposed = false;
        String at = value;
        while (true) {
            TensorProto initializer = initializers.get(at);
            NodeProto node = makers.get(at);
            if (initializer == null && node != null && node.getOpType().equals("Constant")) {
                initializer = node.getAttributeList().stream()
                        .filter(attribute -> attribute.getName().equals("value"))
                        .map(AttributeProto::getT)
                        .findFirst()
                        .orElse(null);
            }
            if (initializer != null) {
                Optional<Tensor> found = SourceTensors.floats(file, at, initializer);
                return transposed ? found.map(SourceTensors::transposed) : found;
            }
            if (node == null || !Set.of("Identity", "Transpose").contains(node.getOpType())) {
                return Optional.empty();
            }
            transposed ^= node.getOpType().equals("Transpose");
            at = node.getInput(0);
        }
    }

    /** The only one of what was looked for. */
    <T> T only(String what, List<T> found) throws GraphRefusedException {
        if (found.size() != 1) {
            throw refusal("one " + what, found.size());
        }
        return found.get(0);
    }
}
