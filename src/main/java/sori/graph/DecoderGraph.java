package sori.graph;

import static sori.graph.GraphBuilder.attribute;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sori.acoustic.AcousticGraphs;
import sori.acoustic.AcousticShape;

/**
 * Tacotron 2's decoder as a loop over steps; {@link DecoderStep} is its body. What does not change from step to step is
 * computed here, once a call.
 */
final class DecoderGraph {
    private static final int GRAIN = 16;

    private final AcousticWeights weights;
    private final AcousticShape shape;
    private final GraphBuilder graph = new GraphBuilder("decoder");
    private String length = "";
    private String missing = "";
    private String mask = "";

    DecoderGraph(AcousticWeights weights) {
        this.weights = weights;
        this.shape = weights.shape();
    }

    ModelProto build() {
        Optional<String> column = shape.attends() ? Optional.of(measure()) : Optional.empty();
        String prenetMask = graph.op("Transpose", List.of(attribute("perm", 0, 2, 1, 3)), "prenetMask");
        DecoderStep.Surroundings around = new DecoderStep.Surroundings(
                prenetMask,
                column.map(this::attention),
                shape.attends() ? Optional.empty() : Optional.of(graph.op("Squeeze", "memory", graph.longs(1))));
        GraphBuilder body = new DecoderStep(weights, graph.body("step"), around).build();
        int states = DecoderStep.states(shape).size();
        int rows = shape.attends() ? 2 : 1;
        List<String> results = graph.ops("Loop", states + rows, List.of(attribute("body", body)), loopInputs());
        states(results.subList(0, states));
        outputs(results.get(states));
        if (shape.attends()) {
            alignments(results.get(states + 1));
        }
        return graph.model(AcousticGraphs.decoder(shape));
    }

    /** @param column {@code [batch, padded symbols, 1]}: the mask */
    private AttentionStep.Surroundings attention(String column) {
        String far = graph.floats("far", new float[] {1e30f}, 1);
        return new AttentionStep.Surroundings(
                graph.op("Transpose", List.of(attribute("perm", 0, 2, 1)), padded("processedMemory", 3)),
                // A column of ones beside the memory: one product gives the context and the sum that normalizes it.
                graph.op("Concat", List.of(attribute("axis", 2)), padded("memory", 3), column),
                mask,
                graph.op("Mul", graph.op("Sub", mask, graph.floats("one", new float[] {1}, 1)), far));
    }

    /**
     * The loop works on a multiple of {@link #GRAIN} symbols, whatever the caller's padding: products over a row treat the
     * few numbers behind its last whole group in another order, so that another padding would change bits.
     *
     * @return the mask as a column, {@code [batch, padded symbols, 1]}
     */
    private String measure() {
        length = graph.op("Slice", graph.op("Shape", "memory"), graph.longs(1), graph.longs(2));
        missing = graph.op("Mod", graph.op("Neg", length), graph.longs(GRAIN));
        mask = mask();
        return graph.op("Transpose", List.of(attribute("perm", 0, 2, 1)), mask);
    }

    /** A value whose second axis counts symbols, with zeros behind them. */
    private String padded(String value, int axes) {
        String before = graph.longs(new long[axes + 1]);
        List<String> pads = new ArrayList<>(List.of(before, missing));
        if (axes > 2) {
            pads.add(graph.longs(new long[axes - 2]));
        }
        return graph.op("Pad", value, graph.op("Concat", List.of(attribute("axis", 0)), pads.toArray(String[]::new)));
    }

    /** {@code [batch, 1, padded symbols]}: one inside the sequence, zero in the padding. */
    private String mask() {
        String end = graph.op("Squeeze", graph.op("Add", length, missing), graph.longs(0));
        String positions = graph.op("Range", graph.scalar(0), end, graph.scalar(1));
        String inside = graph.op("Less", positions, graph.op("Unsqueeze", "lengths", graph.longs(1, 2)));
        return graph.op("Cast", List.of(attribute("to", TensorProto.DataType.FLOAT.getNumber())), inside);
    }

    /** The loop carries both kinds of attention weights as {@code [batch, 2, symbols]}, as the location filters read them. */
    private String[] loopInputs() {
        List<String> inputs = new ArrayList<>(List.of("steps", ""));
        inputs.addAll(DecoderStep.states(shape));
        if (shape.attends()) {
            String history = graph.op(
                    "Concat",
                    List.of(attribute("axis", 1)),
                    graph.op("Unsqueeze", padded("attentionWeights", 2), graph.longs(1)),
                    graph.op("Unsqueeze", padded("attentionCumulative", 2), graph.longs(1)));
            inputs.set(inputs.size() - 1, history);
        }
        return inputs.toArray(String[]::new);
    }

    /** Cuts the padding off the third axis. */
    private String cropped(String value) {
        return graph.op("Slice", value, graph.longs(0), length, graph.longs(2));
    }

    private void states(List<String> results) {
        List<String> names = DecoderStep.states(shape);
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equals(AttentionStep.HISTORY)) {
                List<String> parts = graph.ops("Split", 2, List.of(attribute("axis", 1)), cropped(results.get(i)));
                graph.alias(graph.op("Squeeze", parts.get(0), graph.longs(1)), "next.attentionWeights");
                graph.alias(graph.op("Squeeze", parts.get(1), graph.longs(1)), "next.attentionCumulative");
            } else {
                graph.alias(results.get(i), "next." + names.get(i));
            }
        }
    }

    /**
     * Names the results of the loop's rows.
     *
     * @param rows {@code [steps, batch, r * mels + 1]}
     */
    private void outputs(String rows) {
        String byBatch = graph.op("Transpose", List.of(attribute("perm", 1, 0, 2)), rows);
        List<String> parts = graph.ops(
                "Split",
                2,
                List.of(attribute("axis", 2)),
                byBatch,
                graph.longs((long) shape.framesPerStep() * shape.mels(), 1));
        graph.alias(graph.op("Reshape", parts.get(0), graph.longs(0, -1, shape.mels())), "frames");
        graph.alias(graph.op("Squeeze", parts.get(1), graph.longs(2)), "gates");
    }

    /** @param steps {@code [steps, batch, symbols]} */
    private void alignments(String steps) {
        String ordered = graph.op("Transpose", List.of(attribute("perm", 1, 0, 2)), cropped(steps));
        graph.alias(ordered, "alignments");
        graph.alias(graph.op("ArgMax", List.of(attribute("axis", 2), attribute("keepdims", 0)), ordered), "attended");
    }
}
