package sori.onnx;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import sori.acoustic.AcousticGraphs;
import sori.acoustic.AcousticShape;
import sori.acoustic.Alignment;
import sori.acoustic.Cell;
import sori.training.AcousticExporter;
import sori.training.AcousticWeights;

/** Decoders that nobody trained, whose attention leaps about. */
class AttentionWindowTest {
    private static final AcousticShape SHAPE = AcousticShape.tiny(40, 20);
    private static final int ROWS = 3;
    private static final int SYMBOLS = 29;
    private static final int STEPS = 12;
    private static final Map<String, Integer> LENGTHS =
            Map.of("batch", ROWS, "symbols", SYMBOLS, "steps", STEPS, "frames", STEPS * SHAPE.framesPerStep());

    /** What a call gave: the floats of all outputs, and the symbols that each row looked at, the one before the call first. */
    private record Made(List<List<Float>> floats, List<List<Integer>> attended) {
        /** The widest step, back as a negative number. */
        int furthest(boolean back) {
            int furthest = 0;
            for (List<Integer> row : attended) {
                for (int i = 1; i < row.size(); i++) {
                    int by = row.get(i) - row.get(i - 1);
                    furthest = back ? Math.min(furthest, by) : Math.max(furthest, by);
                }
            }
            return furthest;
        }
    }

    private static byte[] decoder(AcousticShape shape) {
        AcousticWeights weights = AcousticWeights.random(shape, 3);
        if (shape.attends()) {
            float[] v = weights.values("attention.v.weight");
            for (int i = 0; i < v.length; i++) {
                v[i] *= 20; // sharp, so that it leaps
            }
        }
        return AcousticExporter.graphs(weights).decoder();
    }

    @Test
    void noStepLooksBeyondTheWindow() throws Exception {
        Made free = run(decoder(SHAPE));
        assertThat(free.furthest(true)).isLessThan(-1);
        assertThat(free.furthest(false)).isGreaterThan(3);
        Made held = run(AttentionWindow.in(decoder(SHAPE), 1, 3));
        assertThat(held.furthest(true)).isGreaterThanOrEqualTo(-1);
        assertThat(held.furthest(false)).isLessThanOrEqualTo(3);
        assertThat(held.floats()).isNotEqualTo(free.floats());
    }

    @Test
    void stepsWithinTheWindowKeepTheirBits() throws Exception {
        Made free = run(decoder(SHAPE));
        assertThat(run(AttentionWindow.in(decoder(SHAPE), SYMBOLS, SYMBOLS))).isEqualTo(free);
    }

    @Test
    void aScanOfItGivesTheSameBits() throws Exception {
        byte[] held = AttentionWindow.in(decoder(SHAPE), 2, 4);
        assertThat(run(ScanForLoop.in(held))).isEqualTo(run(held));
    }

    @Test
    void whatHasNoAttentionStaysAsItIs() {
        byte[] decoder = decoder(SHAPE.with(Cell.GRU, Alignment.NONE));
        assertThat(AttentionWindow.in(decoder, 2, 4)).isEqualTo(decoder);
        byte[] none = {1, 2, 3};
        assertThat(AttentionWindow.in(none, 2, 4)).isEqualTo(none);
    }

    @Test
    void aWindowHasAMiddle() {
        assertThatThrownBy(() -> AttentionWindow.in(new byte[0], 2, 3))
                .hasMessageContaining("2 symbols back and 3 ahead");
    }

    private static Made run(byte[] model) throws Exception {
        GraphContract contract = AcousticGraphs.decoder(SHAPE);
        Random random = new Random(1);
        Map<String, Tensor> inputs = new HashMap<>();
        Map<String, Tensor> outputs = new HashMap<>();
        try (OnnxGraph graph = OnnxGraph.load(new OnnxRuntime(Provider.CPU), "decoder", model, contract);
                TensorArena arena = new TensorArena()) {
            for (TensorSpec spec : contract.inputs()) {
                Tensor input = tensor(arena, spec);
                inputs.put(spec.name(), input);
                fill(input, spec, random);
            }
            contract.outputs().forEach(spec -> outputs.put(spec.name(), tensor(arena, spec)));
            graph.run(inputs, outputs);
            List<List<Float>> floats = contract.outputs().stream()
                    .filter(spec -> spec.type() == TensorSpec.ElementType.FLOAT)
                    .map(spec -> values(requireNonNull(outputs.get(spec.name()))))
                    .toList();
            return new Made(
                    floats,
                    attended(requireNonNull(inputs.get("attentionWeights")), requireNonNull(outputs.get("attended"))));
        }
    }

    private static List<List<Integer>> attended(Tensor before, Tensor made) {
        List<List<Integer>> rows = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            List<Integer> symbols = new ArrayList<>();
            int highest = 0;
            for (int i = 0; i < SYMBOLS; i++) {
                float weight = before.floats().get(row * SYMBOLS + i);
                highest = weight > before.floats().get(row * SYMBOLS + highest) ? i : highest;
            }
            symbols.add(highest);
            for (int step = 0; step < STEPS; step++) {
                symbols.add((int) made.longs().get(row * STEPS + step));
            }
            rows.add(symbols);
        }
        return rows;
    }

    private static void fill(Tensor input, TensorSpec spec, Random random) {
        if (spec.name().equals("steps")) {
            input.longs().put(0, STEPS);
        } else if (spec.name().equals("lengths")) {
            input.longs().put(new long[] {SYMBOLS, SYMBOLS, SYMBOLS});
        } else {
            FloatBuffer values = input.floats();
            for (int i = 0; i < values.capacity(); i++) {
                values.put(i, (float) random.nextGaussian());
            }
        }
    }

    private static Tensor tensor(TensorArena arena, TensorSpec spec) {
        long[] sides = spec.dimensions().stream()
                .mapToLong(d -> d.free() ? requireNonNull(LENGTHS.get(d.label())) : d.size())
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
