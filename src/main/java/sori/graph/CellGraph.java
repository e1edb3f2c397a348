package sori.graph;

import static sori.graph.GraphBuilder.attribute;

import java.util.ArrayList;
import java.util.List;
import sori.acoustic.Cell;

/**
 * Writes one step of a recurrent cell into a graph, as matrix products whose grouping of sums does not depend on the batch; torch's
 * equations of {@code LSTM}, {@code GRU} and {@code RNN}.
 */
public final class CellGraph {
    private final AcousticWeights weights;
    private final GraphBuilder graph;

    CellGraph(AcousticWeights weights, GraphBuilder graph) {
        this.weights = weights;
        this.graph = graph;
    }

    /**
     * One step.
     *
     * @param name of the cell's parameters
     * @param inputs side by side, each {@code [batch, width]}
     * @param states {@code [batch, units]}: the hidden state, and the cell state where there is one
     * @return the states after the step
     */
    List<String> step(String name, int units, List<String> inputs, List<String> states) {
        Cell cell = weights.shape().cell();
        return switch (cell) {
            case RNN -> List.of(graph.op("Tanh", sums(name, units, inputs, states.get(0))));
            case LSTM -> lstm(name, units, inputs, states);
            case GRU -> List.of(gru(name, units, inputs, states.get(0)));
        };
    }

    /** An LSTM's three sigmoid gates side by side, then the candidate: i, f, o, g from torch's i, f, g, o; an RNN has but one. */
    public static int[] gates(Cell cell) {
        return cell == Cell.LSTM ? new int[] {0, 1, 3, 2} : new int[] {0};
    }

    /** All gates' sums over inputs and hidden state in one product. */
    private String sums(String name, int units, List<String> inputs, String hidden) {
        int[] gates = gates(weights.shape().cell());
        List<String> all = new ArrayList<>(inputs);
        all.add(hidden);
        int rows = gates.length * units;
        float[] input = WeightLayouts.gates(weights.values(name + ".weight_ih"), gates);
        float[] recurrent = WeightLayouts.gates(weights.values(name + ".weight_hh"), gates);
        float[] matrix = WeightLayouts.concat(
                WeightLayouts.transpose(input, rows, input.length / rows),
                WeightLayouts.transpose(recurrent, rows, units));
        float[] bias = WeightLayouts.gates(
                WeightLayouts.sum(weights.values(name + ".bias_ih"), weights.values(name + ".bias_hh")), gates);
        return product(concat(all), name, matrix, bias);
    }

    private String product(String input, String name, float[] matrix, float[] bias) {
        return graph.op(
                "Gemm",
                input,
                graph.floats(name + ".weight", matrix, matrix.length / bias.length, bias.length),
                graph.floats(name + ".bias", bias, bias.length));
    }

    private List<String> lstm(String name, int units, List<String> inputs, List<String> states) {
        String sums = sums(name, units, inputs, states.get(0));
        List<String> parts = split(sums, 3L * units, units);
        List<String> gates = graph.ops("Split", 3, List.of(attribute("axis", 1)), graph.op("Sigmoid", parts.get(0)));
        String fresh = graph.op("Mul", gates.get(0), graph.op("Tanh", parts.get(1)));
        String next = graph.op("Add", graph.op("Mul", gates.get(1), states.get(1)), fresh);
        return List.of(graph.op("Mul", gates.get(2), graph.op("Tanh", next)), next);
    }

    /** The reset gate scales the candidate's recurrent sums, bias included: those of inputs and hidden state stay apart. */
    private String gru(String name, int units, List<String> inputs, String hidden) {
        int rows = 3 * units;
        float[] input = weights.values(name + ".weight_ih");
        String fromInput = product(
                concat(inputs),
                name,
                WeightLayouts.transpose(input, rows, input.length / rows),
                weights.values(name + ".bias_ih"));
        String fromHidden = product(
                hidden,
                name + ".recurrent",
                WeightLayouts.transpose(weights.values(name + ".weight_hh"), rows, units),
                weights.values(name + ".bias_hh"));
        List<String> own = split(fromInput, 2L * units, units);
        List<String> recurrent = split(fromHidden, 2L * units, units);
        String open = graph.op("Sigmoid", graph.op("Add", own.get(0), recurrent.get(0)));
        List<String> gates = graph.ops("Split", 2, List.of(attribute("axis", 1)), open);
        String candidate =
                graph.op("Tanh", graph.op("Add", own.get(1), graph.op("Mul", gates.get(0), recurrent.get(1))));
        // (1 - z) n + z h
        return graph.op("Add", candidate, graph.op("Mul", gates.get(1), graph.op("Sub", hidden, candidate)));
    }

    private List<String> split(String sums, long first, long second) {
        return graph.ops("Split", 2, List.of(attribute("axis", 1)), sums, graph.longs(first, second));
    }

    private String concat(List<String> values) {
        return graph.op("Concat", List.of(attribute("axis", 1)), values.toArray(String[]::new));
    }
}
