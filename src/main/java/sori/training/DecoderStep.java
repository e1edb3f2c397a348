package sori.training;

import static sori.training.GraphBuilder.attribute;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.List;
import sori.acoustic.AcousticShape;

/**
 * One decoder step with location-sensitive attention (Chorowski et al. 2015; Shen et al. 2017, section 2.2), as the body of a
 * loop. Written with matrix products whose grouping of sums depends on neither batch nor padding.
 */
final class DecoderStep {
    /** What the loop carries, in order; the last is {@code [batch, 2, symbols]}: previous and cumulative weights. */
    static final List<String> STATES = List.of(
            "frame", "attentionHidden", "attentionCell", "decoderHidden", "decoderCell", "context", "attentionHistory");

    /** The three sigmoid gates side by side, then the candidate: i, f, o, g from torch's i, f, g, o. */
    private static final int[] GATES = {0, 1, 3, 2};

    /**
     * Values of the outer graph.
     *
     * @param prenetMask {@code [steps, 2, batch, prenet]}
     * @param keys {@code [batch, attention, symbols]}
     * @param memory {@code [batch, symbols, memory + 1]}, the last column 1 inside the sequence
     * @param mask {@code [batch, 1, symbols]}, 1 inside the sequence
     * @param penalty {@code [batch, 1, symbols]}, 0 inside the sequence and far below any energy outside
     */
    record Surroundings(String prenetMask, String keys, String memory, String mask, String penalty) {}

    private record Cell(String hidden, String cell) {}

    private record Attention(String context, String weights) {}

    private final AcousticWeights weights;
    private final AcousticShape shape;
    private final GraphBuilder graph;
    private final Surroundings around;

    DecoderStep(AcousticWeights weights, GraphBuilder graph, Surroundings around) {
        this.weights = weights;
        this.shape = weights.shape();
        this.graph = graph;
        this.around = around;
    }

    GraphBuilder build() {
        declareInputs();
        Cell attention = cell("attentionRnn", prenet(), state(5), state(1), state(2), shape.attentionRnn());
        Attention read = attend(attention.hidden());
        Cell decoder = cell("decoderRnn", attention.hidden(), read.context(), state(3), state(4), shape.decoderRnn());
        String row = row(decoder.hidden(), read.context());
        long lastFrame = (long) (shape.framesPerStep() - 1) * shape.mels();
        String frame =
                graph.op("Slice", row, graph.longs(lastFrame), graph.longs(lastFrame + shape.mels()), graph.longs(1));
        output(graph.op("Identity", "continue"), TensorProto.DataType.BOOL);
        for (String state : List.of(
                frame,
                attention.hidden(),
                attention.cell(),
                decoder.hidden(),
                decoder.cell(),
                read.context(),
                history(read.weights()),
                row,
                graph.op("Squeeze", read.weights(), graph.longs(1)))) {
            output(state, TensorProto.DataType.FLOAT);
        }
        return graph;
    }

    private void declareInputs() {
        graph.input("iteration", TensorProto.DataType.INT64, List.of());
        graph.input("continue", TensorProto.DataType.BOOL, List.of());
        for (int i = 0; i < STATES.size(); i++) {
            graph.input(state(i), TensorProto.DataType.FLOAT, null);
        }
    }

    private void output(String value, TensorProto.DataType type) {
        graph.output(value, type, null);
    }

    private static String state(int index) {
        return "step." + STATES.get(index);
    }

    private String prenet() {
        String masks = graph.op("Gather", around.prenetMask(), "iteration");
        String signal = state(0);
        for (int layer = 0; layer < 2; layer++) {
            int in = layer == 0 ? shape.mels() : shape.prenet();
            String product = graph.op("MatMul", signal, matrix("prenet." + layer + ".weight", shape.prenet(), in));
            String mask = graph.op("Gather", masks, graph.scalar(layer));
            signal = graph.op("Mul", graph.op("Relu", product), mask);
        }
        return signal;
    }

    private Cell cell(String name, String input, String context, String hidden, String cell, int units) {
        String joined = concat(input, context, hidden);
        int in = weights.values(name + ".weight_ih").length / (4 * units);
        float[] input2gates = WeightLayouts.gates(weights.values(name + ".weight_ih"), GATES);
        float[] hidden2gates = WeightLayouts.gates(weights.values(name + ".weight_hh"), GATES);
        float[] matrix = WeightLayouts.concat(
                WeightLayouts.transpose(input2gates, 4 * units, in),
                WeightLayouts.transpose(hidden2gates, 4 * units, units));
        float[] bias = WeightLayouts.gates(
                WeightLayouts.sum(weights.values(name + ".bias_ih"), weights.values(name + ".bias_hh")), GATES);
        String sums = graph.op(
                "Gemm",
                joined,
                graph.floats(name + ".weight", matrix, in + units, 4 * units),
                graph.floats(name + ".bias", bias, 4 * units));
        List<String> parts = graph.ops("Split", 2, List.of(attribute("axis", 1)), sums, graph.longs(3L * units, units));
        List<String> gates = graph.ops("Split", 3, List.of(attribute("axis", 1)), graph.op("Sigmoid", parts.get(0)));
        String fresh = graph.op("Mul", gates.get(0), graph.op("Tanh", parts.get(1)));
        String next = graph.op("Add", graph.op("Mul", gates.get(1), cell), fresh);
        return new Cell(graph.op("Mul", gates.get(2), graph.op("Tanh", next)), next);
    }

    /** Energies v·tanh(query + keys + location), their softmax inside the sequence, and what it reads from the memory. */
    private Attention attend(String query) {
        String projected =
                graph.op("MatMul", query, matrix("attention.query.weight", shape.attention(), shape.attentionRnn()));
        String column = graph.op("Unsqueeze", projected, graph.longs(2));
        String sum = graph.op("Add", graph.op("Add", location(), around.keys()), column);
        String v = graph.floats("attention.v", weights.values("attention.v.weight"), 1, shape.attention());
        String energies = graph.op("Add", graph.op("MatMul", v, graph.op("Tanh", sum)), around.penalty());
        String highest = graph.op("ReduceMax", List.of(attribute("axes", new long[] {2})), energies);
        String raw = graph.op("Mul", graph.op("Exp", graph.op("Sub", energies, highest)), around.mask());
        List<String> read = graph.ops(
                "Split",
                2,
                List.of(attribute("axis", 2)),
                graph.op("MatMul", raw, around.memory()),
                graph.longs(shape.memory(), 1));
        String context = graph.op("Squeeze", graph.op("Div", read.get(0), read.get(1)), graph.longs(1));
        return new Attention(context, graph.op("Div", raw, read.get(1)));
    }

    /** Location filters and the dense layer behind them, nothing between them, as one convolution: {@code [batch, attention, symbols]}. */
    private String location() {
        int columns = 2 * shape.locationKernel();
        float[] filters = WeightLayouts.product(
                weights.values("attention.location.dense.weight"),
                weights.values("attention.location.conv.weight"),
                shape.attention(),
                shape.locationFilters(),
                columns);
        int reach = shape.locationKernel() / 2;
        String weight = graph.floats("attention.location", filters, shape.attention(), 2, shape.locationKernel());
        return graph.op("Conv", List.of(attribute("pads", reach, reach)), state(6), weight);
    }

    /** @param weights {@code [batch, 1, symbols]} */
    private String history(String weights) {
        String before = graph.op("Slice", state(6), graph.longs(1), graph.longs(2), graph.longs(1));
        return graph.op("Concat", List.of(attribute("axis", 1)), weights, graph.op("Add", before, weights));
    }

    /** The step's frames and its gate side by side: {@code [batch, r * mels + 1]}. */
    private String row(String hidden, String context) {
        int features = shape.decoderRnn() + shape.memory();
        int rows = shape.framesPerStep() * shape.mels() + 1;
        float[] matrix = WeightLayouts.concat(weights.values("projection.weight"), weights.values("gate.weight"));
        float[] bias = WeightLayouts.concat(weights.values("projection.bias"), weights.values("gate.bias"));
        return graph.op(
                "Gemm",
                concat(hidden, context),
                graph.floats("projection.weight", WeightLayouts.transpose(matrix, rows, features), features, rows),
                graph.floats("projection.bias", bias, rows));
    }

    private String concat(String... values) {
        return graph.op("Concat", List.of(attribute("axis", 1)), values);
    }

    private String matrix(String name, int rows, int columns) {
        return graph.floats(name, WeightLayouts.transpose(weights.values(name), rows, columns), columns, rows);
    }
}
