package sori.importer;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;
import java.util.Random;

/**
 * Writes the nodes of a foreign export (opset 10) with random weights under names that tell nothing, as torch numbers them. What the
 * layout is was read from the published model's description, not from its files, which nobody may be able to fetch.
 */
final class NvidiaFiles {
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("torch-jit-export");
    private final Random random;
    private int named = 100;

    NvidiaFiles(long seed) {
        this.random = new Random(seed);
    }

    String op(String type, List<AttributeProto> attributes, String... inputs) {
        return ops(type, 1, attributes, inputs).get(0);
    }

    String op(String type, String... inputs) {
        return op(type, List.of(), inputs);
    }

    List<String> ops(String type, int outputs, List<AttributeProto> attributes, String... inputs) {
        List<String> names = java.util.stream.IntStream.range(0, outputs)
                .mapToObj(i -> String.valueOf(named++))
                .toList();
        graph.addNode(NodeProto.newBuilder()
                .setOpType(type)
                .addAllInput(List.of(inputs))
                .addAllOutput(names)
                .addAllAttribute(attributes));
        return names;
    }

    /** Random weights, scaled by what each output is the sum of. */
    String weight(int inputs, int... sides) {
        return random(Math.sqrt(3.0 / inputs), 0, sides);
    }

    String positive(int size) {
        return random(0.5, 1, size);
    }

    private String random(double scale, double middle, int... sides) {
        TensorProto.Builder tensor = tensor(DataType.FLOAT);
        int size = 1;
        for (int side : sides) {
            tensor.addDims(side);
            size *= side;
        }
        for (int i = 0; i < size; i++) {
            tensor.addFloatData((float) (middle + scale * (2 * random.nextDouble() - 1)));
        }
        return added(tensor);
    }

    String number(float value) {
        return added(tensor(DataType.FLOAT).addFloatData(value));
    }

    String integers(long... values) {
        TensorProto.Builder tensor = tensor(DataType.INT64).addDims(values.length);
        for (long value : values) {
            tensor.addInt64Data(value);
        }
        return added(tensor);
    }

    private TensorProto.Builder tensor(DataType type) {
        return TensorProto.newBuilder().setName(String.valueOf(named++)).setDataType(type.getNumber());
    }

    private String added(TensorProto.Builder tensor) {
        graph.addInitializer(tensor);
        return tensor.getName();
    }

    void input(String name, DataType type, Object... sides) {
        graph.addInput(value(name, type, sides));
    }

    void output(String made, String name, Object... sides) {
        graph.addNode(
                NodeProto.newBuilder().setOpType("Identity").addInput(made).addOutput(name));
        graph.addOutput(value(name, DataType.FLOAT, sides));
    }

    private static ValueInfoProto value(String name, DataType type, Object... sides) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (Object side : sides) {
            shape.addDim(
                    side instanceof Integer size
                            ? TensorShapeProto.Dimension.newBuilder().setDimValue(size)
                            : TensorShapeProto.Dimension.newBuilder().setDimParam(side.toString()));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type.getNumber())
                                .setShape(shape)))
                .build();
    }

    byte[] bytes() {
        return ModelProto.newBuilder()
                .setIrVersion(4)
                .setProducerName("pytorch")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(10))
                .setGraph(graph)
                .build()
                .toByteArray();
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

    static AttributeProto attribute(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.STRING)
                .setS(com.google.protobuf.ByteString.copyFromUtf8(value))
                .build();
    }
}
