package sori.graph;

import static sori.graph.GraphBuilder.attribute;

import java.util.List;
import sori.acoustic.AcousticShape;

/**
 * Location-sensitive attention (Chorowski et al. 2015) in the body of the decoder's loop. Written with matrix products whose
 * grouping of sums depends on neither batch nor padding.
 */
final class AttentionStep {
    /** The state that holds {@code [batch, 2, symbols]}: previous and cumulative weights. */
    static final String HISTORY = "attentionHistory";

    /**
     * Values of the outer graph.
     *
     * @param keys {@code [batch, attention, symbols]}
     * @param memory {@code [batch, symbols, memory + 1]}, the last column 1 inside the sequence
     * @param mask {@code [batch, 1, symbols]}, 1 inside the sequence
     * @param penalty {@code [batch, 1, symbols]}, 0 inside the sequence and far below any energy outside
     */
    record Surroundings(String keys, String memory, String mask, String penalty) {}

    /**
     * What a query found.
     *
     * @param context {@code [batch, memory]}
     * @param weights {@code [batch, 1, symbols]}
     */
    record Read(String context, String weights) {}

    private final AcousticWeights weights;
    private final AcousticShape shape;
    private final GraphBuilder graph;
    private final Surroundings around;
    private final String history;

    /** @param history name of the state {@link #HISTORY} in the body */
    AttentionStep(AcousticWeights weights, GraphBuilder graph, Surroundings around, String history) {
        this.weights = weights;
        this.shape = weights.shape();
        this.graph = graph;
        this.around = around;
        this.history = history;
    }

    /** Energies v·tanh(query + keys + location), their softmax inside the sequence, and what it reads from the memory. */
    Read read(String query) {
        String matrix = graph.floats(
                "attention.query.weight",
                WeightLayouts.transpose(
                        weights.values("attention.query.weight"), shape.attention(), shape.attentionRnn()),
                shape.attentionRnn(),
                shape.attention());
        String column = graph.op("Unsqueeze", graph.op("MatMul", query, matrix), graph.longs(2));
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
        return new Read(context, graph.op("Div", raw, read.get(1)));
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
        return graph.op("Conv", List.of(attribute("pads", reach, reach)), history, weight);
    }

    /** The state {@link #HISTORY} after the step. */
    String historyAfter(Read read) {
        String before = graph.op("Slice", history, graph.longs(1), graph.longs(2), graph.longs(1));
        return graph.op(
                "Concat", List.of(attribute("axis", 1)), read.weights(), graph.op("Add", before, read.weights()));
    }

    /** The step's row of the alignment, {@code [batch, symbols]}. */
    String alignment(Read read) {
        return graph.op("Squeeze", read.weights(), graph.longs(1));
    }
}
