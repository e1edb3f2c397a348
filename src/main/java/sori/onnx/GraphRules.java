package sori.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a graph may be made of, looked at before ONNX Runtime sees it: whatever decides how long it runs or how large its values
 * become must follow from constants and from the shapes of what it is given, never from the numbers in them. Such a graph ends,
 * and what it does once with inputs of some shapes it always does with such inputs.
 */
final class GraphRules {
    /** The input that says how often a decoder's loop goes round, which the engine sets. */
    private static final String STEPS = "steps";

    private static final String MICROSOFT = "com.microsoft";
    private static final Set<String> STANDARD = Set.of("", "ai.onnx");
    private static final Set<String> OF_MICROSOFT = Set.of("MatMulIntegerToFloat");

    /** They may run for ever, or hide what does. */
    private static final Set<String> REFUSED = Set.of("If", "SequenceMap");

    /** Those that have a body. */
    private static final Set<String> REPEATING = Set.of("Loop", "Scan");

    /** What hands a count on unchanged. */
    private static final Set<String> KEEPS_COUNT = Set.of("Identity", "Squeeze", "Unsqueeze", "Cast");

    /** Operators whose output may be larger than what goes in, and the inputs that say how much. */
    private static final Map<String, List<Integer>> SIZED_BY = Map.ofEntries(
            Map.entry("Range", List.of(0, 1, 2)),
            Map.entry("ConstantOfShape", List.of(0)),
            Map.entry("Expand", List.of(1)),
            Map.entry("Tile", List.of(1, 2)),
            Map.entry("Pad", List.of(1)),
            Map.entry("Resize", List.of(1, 2, 3)),
            Map.entry("Upsample", List.of(1)),
            Map.entry("OneHot", List.of(1)),
            Map.entry("MaxUnpool", List.of(2)),
            Map.entry("CenterCropPad", List.of(1)),
            Map.entry("Col2Im", List.of(1, 2)),
            Map.entry("AffineGrid", List.of(1)),
            Map.entry("HannWindow", List.of(0)),
            Map.entry("HammingWindow", List.of(0)),
            Map.entry("BlackmanWindow", List.of(0)),
            Map.entry("MelWeightMatrix", List.of(0, 1, 2, 3, 4)),
            Map.entry("STFT", List.of(1, 3)),
            Map.entry("DFT", List.of(1)));

    private final String name;
    /** Values that depend on numbers that are given, not on shapes alone. */
    private final Set<String> given = new HashSet<>();
    /** Values that are the number of steps. */
    private final Set<String> counts = new HashSet<>();

    private GraphRules(String name) {
        this.name = name;
    }

    /**
     * Holds a file against the rules.
     *
     * @param name for messages
     * @throws GraphRefusedException naming what is not allowed
     */
    static void check(String name, byte[] model) throws GraphRefusedException {
        GraphSize.check(name, model);
        ModelProto parsed = parse(name, model);
        if (parsed.getFunctionsCount() > 0 || parsed.getTrainingInfoCount() > 0) {
            throw new GraphRefusedException(name + " has functions of its own or training steps, which is not allowed");
        }
        GraphRules rules = new GraphRules(name);
        for (ValueInfoProto input : parsed.getGraph().getInputList()) {
            (input.getName().equals(STEPS) ? rules.counts : rules.given).add(input.getName());
        }
        // What has a value in the file is nothing that the engine sets.
        parsed.getGraph().getInitializerList().forEach(constant -> rules.counts.remove(constant.getName()));
        rules.check(parsed.getGraph(), false);
    }

    /** Weights are not copied. */
    private static ModelProto parse(String name, byte[] model) throws GraphRefusedException {
        try {
            CodedInputStream in = UnsafeByteOperations.unsafeWrap(model).newCodedInput();
            in.enableAliasing(true);
            return ModelProto.parseFrom(in);
        } catch (IOException e) {
            throw new GraphRefusedException(name + " is no ONNX file: " + e.getMessage(), e);
        }
    }

    private void check(GraphProto graph, boolean inLoop) throws GraphRefusedException {
        if (graph.getSparseInitializerCount() > 0) {
            throw new GraphRefusedException(name + " has sparse weights, which are not allowed");
        }
        for (TensorProto tensor : graph.getInitializerList()) {
            TensorCheck.check(name, tensor);
        }
        for (NodeProto node : graph.getNodeList()) {
            checkOperator(node);
            checkSizes(node);
            for (AttributeProto attribute : node.getAttributeList()) {
                checkAttribute(attribute);
            }
            if (REPEATING.contains(node.getOpType())) {
                checkBody(node, inLoop);
            } else if (node.getAttributeList().stream().anyMatch(GraphRules::holdsGraph)) {
                throw refusal(node, "has a graph inside, which only Loop and Scan may have");
            }
            follow(node);
        }
    }

    private void checkOperator(NodeProto node) throws GraphRefusedException {
        boolean known = STANDARD.contains(node.getDomain())
                ? !REFUSED.contains(node.getOpType())
                : node.getDomain().equals(MICROSOFT) && OF_MICROSOFT.contains(node.getOpType());
        if (!known) {
            throw refusal(node, "is not an operator that a voice may have");
        }
    }

    private void checkSizes(NodeProto node) throws GraphRefusedException {
        for (int input : SIZED_BY.getOrDefault(node.getOpType(), List.of())) {
            if (input < node.getInputCount() && given.contains(node.getInput(input))) {
                throw refusal(
                        node, "makes a value as large as the numbers it is given say; only shapes and constants may");
            }
        }
    }

    private void checkAttribute(AttributeProto attribute) throws GraphRefusedException {
        if (attribute.hasSparseTensor() || attribute.getSparseTensorsCount() > 0) {
            throw new GraphRefusedException(name + " has sparse weights, which are not allowed");
        }
        if (attribute.hasT()) {
            TensorCheck.check(name, attribute.getT());
        }
        for (TensorProto tensor : attribute.getTensorsList()) {
            TensorCheck.check(name, tensor);
        }
    }

    private static boolean holdsGraph(AttributeProto attribute) {
        return attribute.hasG() || attribute.getGraphsCount() > 0;
    }

    /** A scan goes over what it is given once; a loop must count to the number of steps, and nothing else ends or prolongs it. */
    private void checkBody(NodeProto node, boolean inLoop) throws GraphRefusedException {
        if (inLoop) {
            throw refusal(node, "is inside another loop");
        }
        boolean counted = node.getInputCount() > 1
                && counts.contains(node.getInput(0))
                && node.getInput(1).isEmpty();
        if (node.getOpType().equals("Loop") && !counted) {
            throw refusal(node, "must go round as often as the input '" + STEPS + "' says, and without a condition");
        }
        List<GraphProto> bodies = node.getAttributeList().stream()
                .filter(AttributeProto::hasG)
                .map(AttributeProto::getG)
                .toList();
        if (bodies.size() != 1 || node.getAttributeList().stream().anyMatch(each -> each.getGraphsCount() > 0)) {
            throw refusal(node, "must have one body");
        }
        GraphProto body = bodies.get(0);
        for (ValueInfoProto input : body.getInputList()) {
            counts.remove(input.getName());
            given.add(input.getName());
        }
        body.getInitializerList().forEach(constant -> counts.remove(constant.getName()));
        check(body, true);
    }

    /** Notes what the node's outputs depend on. */
    private void follow(NodeProto node) {
        String type = node.getOpType();
        boolean count = KEEPS_COUNT.contains(type) && counts.contains(node.getInput(0));
        boolean ofGiven = !type.equals("Shape")
                && !type.equals("Size")
                && (REPEATING.contains(type)
                        || node.getInputList().stream()
                                .anyMatch(input -> given.contains(input) || counts.contains(input)));
        for (String output : node.getOutputList()) {
            if (count) {
                counts.add(output);
            } else if (ofGiven) {
                given.add(output);
            }
        }
    }

    private GraphRefusedException refusal(NodeProto node, String complaint) {
        String domain = node.getDomain().isEmpty() ? "" : shortened(node.getDomain()) + ".";
        String called = node.getName().isEmpty() ? "" : " '" + shortened(node.getName()) + "'";
        return new GraphRefusedException(
                name + ": the node " + domain + shortened(node.getOpType()) + called + " " + complaint);
    }

    /** Names come from the file, and may be anything. */
    static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "...";
    }
}
