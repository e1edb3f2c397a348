package sori.graph;

import static sori.graph.GraphBuilder.attribute;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.List;
import sori.acoustic.AcousticGraphs;
import sori.acoustic.AcousticShape;

/**
 * Tacotron 2's encoder (Shen et al. 2017, section 2.2). Convolutions are written as one matrix product over neighbouring
 * positions: the runtime's own convolution groups its sums by the length of the input, so that padding would change bits.
 */
final class EncoderGraph {
    private final AcousticWeights weights;
    private final AcousticShape shape;
    private final GraphBuilder graph = new GraphBuilder("encoder");
    private final Unfolding unfolding;

    EncoderGraph(AcousticWeights weights) {
        this.weights = weights;
        this.shape = weights.shape();
        this.unfolding = new Unfolding(graph, "symbols", shape.encoderKernel());
    }

    ModelProto build() {
        String mask = mask();
        String table =
                graph.floats("embedding", weights.values("embedding.weight"), shape.symbols(), shape.embedding());
        String signal = graph.op("Mul", graph.op("Gather", table, "symbols"), mask);
        for (int layer = 0; layer < shape.encoderLayers(); layer++) {
            signal = graph.op("Mul", graph.op("Relu", convolution(signal, layer)), mask);
        }
        EncoderRecurrence recurrence = new EncoderRecurrence(weights, graph);
        if (shape.attends()) {
            outputs(recurrence.states(signal, mask));
        } else {
            graph.alias(recurrence.lastStates(signal, mask), "memory");
        }
        return graph.model(AcousticGraphs.encoder(shape));
    }

    private void outputs(String memory) {
        graph.alias(memory, "memory");
        String projection = graph.floats(
                "memory.projection",
                WeightLayouts.transpose(weights.values("attention.memory.weight"), shape.attention(), shape.memory()),
                shape.memory(),
                shape.attention());
        graph.alias(graph.op("MatMul", memory, projection), "processedMemory");
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
        String neighbours = unfolding.unfold(padded, width);
        String name = "encoder.conv." + layer;
        float[] matrix = WeightLayouts.unfolded(weights.values(name + ".weight"), width, width, kernel);
        String product = graph.op("MatMul", neighbours, graph.floats(name + ".weight", matrix, kernel * width, width));
        return graph.op("Add", product, graph.floats(name + ".bias", weights.values(name + ".bias"), width));
    }
}
