package sori.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Sound graphs with something in them that hurts: its result is added to the first output of floats, so that nothing can leave it out.
 * Stateless.
 */
public final class HostileGraphs {
    private static final int FLOAT = TensorProto.DataType.FLOAT.getNumber();
    private static final int INT64 = TensorProto.DataType.INT64.getNumber();
    private static final int BOOL = TensorProto.DataType.BOOL.getNumber();
    private static final String SCALAR = "hostile.scalar";

    private HostileGraphs() {}

    /** Adds nodes that make a number under the name {@link #SCALAR}. */
    private interface Hurt {
        void addTo(GraphProto.Builder graph, String input);
    }

    /** Graphs that go round for ever, or make what has no bounds, by what is in them: each to be seen before it is loaded. */
    public static final Map<String, Hurting> SEEN = Map.ofEntries(
            entry("aLoopWhoseConditionStaysTrue", HostileGraphs::endless, "must go round as often as"),
            entry("aLoopThatCountsToTheEndOfNumbers", HostileGraphs::countsOn, "must go round as often as"),
            entry("aLoopThatKeepsWhatItMakes", HostileGraphs::stacks, "must go round as often as"),
            entry("aBranch", HostileGraphs::branches, "is not an operator that a voice may have"),
            entry("aRangeOfWhatIsGiven", HostileGraphs::rangeOfGiven, "as large as the numbers it is given say"),
            entry("anOperatorOfSomebody", HostileGraphs::foreign, "is not an operator that a voice may have"),
            entry("aWeightThatIsNotThere", HostileGraphs::claims, "not as many as its shape"),
            entry("aWeightOfNegativeLength", HostileGraphs::negative, "not as many as its shape"),
            entry("aWeightElsewhere", HostileGraphs::elsewhere, "outside the file"));

    /** Graphs that keep all rules and are too large, too slow or no good all the same. */
    public static final Map<String, Hurting> UNSEEN = Map.ofEntries(
            entry("aConstantOfAThousandGigabytes", g -> constant(g, 1L << 38), ""),
            entry("aConstantOfSixGigabytes", g -> constant(g, 3L << 29), ""),
            entry("aProductOfConstantsOfSixGigabytes", g -> outer(g, 40_000), ""),
            entry("numbersThatAreNone", HostileGraphs::notANumber, "NaN"));

    /** A loop whose condition stays true. */
    public static final Hurting ENDLESS = new Hurting((graph, input) -> endless(graph), "must go round as often as");

    /** A graph that keeps all rules and is computed for minutes when it is loaded, which nothing can interrupt. */
    public static final Hurting SLOW_TO_LOAD = new Hurting((graph, input) -> products(graph, 3_000, 400), "");

    /**
     * A graph that keeps all rules, and takes minutes for a sentence of some hundred symbols, and a moment for a short one: what it
     * multiplies is as wide as its first input is long, and is made of nothing else.
     */
    public static final Hurting SLOW_ON_LONG_TEXTS = new Hurting(HostileGraphs::productsOfGiven, "");

    /** @param complaint part of the refusal */
    public record Hurting(Hurt hurt, String complaint) {
        /** @param sound whole ONNX file */
        public byte[] in(byte[] sound) throws InvalidProtocolBufferException {
            return poisoned(sound, hurt);
        }
    }

    private interface Alone {
        void addTo(GraphProto.Builder graph);
    }

    private static Map.Entry<String, Hurting> entry(String name, Alone hurt, String complaint) {
        return entry(name, (graph, input) -> hurt.addTo(graph), complaint);
    }

    private static Map.Entry<String, Hurting> entry(String name, Hurt hurt, String complaint) {
        return Map.entry(name, new Hurting(hurt, complaint));
    }

    private static byte[] poisoned(byte[] sound, Hurt hurt) throws InvalidProtocolBufferException {
        ModelProto model = ModelProto.parseFrom(sound);
        GraphProto.Builder graph = model.getGraph().toBuilder();
        String output = graph.getOutputList().stream()
                .filter(each -> each.getType().getTensorType().getElemType() == FLOAT)
                .findFirst()
                .orElseThrow()
                .getName();
        List<NodeProto> nodes = new ArrayList<>(graph.getNodeList());
        graph.clearNode();
        hurt.addTo(graph, graph.getInput(0).getName());
        for (NodeProto node : nodes) {
            NodeProto.Builder moved = node.toBuilder();
            for (int i = 0; i < node.getOutputCount(); i++) {
                if (node.getOutput(i).equals(output)) {
                    moved.setOutput(i, "sound." + output);
                }
            }
            for (int i = 0; i < node.getInputCount(); i++) {
                if (node.getInput(i).equals(output)) {
                    moved.setInput(i, "sound." + output);
                }
            }
            graph.addNode(moved);
        }
        graph.addNode(node("Add", output, "sound." + output, SCALAR));
        return model.toBuilder().setGraph(graph).build().toByteArray();
    }

    private static NodeProto node(String type, String output, String... inputs) {
        return NodeProto.newBuilder()
                .setOpType(type)
                .setName(type + " of " + output)
                .addAllInput(List.of(inputs))
                .addOutput(output)
                .build();
    }

    private static TensorProto number(String name, int type, long value) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(type);
        if (type == FLOAT) {
            tensor.addFloatData(value);
        } else if (type == BOOL) {
            tensor.addInt32Data((int) value);
        } else {
            tensor.addInt64Data(value);
        }
        return tensor.build();
    }

    private static ValueInfoProto value(String name, int type) {
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type)
                                .setShape(TensorShapeProto.getDefaultInstance())))
                .build();
    }

    private static GraphProto.Builder body() {
        return GraphProto.newBuilder()
                .setName("hostile.body")
                .addInput(value("hostile.i", INT64))
                .addInput(value("hostile.go", BOOL))
                .addInput(value("hostile.in", FLOAT))
                .addNode(node("Identity", "hostile.goes", "hostile.go"))
                .addNode(node("Sin", "hostile.out", "hostile.in"))
                .addOutput(value("hostile.goes", BOOL))
                .addOutput(value("hostile.out", FLOAT));
    }

    private static NodeProto.Builder loop(String count, String condition, GraphProto.Builder body) {
        return NodeProto.newBuilder()
                .setOpType("Loop")
                .setName("hostile.Loop")
                .addAllInput(List.of(count, condition, "hostile.zero"))
                .addOutput(SCALAR)
                .addAttribute(AttributeProto.newBuilder()
                        .setName("body")
                        .setType(AttributeProto.AttributeType.GRAPH)
                        .setG(body));
    }

    private static void endless(GraphProto.Builder graph) {
        graph.addInitializer(number("hostile.true", BOOL, 1)).addInitializer(number("hostile.zero", FLOAT, 0));
        graph.addNode(loop("", "hostile.true", body()));
    }

    private static void countsOn(GraphProto.Builder graph) {
        graph.addInitializer(number("hostile.count", INT64, Long.MAX_VALUE))
                .addInitializer(number("hostile.zero", FLOAT, 0));
        graph.addNode(loop("hostile.count", "", body()));
    }

    private static void stacks(GraphProto.Builder graph) {
        graph.addInitializer(number("hostile.true", BOOL, 1)).addInitializer(number("hostile.zero", FLOAT, 0));
        GraphProto.Builder body = body();
        body.addNode(node("Identity", "hostile.kept", "hostile.in")).addOutput(value("hostile.kept", FLOAT));
        graph.addNode(loop("", "hostile.true", body).addOutput("hostile.all"));
    }

    private static void branches(GraphProto.Builder graph) {
        graph.addInitializer(number("hostile.true", BOOL, 1));
        graph.addNode(node("If", SCALAR, "hostile.true"));
    }

    private static void rangeOfGiven(GraphProto.Builder graph, String input) {
        graph.addInitializer(number("hostile.zero", FLOAT, 0)).addInitializer(number("hostile.one", FLOAT, 1));
        graph.addNode(node("Cast", "hostile.numbers", input).toBuilder().addAttribute(attribute("to", FLOAT)));
        graph.addNode(node("ReduceMax", "hostile.largest", "hostile.numbers").toBuilder()
                .addAttribute(attribute("keepdims", 0)));
        graph.addNode(node("Range", "hostile.range", "hostile.zero", "hostile.largest", "hostile.one"));
        graph.addNode(node("ReduceMin", SCALAR, "hostile.range"));
    }

    private static void foreign(GraphProto.Builder graph) {
        graph.addNode(node("Anything", SCALAR).toBuilder().setDomain("org.example"));
    }

    private static void claims(GraphProto.Builder graph) {
        graph.addInitializer(TensorProto.newBuilder()
                .setName(SCALAR)
                .setDataType(FLOAT)
                .addDims(1L << 31)
                .addDims(1L << 31)
                .addFloatData(0));
    }

    private static void negative(GraphProto.Builder graph) {
        graph.addInitializer(TensorProto.newBuilder()
                .setName(SCALAR)
                .setDataType(FLOAT)
                .addDims(-1)
                .addFloatData(0));
    }

    private static void elsewhere(GraphProto.Builder graph) {
        graph.addInitializer(number(SCALAR, FLOAT, 0).toBuilder().setDataLocation(TensorProto.DataLocation.EXTERNAL));
    }

    private static void constant(GraphProto.Builder graph, long elements) {
        graph.addInitializer(number("hostile.size", INT64, elements).toBuilder().addDims(1));
        graph.addNode(node("ConstantOfShape", "hostile.zeros", "hostile.size"));
        graph.addNode(node("ReduceMax", SCALAR, "hostile.zeros"));
    }

    private static TensorProto.Builder row(String name, int rows, int columns) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(FLOAT)
                .addDims(rows)
                .addDims(columns);
        for (int i = 0; i < rows * columns; i++) {
            tensor.addFloatData(0);
        }
        return tensor;
    }

    /** A product of two narrow constants, as wide as it is high. */
    private static void outer(GraphProto.Builder graph, int size) {
        graph.addInitializer(row("hostile.column", size, 1)).addInitializer(row("hostile.row", 1, size));
        graph.addNode(node("MatMul", "hostile.square", "hostile.column", "hostile.row"));
        graph.addNode(node("ReduceMax", SCALAR, "hostile.square"));
    }

    private static void products(GraphProto.Builder graph, int size, int count) {
        graph.addInitializer(row("hostile.column", size, 1)).addInitializer(row("hostile.row", 1, size));
        graph.addNode(node("MatMul", "hostile.0", "hostile.column", "hostile.row"));
        for (int i = 1; i <= count; i++) {
            graph.addNode(node("MatMul", "hostile." + i, "hostile." + (i - 1), "hostile.0"));
        }
        graph.addNode(node("ReduceMax", SCALAR, "hostile." + count));
    }

    private static void productsOfGiven(GraphProto.Builder graph, String input) {
        int times = 20;
        graph.addInitializer(number("hostile.zero", FLOAT, 0));
        graph.addNode(node("Cast", "hostile.numbers", input).toBuilder().addAttribute(attribute("to", FLOAT)));
        graph.addNode(node("Mul", "hostile.zeros", "hostile.numbers", "hostile.zero"));
        graph.addNode(
                node(
                                "Concat",
                                "hostile.row",
                                Collections.nCopies(times, "hostile.zeros").toArray(String[]::new))
                        .toBuilder()
                        .addAttribute(attribute("axis", 1)));
        graph.addNode(node("Transpose", "hostile.column", "hostile.row"));
        graph.addNode(node("MatMul", "hostile.0", "hostile.column", "hostile.row"));
        int count = 200;
        for (int i = 1; i <= count; i++) {
            graph.addNode(node("MatMul", "hostile." + i, "hostile." + (i - 1), "hostile.0"));
        }
        graph.addNode(node("ReduceMax", SCALAR, "hostile." + count));
    }

    private static AttributeProto attribute(String name, int value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    private static void notANumber(GraphProto.Builder graph) {
        graph.addInitializer(
                TensorProto.newBuilder().setName(SCALAR).setDataType(FLOAT).addFloatData(Float.NaN));
    }
}
