package sori.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps a decoder's attention from leaping: a step that would look most at a symbol too far from the one before may look at near
 * ones only. A step that stays near computes the same numbers in the same way. Nothing but a sequence's own attention decides, so
 * neither batches nor replays change a bit.
 *
 * <p>Works on an exported decoder's loop: energies {@code [batch, 1, symbols]}, whose maximum the softmax subtracts, and a state
 * {@code [batch, 2, symbols]} that a convolution reads, its first row the weights of the step before.
 */
public final class AttentionWindow {
    /** No energy is as low; the exported graphs have it outside a sequence. */
    private static final float FAR = -1e30f;

    private static final String PLACES = "window.places";
    private static final String REACH = "window.reach";
    private static final String LOWEST = "window.lowest";
    private static final String FIRST = "window.first";
    private static final String SECOND = "window.second";

    private final int back;
    private final int ahead;

    private AttentionWindow(int back, int ahead) {
        this.back = back;
        this.ahead = ahead;
    }

    /**
     * Puts the window into a decoder's loop. A graph without such a loop stays as it is.
     *
     * @param model an ONNX file; what is none is left to whoever loads it
     * @param back symbols by which a step may go back
     * @param ahead symbols by which it may go on, skipping those between; even with {@code back}, as both together are
     */
    public static byte[] in(byte[] model, int back, int ahead) {
        if (back < 0 || ahead < 1 || (back + ahead) % 2 != 0) {
            throw new IllegalArgumentException("no window of " + back + " symbols back and " + ahead + " ahead");
        }
        try {
            GraphSize.check("the decoder", model);
            return new AttentionWindow(back, ahead)
                    .in(ModelProto.parseFrom(model))
                    .map(ModelProto::toByteArray)
                    .orElse(model);
        } catch (InvalidProtocolBufferException | GraphRefusedException e) {
            return model;
        }
    }

    private Optional<ModelProto> in(ModelProto model) {
        GraphProto graph = model.getGraph();
        for (int i = 0; i < graph.getNodeCount(); i++) {
            NodeProto loop = graph.getNode(i);
            if (loop.getOpType().equals("Loop")) {
                GraphProto body = loop.getAttribute(0).getG();
                Optional<NodeProto> highest = only(body, "ReduceMax");
                Optional<Integer> history = only(body, "Conv").flatMap(conv -> place(body, conv.getInput(0)));
                if (highest.isPresent() && history.isPresent()) {
                    NodeProto.Builder limited = loop.toBuilder();
                    limited.getAttributeBuilder(0).setG(limited(body, highest.get(), history.get()));
                    List<NodeProto> nodes = new ArrayList<>(graph.getNodeList());
                    nodes.set(i, limited.build());
                    nodes.addAll(i, places(loop.getInput(history.get())));
                    GraphProto.Builder whole = graph.toBuilder().clearNode().addAllNode(nodes);
                    return Optional.of(
                            model.toBuilder().setGraph(constants(whole)).build());
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<NodeProto> only(GraphProto body, String type) {
        List<NodeProto> nodes = body.getNodeList().stream()
                .filter(node -> node.getOpType().equals(type))
                .toList();
        return nodes.size() == 1 ? Optional.of(nodes.get(0)) : Optional.empty();
    }

    /** Which of a loop's values its body knows by a name. */
    private static Optional<Integer> place(GraphProto body, String name) {
        List<String> names =
                body.getInputList().stream().map(ValueInfoProto::getName).toList();
        return names.contains(name) ? Optional.of(names.indexOf(name)) : Optional.empty();
    }

    /** The body with the window before its softmax. */
    private static GraphProto limited(GraphProto body, NodeProto highest, int history) {
        String energies = highest.getInput(0);
        GraphProto.Builder limited = body.toBuilder().clearNode();
        boolean passed = false;
        for (NodeProto node : body.getNodeList()) {
            if (node.equals(highest)) {
                window(body.getInput(history).getName(), highest).forEach(limited::addNode);
                passed = true;
            } else {
                NodeProto.Builder reader = node.toBuilder();
                for (int i = 0; passed && i < reader.getInputCount(); i++) {
                    if (reader.getInput(i).equals(energies)) {
                        reader.setInput(i, "window.energies");
                    }
                }
                limited.addNode(reader);
            }
        }
        return limited.build();
    }

    /** Where no step leaps, the highest of the near energies is the highest of all, and all are as they were. */
    private static List<NodeProto> window(String history, NodeProto highest) {
        String energies = highest.getInput(0);
        return List.of(
                node("Slice", "window.last", history, FIRST, SECOND, SECOND),
                node("ArgMax", "window.at", "window.last").toBuilder()
                        .addAttribute(AttributeProto.newBuilder()
                                .setName("axis")
                                .setType(AttributeProto.AttributeType.INT)
                                .setI(2))
                        .build(),
                node("Sub", "window.offset", PLACES, "window.at"),
                node("Abs", "window.distance", "window.offset"),
                node("Greater", "window.outside", "window.distance", REACH),
                node("Where", "window.near", "window.outside", LOWEST, energies),
                highest.toBuilder().setInput(0, "window.near").build(),
                highest.toBuilder()
                        .setName("window.all")
                        .setOutput(0, "window.all")
                        .build(),
                node("Less", "window.leaps", highest.getOutput(0), "window.all"),
                node("Where", "window.energies", "window.leaps", "window.near", energies));
    }

    /** Each symbol's index, shifted so that the window reaches equally far to either side. Computed once a call. */
    private static List<NodeProto> places(String history) {
        return List.of(
                node("Shape", "window.shape", history),
                node("Gather", "window.symbols", "window.shape", "window.axis"),
                node("Add", "window.end", "window.symbols", "window.shift"),
                node("Range", PLACES, "window.shift", "window.end", "window.one"));
    }

    private GraphProto constants(GraphProto.Builder graph) {
        int shift = (back - ahead) / 2;
        return graph.addInitializer(number("window.axis", 2))
                .addInitializer(number("window.one", 1))
                .addInitializer(number("window.shift", shift))
                .addInitializer(number(REACH, (back + ahead) / 2))
                .addInitializer(number(FIRST, 0).toBuilder().addDims(1))
                .addInitializer(number(SECOND, 1).toBuilder().addDims(1))
                .addInitializer(TensorProto.newBuilder()
                        .setName(LOWEST)
                        .setDataType(TensorProto.DataType.FLOAT.getNumber())
                        .addFloatData(FAR))
                .build();
    }

    private static NodeProto node(String type, String output, String... inputs) {
        return NodeProto.newBuilder()
                .setOpType(type)
                .setName(output)
                .addAllInput(List.of(inputs))
                .addOutput(output)
                .build();
    }

    private static TensorProto number(String name, long value) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.INT64.getNumber())
                .addInt64Data(value)
                .build();
    }
}
