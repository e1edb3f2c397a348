package sori.training;

import static sori.training.GraphBuilder.attribute;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.List;
import sori.acoustic.AcousticGraphs;
import sori.acoustic.AcousticShape;

/**
 * Tacotron 2's encoder (Shen et al. 2017, section 2.2). Convolutions are written as one matrix product over neighbouring
 * positions: the runtime's own convolution groups its sums by the length of the input, so that padding would change bits.
 */
final class EncoderGraph {
    /** ONNX wants the gates as i, o, f, g where torch has i, f, g, o. */
    private static final int[] ONNX_GATES = {0, 3, 1, 2};

    private final AcousticWeights weights;
    private final AcousticShape shape;
    private final GraphBuilder graph = new GraphBuilder("encoder");

    EncoderGraph(AcousticWeights weights) {
        this.weights = weights;
        this.shape = weights.shape();
    }

    ModelProto build() {
        String mask = mask();
        String table =
                graph.floats("embedding", weights.values("embedding.weight"), shape.symbols(), shape.embedding());
        String signal = graph.op("Mul", graph.op("Gather", table, "symbols"), mask);
        for (int layer = 0; layer < shape.encoderLayers(); layer++) {
            signal = graph.op("Mul", graph.op("Relu", convolution(signal, layer)), mask);
        }
        String memory = rnn(signal);
        graph.alias(memory, "memory");
        String projection = graph.floats(
                "memory.projection",
                WeightLayouts.transpose(weights.values("attention.memory.weight"), shape.attention(), shape.memory()),
                shape.memory(),
                shape.attention());
        graph.alias(graph.op("MatMul", memory, projection), "processedMemory");
        return graph.model(AcousticGraphs.encoder(shape));
    }

    /** {@code [batch, symbols, 1]}: one where a position belongs to its sequence, zero where it is padding. */
    private String mask() {
        String length = graph.op("Gather", graph.op("Shape", "symbols"), graph.scalar(1));
        String positions = graph.op("Range", graph.scalar(0), length, graph.scalar(1));
        String inside = graph.op("Less", positions, graph.op("Unsqueeze", "lengths", graph.longs(1)));
        AttributeProto toFloat = attribute("to", TensorProto.DataType.FLOAT.getNumber());
        return graph.op("Unsqueeze", graph.op("Cast", List.of(toFloat), inside), graph.longs(2));
    }

    private String convolution(String signal, int layer) {
        int width = shape.embedding();
        int kernel = shape.encoderKernel();
        int reach = kernel / 2;
        String padded = graph.op("Pad", signal, graph.longs(0, reach, 0, 0, reach, 0));
        String neighbours = Unfolding.unfold(graph, padded, kernel);
        String name = "encoder.conv." + layer;
        float[] matrix = WeightLayouts.unfolded(weights.values(name + ".weight"), width, width, kernel);
        String product = graph.op("MatMul", neighbours, graph.floats(name + ".weight", matrix, kernel * width, width));
        return graph.op("Add", product, graph.floats(name + ".bias", weights.values(name + ".bias"), width));
    }

    private String rnn(String signal) {
        int units = shape.encoderRnn();
        String first = graph.op("Transpose", List.of(attribute("perm", 1, 0, 2)), signal);
        String lengths = graph.op("Cast", List.of(attribute("to", TensorProto.DataType.INT32.getNumber())), "lengths");
        List<AttributeProto> attributes =
                List.of(attribute("hidden_size", units), attribute("direction", "bidirectional"));
        String states = graph.op(
                "LSTM",
                attributes,
                first,
                directions("weight_ih", 4 * units, shape.embedding()),
                directions("weight_hh", 4 * units, units),
                biases(),
                lengths);
        String ordered = graph.op("Transpose", List.of(attribute("perm", 2, 0, 1, 3)), states);
        return graph.op("Reshape", ordered, graph.longs(0, 0, shape.memory()));
    }

    private String directions(String name, int rows, int columns) {
        float[] both = WeightLayouts.concat(
                WeightLayouts.gates(weights.values("encoder.rnn.forward." + name), ONNX_GATES),
                WeightLayouts.gates(weights.values("encoder.rnn.backward." + name), ONNX_GATES));
        return graph.floats("encoder.rnn." + name, both, 2, rows, columns);
    }

    private String biases() {
        List<float[]> parts = new ArrayList<>();
        for (String direction : List.of("forward", "backward")) {
            for (String bias : List.of("bias_ih", "bias_hh")) {
                parts.add(WeightLayouts.gates(weights.values("encoder.rnn." + direction + "." + bias), ONNX_GATES));
            }
        }
        float[] all = WeightLayouts.concat(parts.toArray(float[][]::new));
        return graph.floats("encoder.rnn.bias", all, 2, 8 * shape.encoderRnn());
    }
}
