package sori.training;

import static sori.training.GraphBuilder.attribute;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.List;
import sori.acoustic.AcousticGraphs;
import sori.acoustic.AcousticShape;

/**
 * Tacotron 2's decoder as a loop over steps; {@link DecoderStep} is its body. What does not change from step to step is
 * computed here, once a call.
 */
final class DecoderGraph {
    private final AcousticWeights weights;
    private final AcousticShape shape;
    private final GraphBuilder graph = new GraphBuilder("decoder");

    DecoderGraph(AcousticWeights weights) {
        this.weights = weights;
        this.shape = weights.shape();
    }

    ModelProto build() {
        String mask = mask();
        DecoderStep.Surroundings around = new DecoderStep.Surroundings(
                graph.op("Transpose", List.of(attribute("perm", 0, 2, 1, 3)), "prenetMask"),
                graph.op("Transpose", List.of(attribute("perm", 0, 2, 1)), "processedMemory"),
                // A column of ones beside the memory: one product gives the context and the sum that normalises it. A
                // sum of
                // its own would group its terms by the padded length.
                graph.op(
                        "Concat",
                        List.of(attribute("axis", 2)),
                        "memory",
                        graph.op("Transpose", List.of(attribute("perm", 0, 2, 1)), mask)),
                mask,
                graph.op(
                        "Mul",
                        graph.op("Sub", mask, graph.floats("one", new float[] {1}, 1)),
                        graph.floats("far", new float[] {1e30f}, 1)));
        GraphBuilder body = new DecoderStep(weights, graph.body("step"), around).build();
        List<String> results =
                graph.ops("Loop", DecoderStep.STATES.size() + 2, List.of(attribute("body", body)), loopInputs());
        states(results.subList(0, DecoderStep.STATES.size()));
        outputs(results.get(DecoderStep.STATES.size()), results.get(DecoderStep.STATES.size() + 1));
        return graph.model(AcousticGraphs.decoder(shape));
    }

    /** {@code [batch, 1, symbols]}: one inside the sequence, zero in the padding. */
    private String mask() {
        String length = graph.op("Gather", graph.op("Shape", "memory"), graph.scalar(1));
        String positions = graph.op("Range", graph.scalar(0), length, graph.scalar(1));
        String inside = graph.op("Less", positions, graph.op("Unsqueeze", "lengths", graph.longs(1, 2)));
        return graph.op("Cast", List.of(attribute("to", TensorProto.DataType.FLOAT.getNumber())), inside);
    }

    /** The loop carries both kinds of attention weights as {@code [batch, 2, symbols]}, as the location filters read them. */
    private String[] loopInputs() {
        List<String> inputs = new ArrayList<>(List.of("steps", ""));
        inputs.addAll(DecoderStep.STATES.subList(0, DecoderStep.STATES.size() - 1));
        inputs.add(graph.op(
                "Concat",
                List.of(attribute("axis", 1)),
                graph.op("Unsqueeze", "attentionWeights", graph.longs(1)),
                graph.op("Unsqueeze", "attentionCumulative", graph.longs(1))));
        return inputs.toArray(String[]::new);
    }

    private void states(List<String> results) {
        int both = DecoderStep.STATES.size() - 1;
        for (int i = 0; i < both; i++) {
            graph.alias(results.get(i), "next." + DecoderStep.STATES.get(i));
        }
        List<String> parts = graph.ops("Split", 2, List.of(attribute("axis", 1)), results.get(both));
        graph.alias(graph.op("Squeeze", parts.get(0), graph.longs(1)), "next.attentionWeights");
        graph.alias(graph.op("Squeeze", parts.get(1), graph.longs(1)), "next.attentionCumulative");
    }

    /** @param rows {@code [steps, batch, r * mels + 1]}; @param alignments {@code [steps, batch, symbols]} */
    private void outputs(String rows, String alignments) {
        String byBatch = graph.op("Transpose", List.of(attribute("perm", 1, 0, 2)), rows);
        List<String> parts = graph.ops(
                "Split",
                2,
                List.of(attribute("axis", 2)),
                byBatch,
                graph.longs((long) shape.framesPerStep() * shape.mels(), 1));
        graph.alias(graph.op("Reshape", parts.get(0), graph.longs(0, -1, shape.mels())), "frames");
        graph.alias(graph.op("Squeeze", parts.get(1), graph.longs(2)), "gates");
        String ordered = graph.op("Transpose", List.of(attribute("perm", 1, 0, 2)), alignments);
        graph.alias(ordered, "alignments");
        graph.alias(graph.op("ArgMax", List.of(attribute("axis", 2), attribute("keepdims", 0)), ordered), "attended");
    }
}
