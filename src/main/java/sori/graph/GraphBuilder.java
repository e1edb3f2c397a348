package sori.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import sori.onnx.GraphContract;
import sori.onnx.TensorSpec;

/**
 * Writes ONNX graphs node by node. Values are referred to by name. The body of a loop is a builder of its own whose constants
 * live in the outer graph, so that the runtime packs them once. One thread; the same calls give the same bytes.
 */
final class GraphBuilder {
    private static final int OPSET = 17;
    private static final int IR_VERSION = 8;

    private final @Nullable GraphBuilder outer;
    private final GraphProto.Builder graph = GraphProto.newBuilder();
    private final Map<List<Long>, String> integers = new HashMap<>();
    private int named;

    GraphBuilder(String name) {
        this(name, null);
    }

    private GraphBuilder(String name, @Nullable GraphBuilder outer) {
        this.outer = outer;
        graph.setName(name);
    }

    GraphBuilder body(String name) {
        return new GraphBuilder(name, this);
    }

    /** Adds a node with one output. */
    String op(String type, List<AttributeProto> attributes, String... inputs) {
        return ops(type, 1, attributes, inputs).get(0);
    }

    String op(String type, String... inputs) {
        return op(type, List.of(), inputs);
    }

    List<String> ops(String type, int outputs, List<AttributeProto> attributes, String... inputs) {
        List<String> names =
                IntStream.range(0, outputs).mapToObj(i -> name(type)).toList();
        graph.addNode(NodeProto.newBuilder()
                .setOpType(type)
                .setName(names.get(0))
                .addAllInput(List.of(inputs))
                .addAllOutput(names)
                .addAllAttribute(attributes));
        return names;
    }

    /** Gives a value the name that the graph's outputs have. */
    void alias(String value, String name) {
        graph.addNode(NodeProto.newBuilder()
                .setOpType("Identity")
                .setName(name)
                .addInput(value)
                .addOutput(name));
    }

    String floats(String name, float[] values, int... shape) {
        if (outer != null) {
            return outer.floats(name, values, shape);
        }
        ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .setRawData(ByteString.copyFrom(raw));
        for (int dimension : shape) {
            tensor.addDims(dimension);
        }
        graph.addInitializer(tensor);
        return name;
    }

    /** A vector of integers. */
    String longs(long... values) {
        if (outer != null) {
            return outer.longs(values);
        }
        List<Long> key = Arrays.stream(values).boxed().toList();
        return integers.computeIfAbsent(key, k -> {
            String name = name("integers");
            graph.addInitializer(TensorProto.newBuilder()
                    .setName(name)
                    .setDataType(TensorProto.DataType.INT64.getNumber())
                    .addDims(values.length)
                    .addAllInt64Data(k));
            return name;
        });
    }

    /** A single integer without dimensions. */
    String scalar(long value) {
        if (outer != null) {
            return outer.scalar(value);
        }
        String name = name("integer");
        graph.addInitializer(TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.INT64.getNumber())
                .addInt64Data(value));
        return name;
    }

    private String name(String type) {
        return outer == null ? type + "." + named++ : outer.name(type);
    }

    void input(String name, TensorProto.DataType type, @Nullable List<TensorSpec.Dimension> dimensions) {
        graph.addInput(value(name, type, dimensions));
    }

    void output(String name, TensorProto.DataType type, @Nullable List<TensorSpec.Dimension> dimensions) {
        graph.addOutput(value(name, type, dimensions));
    }

    private static ValueInfoProto value(
            String name, TensorProto.DataType type, @Nullable List<TensorSpec.Dimension> dimensions) {
        TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder().setElemType(type.getNumber());
        if (dimensions != null) {
            TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
            for (TensorSpec.Dimension dimension : dimensions) {
                shape.addDim(
                        dimension.free()
                                ? TensorShapeProto.Dimension.newBuilder().setDimParam(dimension.label())
                                : TensorShapeProto.Dimension.newBuilder().setDimValue(dimension.size()));
            }
            tensor.setShape(shape);
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    GraphProto build() {
        return graph.build();
    }

    /** The finished file, its inputs and outputs declared as the contract has them. */
    ModelProto model(GraphContract contract) {
        contract.inputs().forEach(spec -> input(spec.name(), type(spec), spec.dimensions()));
        contract.outputs().forEach(spec -> output(spec.name(), type(spec), spec.dimensions()));
        return ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("sori")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
                .setGraph(graph)
                .build();
    }

    private static TensorProto.DataType type(TensorSpec spec) {
        return spec.type() == TensorSpec.ElementType.FLOAT ? TensorProto.DataType.FLOAT : TensorProto.DataType.INT64;
    }

    static AttributeProto attribute(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    static AttributeProto attribute(String name, long... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }

    static AttributeProto attribute(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    static AttributeProto attribute(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    static AttributeProto attribute(String name, GraphBuilder body) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.GRAPH)
                .setG(body.build())
                .build();
    }
}
