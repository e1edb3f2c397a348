package sori.graph;

import static sori.graph.GraphBuilder.attribute;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.List;
import sori.acoustic.AcousticShape;
import sori.acoustic.Cell;

/**
 * Writes the encoder's bidirectional recurrent network into a graph. LSTM and GRU are the runtime's own; its plain RNN groups its
 * sums by the batch, so that neighbours would change bits: that one is written as a scan over matrix products.
 */
public final class EncoderRecurrence {
    private static final List<String> DIRECTIONS = List.of("forward", "backward");

    private final AcousticWeights weights;
    private final AcousticShape shape;
    private final GraphBuilder graph;

    /**
     * States of both directions.
     *
     * @param all {@code [symbols, directions, batch, units]}, zero in the padding
     * @param last {@code [directions, batch, units]}, after each sequence's last symbol and first symbol
     */
    private record States(String all, String last) {}

    EncoderRecurrence(AcousticWeights weights, GraphBuilder graph) {
        this.weights = weights;
        this.shape = weights.shape();
        this.graph = graph;
    }

    /**
     * The states at every symbol, forward and backward side by side, zero in the padding: {@code [batch, symbols, memory]}.
     *
     * @param signal {@code [batch, symbols, embedding]}
     * @param mask {@code [batch, symbols, 1]}, one inside the sequence
     */
    String states(String signal, String mask) {
        String ordered = transpose(run(signal, mask).all(), 2, 0, 1, 3);
        return graph.op("Reshape", ordered, graph.longs(0, 0, shape.memory()));
    }

    /** The forward direction's state after the last symbol beside the backward direction's after the first: {@code [batch, 1, memory]}. */
    String lastStates(String signal, String mask) {
        String ordered = transpose(run(signal, mask).last(), 1, 0, 2);
        return graph.op("Reshape", ordered, graph.longs(0, 1, shape.memory()));
    }

    private States run(String signal, String mask) {
        String first = transpose(signal, 1, 0, 2);
        return shape.cell() == Cell.RNN ? scanned(first, transpose(mask, 1, 0, 2)) : runtimesOwn(first);
    }

    private States runtimesOwn(String signal) {
        int units = shape.encoderRnn();
        int rows = shape.cell().gates() * units;
        String lengths = graph.op("Cast", List.of(to(TensorProto.DataType.INT32)), "lengths");
        List<AttributeProto> attributes =
                new ArrayList<>(List.of(attribute("hidden_size", units), attribute("direction", "bidirectional")));
        if (shape.cell() == Cell.GRU) {
            attributes.add(attribute("linear_before_reset", 1L));
        }
        List<String> states = graph.ops(
                shape.cell().name(),
                shape.attends() ? 1 : 2,
                attributes,
                signal,
                directions("weight_ih", rows, shape.embedding()),
                directions("weight_hh", rows, units),
                biases(),
                lengths);
        return new States(states.get(0), states.get(states.size() - 1));
    }

    /** The order in which ONNX wants the gates: an LSTM's i, o, f, g where torch has i, f, g, o; a GRU's z, r, n for r, z, n. */
    public static int[] gates(Cell cell) {
        return cell == Cell.LSTM ? new int[] {0, 3, 1, 2} : new int[] {1, 0, 2};
    }

    private String directions(String name, int rows, int columns) {
        float[] both = WeightLayouts.concat(
                WeightLayouts.gates(weights.values("encoder.rnn.forward." + name), gates(shape.cell())),
                WeightLayouts.gates(weights.values("encoder.rnn.backward." + name), gates(shape.cell())));
        return graph.floats("encoder.rnn." + name, both, 2, rows, columns);
    }

    private String biases() {
        List<float[]> parts = new ArrayList<>();
        for (String direction : DIRECTIONS) {
            for (String bias : List.of("bias_ih", "bias_hh")) {
                parts.add(WeightLayouts.gates(
                        weights.values("encoder.rnn." + direction + "." + bias), gates(shape.cell())));
            }
        }
        float[] all = WeightLayouts.concat(parts.toArray(float[][]::new));
        return graph.floats("encoder.rnn.bias", all, 2, 2 * shape.cell().gates() * shape.encoderRnn());
    }

    /**
     * Both directions in one scan, each from its own end; where a sequence is padding its state stays as it was.
     *
     * @param mask {@code [symbols, batch, 1]}
     */
    private States scanned(String signal, String mask) {
        String inside = graph.op("Cast", List.of(to(TensorProto.DataType.BOOL)), mask);
        String start =
                graph.op("ConstantOfShape", concat(0, graph.op("Shape", "lengths"), graph.longs(shape.encoderRnn())));
        List<AttributeProto> attributes = List.of(
                attribute("body", symbol()),
                attribute("num_scan_inputs", 4L),
                attribute("scan_input_directions", 0, 0, 1, 1),
                attribute("scan_output_directions", 0, 1));
        String forward = fromInput(signal, "encoder.rnn.forward");
        String backward = fromInput(signal, "encoder.rnn.backward");
        List<String> made = graph.ops("Scan", 4, attributes, start, start, forward, inside, backward, inside);
        String last = concat(0, unsqueeze(made.get(0), 0), unsqueeze(made.get(1), 0));
        String all = concat(1, unsqueeze(made.get(2), 1), unsqueeze(made.get(3), 1));
        return new States(graph.op("Mul", all, unsqueeze(mask, 1)), last);
    }

    /** The scan's body: takes the states and then each direction's sums and mask, gives the states, to go on with and to keep. */
    private GraphBuilder symbol() {
        GraphBuilder body = graph.body("symbol");
        for (String direction : DIRECTIONS) {
            body.input(direction + ".before", TensorProto.DataType.FLOAT, null);
        }
        for (String direction : DIRECTIONS) {
            body.input(direction + ".sums", TensorProto.DataType.FLOAT, null);
            body.input(direction + ".inside", TensorProto.DataType.BOOL, null);
            String before = direction + ".before";
            String recurrent = body.op("MatMul", before, matrix("encoder.rnn." + direction + ".weight_hh"));
            String fresh = body.op("Tanh", body.op("Add", direction + ".sums", recurrent));
            String after = body.op("Where", direction + ".inside", fresh, before);
            body.alias(after, direction + ".after");
            body.alias(after, direction + ".kept");
        }
        for (String state : List.of("after", "kept")) {
            DIRECTIONS.forEach(direction -> body.output(direction + "." + state, TensorProto.DataType.FLOAT, null));
        }
        return body;
    }

    /** What does not depend on the state, of all symbols in one product, both biases added. */
    private String fromInput(String signal, String name) {
        float[] bias = WeightLayouts.sum(weights.values(name + ".bias_ih"), weights.values(name + ".bias_hh"));
        String product = graph.op("MatMul", signal, matrix(name + ".weight_ih"));
        return graph.op("Add", product, graph.floats(name + ".bias", bias, bias.length));
    }

    private String matrix(String name) {
        float[] values = weights.values(name);
        int rows = shape.encoderRnn();
        int columns = values.length / rows;
        return graph.floats(name, WeightLayouts.transpose(values, rows, columns), columns, rows);
    }

    private String transpose(String value, long... order) {
        return graph.op("Transpose", List.of(attribute("perm", order)), value);
    }

    private String unsqueeze(String value, long axis) {
        return graph.op("Unsqueeze", value, graph.longs(axis));
    }

    private String concat(long axis, String... values) {
        return graph.op("Concat", List.of(attribute("axis", axis)), values);
    }

    private static AttributeProto to(TensorProto.DataType type) {
        return attribute("to", type.getNumber());
    }
}
