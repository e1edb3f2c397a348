package sori.graph;

import static sori.graph.GraphBuilder.attribute;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sori.acoustic.AcousticGraphs;
import sori.acoustic.AcousticShape;
import sori.onnx.TensorSpec;

/**
 * One decoder step (Shen et al. 2017, section 2.2), as the body of a loop: prenet, the recurrent cell that queries the memory, what
 * is read from it, the cell that makes frames. Without attention every step reads the same one row.
 */
final class DecoderStep {
    /**
     * Values of the outer graph.
     *
     * @param prenetMask {@code [steps, 2, batch, prenet]}
     * @param attention what attention reads; without it empty
     * @param constant without attention what every step reads, {@code [batch, memory]}; else empty
     */
    record Surroundings(String prenetMask, Optional<AttentionStep.Surroundings> attention, Optional<String> constant) {}

    private final AcousticWeights weights;
    private final AcousticShape shape;
    private final GraphBuilder graph;
    private final Surroundings around;
    private final CellGraph cells;

    DecoderStep(AcousticWeights weights, GraphBuilder graph, Surroundings around) {
        this.weights = weights;
        this.shape = weights.shape();
        this.graph = graph;
        this.around = around;
        this.cells = new CellGraph(weights, graph);
    }

    /** What the loop carries, in order: the decoder's states, both kinds of attention weights in one. */
    static List<String> states(AcousticShape shape) {
        List<String> states = new ArrayList<>();
        for (TensorSpec state : AcousticGraphs.decoderStates(shape)) {
            if (state.name().equals("attentionWeights")) {
                states.add(AttentionStep.HISTORY);
            } else if (!state.name().equals("attentionCumulative")) {
                states.add(state.name());
            }
        }
        return states;
    }

    /** Gives the continued loop, the states, the step's row and, with attention, its alignment. */
    GraphBuilder build() {
        declareInputs();
        String before = around.constant().orElse(state("context"));
        List<String> query =
                cells.step("attentionRnn", shape.attentionRnn(), List.of(prenet(), before), cellStates("attention"));
        Optional<AttentionStep> attention =
                around.attention().map(outer -> new AttentionStep(weights, graph, outer, state(AttentionStep.HISTORY)));
        Optional<AttentionStep.Read> read = attention.map(step -> step.read(query.get(0)));
        String context = read.map(AttentionStep.Read::context).orElse(before);
        List<String> made =
                cells.step("decoderRnn", shape.decoderRnn(), List.of(query.get(0), context), cellStates("decoder"));
        String row = row(made.get(0), context);
        List<String> results = new ArrayList<>(List.of(lastFrame(row)));
        output(graph.op("Identity", "continue"), TensorProto.DataType.BOOL);
        results.addAll(query);
        results.addAll(made);
        if (attention.isPresent() && read.isPresent()) {
            results.add(context);
            results.add(attention.get().historyAfter(read.get()));
        }
        results.add(row);
        attention.ifPresent(step -> results.add(step.alignment(read.orElseThrow())));
        results.forEach(value -> output(value, TensorProto.DataType.FLOAT));
        return graph;
    }

    private String lastFrame(String row) {
        long at = (long) (shape.framesPerStep() - 1) * shape.mels();
        return graph.op("Slice", row, graph.longs(at), graph.longs(at + shape.mels()), graph.longs(1));
    }

    private void declareInputs() {
        graph.input("iteration", TensorProto.DataType.INT64, List.of());
        graph.input("continue", TensorProto.DataType.BOOL, List.of());
        for (String state : states(shape)) {
            graph.input(state(state), TensorProto.DataType.FLOAT, null);
        }
    }

    private void output(String value, TensorProto.DataType type) {
        graph.output(value, type, null);
    }

    private static String state(String name) {
        return "step." + name;
    }

    private List<String> cellStates(String name) {
        return shape.cell().hasCellState()
                ? List.of(state(name + "Hidden"), state(name + "Cell"))
                : List.of(state(name + "Hidden"));
    }

    private String prenet() {
        String masks = graph.op("Gather", around.prenetMask(), "iteration");
        String signal = state("frame");
        for (int layer = 0; layer < 2; layer++) {
            int in = layer == 0 ? shape.mels() : shape.prenet();
            String name = "prenet." + layer + ".weight";
            float[] matrix = WeightLayouts.transpose(weights.values(name), shape.prenet(), in);
            String product = graph.op("MatMul", signal, graph.floats(name, matrix, in, shape.prenet()));
            String mask = graph.op("Gather", masks, graph.scalar(layer));
            signal = graph.op("Mul", graph.op("Relu", product), mask);
        }
        return signal;
    }

    /** The step's frames and its gate side by side: {@code [batch, r * mels + 1]}. */
    private String row(String hidden, String context) {
        int features = shape.decoderRnn() + shape.memory();
        int rows = shape.framesPerStep() * shape.mels() + 1;
        float[] matrix = WeightLayouts.concat(weights.values("projection.weight"), weights.values("gate.weight"));
        float[] bias = WeightLayouts.concat(weights.values("projection.bias"), weights.values("gate.bias"));
        return graph.op(
                "Gemm",
                graph.op("Concat", List.of(attribute("axis", 1)), hidden, context),
                graph.floats("projection.weight", WeightLayouts.transpose(matrix, rows, features), features, rows),
                graph.floats("projection.bias", bias, rows));
    }
}
