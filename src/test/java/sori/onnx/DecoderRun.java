package sori.onnx;

import static java.util.Objects.requireNonNull;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import sori.acoustic.AcousticGraphs;
import sori.acoustic.AcousticShape;

/**
 * One call of a decoder's graph on random inputs, the same for all graphs of a shape.
 *
 * @param floats of each output that has floats, in the contract's order
 * @param weightsBefore {@code [batch, symbols]}, attention weights that the call began with
 * @param attended {@code [batch, steps]}
 */
record DecoderRun(List<List<Float>> floats, List<Float> weightsBefore, List<Long> attended) {
    /** @param texts length of each row, in symbols */
    static DecoderRun of(byte[] model, AcousticShape shape, long[] texts, int steps) throws Exception {
        int symbols = (int) LongStream.of(texts).max().orElseThrow();
        GraphContract contract = AcousticGraphs.decoder(shape);
        Map<String, Integer> lengths = Map.of(
                "batch", texts.length, "symbols", symbols, "steps", steps, "frames", steps * shape.framesPerStep());
        Random random = new Random(1);
        Map<String, Tensor> inputs = new HashMap<>();
        Map<String, Tensor> outputs = new HashMap<>();
        try (OnnxGraph graph = OnnxGraph.load(new OnnxRuntime(Provider.CPU), "decoder", model, contract);
                TensorArena arena = new TensorArena()) {
            for (TensorSpec spec : contract.inputs()) {
                Tensor input = tensor(arena, spec, lengths);
                inputs.put(spec.name(), input);
                switch (spec.name()) {
                    case "steps" -> input.longs().put(0, steps);
                    case "lengths" -> input.longs().put(texts);
                    default -> fill(input.floats(), random);
                }
            }
            contract.outputs().forEach(spec -> outputs.put(spec.name(), tensor(arena, spec, lengths)));
            graph.run(inputs, outputs);
            List<List<Float>> floats = contract.outputs().stream()
                    .filter(spec -> spec.type() == TensorSpec.ElementType.FLOAT)
                    .map(spec -> values(requireNonNull(outputs.get(spec.name()))))
                    .toList();
            List<Long> attended = new ArrayList<>();
            for (int i = 0; i < texts.length * steps; i++) {
                attended.add(requireNonNull(outputs.get("attended")).longs().get(i));
            }
            return new DecoderRun(floats, values(requireNonNull(inputs.get("attentionWeights"))), attended);
        }
    }

    private static void fill(FloatBuffer values, Random random) {
        for (int i = 0; i < values.capacity(); i++) {
            values.put(i, (float) random.nextGaussian());
        }
    }

    private static Tensor tensor(TensorArena arena, TensorSpec spec, Map<String, Integer> lengths) {
        long[] sides = spec.dimensions().stream()
                .mapToLong(d -> d.free() ? requireNonNull(lengths.get(d.label())) : d.size())
                .toArray();
        return spec.type() == TensorSpec.ElementType.FLOAT ? arena.floats(sides) : arena.longs(sides);
    }

    private static List<Float> values(Tensor tensor) {
        List<Float> values = new ArrayList<>();
        for (int i = 0; i < tensor.floats().capacity(); i++) {
            values.add(tensor.floats().get(i));
        }
        return values;
    }
}
