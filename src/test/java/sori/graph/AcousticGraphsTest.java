package sori.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sori.acoustic.AcousticShape;
import sori.acoustic.Alignment;
import sori.acoustic.Cell;
import sori.acoustic.Precision;
import sori.onnx.OnnxRuntime;
import sori.onnx.Provider;

/** The exported graphs against plain loops, and against themselves in other batches, paddings and cuts. */
class AcousticGraphsTest {
    private static final double TOLERANCE = 1e-4;
    private static final int STEPS = 12;

    private static final OnnxRuntime CPU = new OnnxRuntime(Provider.CPU);

    /** @param member such as {@code tiny gru none}; LSTMs and attention where it says nothing */
    static AcousticShape shape(String member) {
        AcousticShape shape = member.startsWith("small") ? AcousticShape.small(93, 80) : AcousticShape.tiny(93, 20);
        Cell cell = member.contains("rnn") ? Cell.RNN : member.contains("gru") ? Cell.GRU : Cell.LSTM;
        return shape.with(cell, member.contains("none") ? Alignment.NONE : Alignment.ATTENTION);
    }

    private static int[] sequence(Random random, int length) {
        return random.ints(length, 1, 93).toArray();
    }

    /** Kept or doubled with even chances, as a dropout of one half has it. */
    private static float[] masks(Random random, int values) {
        float[] masks = new float[values];
        for (int i = 0; i < values; i++) {
            masks[i] = random.nextBoolean() ? 2 : 0;
        }
        return masks;
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "tiny",
                "small",
                "tiny rnn",
                "small rnn",
                "tiny gru",
                "small gru",
                "tiny none",
                "tiny rnn none",
                "tiny gru none",
                "small gru none"
            })
    void graphsComputeWhatPlainLoopsCompute(String size) throws Exception {
        AcousticWeights weights = AcousticWeights.random(shape(size), 7);
        Random random = new Random(11);
        int[] symbols = sequence(random, 23);
        try (GraphRuns graphs = new GraphRuns(weights)) {
            ReferenceTacotron reference = new ReferenceTacotron(weights);
            reference.encode(symbols);
            Map<String, float[]> encoded = graphs.encode(new int[][] {symbols}, symbols.length);
            close(of(encoded, "memory"), flat(Arrays.asList(reference.memory())));
            if (graphs.shape.attends()) {
                close(of(encoded, "processedMemory"), flat(Arrays.asList(reference.keys())));
            }

            float[] masks = masks(random, STEPS * 2 * weights.shape().prenet());
            GraphRuns.Decoded decoded = graphs.decode(
                    encoded, new long[] {symbols.length}, symbols.length, graphs.start(1, symbols.length), masks);
            List<ReferenceTacotron.Step> steps =
                    steps(reference, masks, weights.shape().prenet());
            int mels = weights.shape().mels();
            List<double[]> frames = steps.stream()
                    .flatMap(step -> ReferenceTacotron.split(step.frames(), mels).stream())
                    .toList();
            close(decoded.frames(), flat(frames));
            close(
                    decoded.gates(),
                    steps.stream().mapToDouble(ReferenceTacotron.Step::gate).toArray());
            if (graphs.shape.attends()) {
                close(
                        decoded.alignments(),
                        flat(steps.stream().map(ReferenceTacotron.Step::weights).toList()));
            }
            close(graphs.postnet(decoded.frames(), 1, new HashMap<>()), flat(Arrays.asList(reference.postnet(frames))));
        }
    }

    private static List<ReferenceTacotron.Step> steps(ReferenceTacotron reference, float[] masks, int prenet) {
        List<ReferenceTacotron.Step> steps = new ArrayList<>();
        for (int at = 0; at < masks.length; at += 2 * prenet) {
            float[] first = Arrays.copyOfRange(masks, at, at + prenet);
            float[] second = Arrays.copyOfRange(masks, at + prenet, at + 2 * prenet);
            steps.add(reference.step(new float[][] {first, second}));
        }
        return steps;
    }

    @ParameterizedTest(name = "{0} {2}, seed {1}")
    @CsvSource({
        "tiny,1,FP32",
        "tiny,2,FP32",
        "tiny,3,FP32",
        "tiny,4,FP32",
        "small,5,FP32",
        "small,6,FP32",
        "tiny,7,INT8",
        "tiny,8,INT8",
        "small,9,INT8",
        "small,10,INT8",
        "tiny rnn,11,FP32",
        "small rnn,12,FP32",
        "tiny rnn,13,INT8",
        "tiny gru,14,FP32",
        "small gru,15,FP32",
        "tiny gru,16,INT8",
        "tiny none,17,FP32",
        "small none,18,FP32",
        "tiny none,19,INT8",
        "tiny rnn none,20,FP32",
        "small rnn none,21,FP32",
        "tiny rnn none,22,INT8",
        "tiny gru none,23,FP32",
        "small gru none,24,FP32",
        "tiny gru none,25,INT8"
    })
    void oneSequenceIsBitwiseTheSameAloneAndInABatchAndPadded(String size, long seed, Precision precision)
            throws Exception {
        Random random = new Random(seed);
        int batch = 2 + random.nextInt(6);
        int longest = 2 + random.nextInt(140);
        int[][] all = new int[batch][];
        for (int b = 0; b < batch; b++) {
            all[b] = sequence(random, b == 0 ? longest : 1 + random.nextInt(longest));
        }
        try (GraphRuns graphs = new GraphRuns(AcousticWeights.random(shape(size), seed), precision, CPU)) {
            int padded = longest + random.nextInt(40);
            Map<String, float[]> together = graphs.encode(all, padded);
            float[] masks = masks(random, STEPS * batch * 2 * graphs.shape.prenet());
            long[] lengths = Arrays.stream(all).mapToLong(s -> s.length).toArray();
            GraphRuns.Decoded decoded = graphs.decode(together, lengths, padded, graphs.start(batch, padded), masks);
            float[] mel = graphs.postnet(decoded.frames(), batch, new HashMap<>());
            for (int b = 0; b < batch; b++) {
                float[] own = ofSequence(masks, batch, b, 2 * graphs.shape.prenet());
                checkAlone(graphs, all[b], own, new Batched(together, decoded, mel, batch, b));
            }
        }
    }

    /** What a batch gave, and which of its rows is looked at. */
    private record Batched(Map<String, float[]> encoded, GraphRuns.Decoded decoded, float[] mel, int batch, int index) {
        float[] row(float[] values, int length) {
            int stride = values.length / batch;
            return Arrays.copyOfRange(values, index * stride, index * stride + length);
        }
    }

    private static void checkAlone(GraphRuns graphs, int[] symbols, float[] masks, Batched batched) {
        int length = symbols.length;
        Map<String, float[]> encoded = graphs.encode(new int[][] {symbols}, length);
        float[] memory = of(encoded, "memory");
        String what = "sequence " + batched.index() + " of " + length + " symbols";
        sameBits(memory, batched.row(of(batched.encoded(), "memory"), memory.length), "memory of " + what);
        GraphRuns.Decoded own = graphs.decode(encoded, new long[] {length}, length, graphs.start(1, length), masks);
        GraphRuns.Decoded all = batched.decoded();
        sameBits(own.frames(), batched.row(all.frames(), own.frames().length), "frames of " + what);
        sameBits(own.gates(), batched.row(all.gates(), own.gates().length), "gates of " + what);
        if (graphs.shape.attends()) {
            float[] weights = of(own.states(), "attentionCumulative");
            sameBits(weights, batched.row(of(all.states(), "attentionCumulative"), length), "weights of " + what);
        }
        float[] mel = graphs.postnet(own.frames(), 1, new HashMap<>());
        sameBits(mel, batched.row(batched.mel(), mel.length), "mel of " + what);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "tiny,FP32",
        "small,FP32",
        "tiny,INT8",
        "small,INT8",
        "tiny rnn,FP32",
        "tiny gru,FP32",
        "tiny gru,INT8",
        "tiny none,FP32",
        "tiny rnn none,INT8",
        "tiny gru none,FP32"
    })
    void manySingleStepsAreBitwiseOneCallOfManySteps(String size, Precision precision) throws Exception {
        Random random = new Random(3);
        int[] symbols = sequence(random, 37);
        long[] lengths = {symbols.length};
        try (GraphRuns graphs = new GraphRuns(AcousticWeights.random(shape(size), 3), precision, CPU)) {
            Map<String, float[]> encoded = graphs.encode(new int[][] {symbols}, 37);
            int perStep = 2 * graphs.shape.prenet();
            float[] masks = masks(random, STEPS * perStep);
            GraphRuns.Decoded once = graphs.decode(encoded, lengths, 37, graphs.start(1, 37), masks);
            Map<String, float[]> states = graphs.start(1, 37);
            int values = graphs.shape.framesPerStep() * graphs.shape.mels();
            for (int step = 0; step < STEPS; step++) {
                float[] mask = Arrays.copyOfRange(masks, step * perStep, (step + 1) * perStep);
                GraphRuns.Decoded one = graphs.decode(encoded, lengths, 37, states, mask);
                states = one.states();
                sameBits(
                        one.frames(),
                        Arrays.copyOfRange(once.frames(), step * values, (step + 1) * values),
                        "step " + step);
                assertThat(one.gates()[0]).isEqualTo(once.gates()[step]);
                assertThat(one.attended()[0]).isEqualTo(once.attended()[step]);
            }
        }
    }

    @ParameterizedTest(name = "{0} {2}, seed {1}")
    @CsvSource({"tiny,1,FP32", "tiny,2,FP32", "small,3,FP32", "tiny,4,INT8", "small,5,INT8"})
    void thePostnetGivesTheSameBitsHoweverItsInputIsCut(String size, long seed, Precision precision) throws Exception {
        Random random = new Random(seed);
        try (GraphRuns graphs = new GraphRuns(AcousticWeights.random(shape(size), seed), precision, CPU)) {
            int mels = graphs.shape.mels();
            float[] frames = new float[60 * mels];
            for (int i = 0; i < frames.length; i++) {
                frames[i] = (float) random.nextGaussian();
            }
            float[] whole = graphs.postnet(frames, 1, new HashMap<>());
            Map<String, float[]> caches = new HashMap<>();
            for (int at = 0; at < 60; ) {
                int end = Math.min(60, at + 1 + random.nextInt(9));
                float[] part = graphs.postnet(Arrays.copyOfRange(frames, at * mels, end * mels), 1, caches);
                sameBits(part, Arrays.copyOfRange(whole, at * mels, end * mels), "frames " + at + " to " + end);
                at = end;
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"tiny", "small", "tiny rnn", "tiny gru", "tiny none", "small gru none"})
    void int8GraphsComputeNearlyWhatTheirFp32GraphsDo(String size) throws Exception {
        AcousticWeights weights = AcousticWeights.random(shape(size), 7);
        int[] symbols = sequence(new Random(11), 23);
        long[] lengths = {symbols.length};
        try (GraphRuns exact = new GraphRuns(weights);
                GraphRuns rounded = new GraphRuns(weights, Precision.INT8, CPU)) {
            float[] masks = masks(new Random(5), 4 * 2 * weights.shape().prenet());
            Map<String, float[]> encoded = exact.encode(new int[][] {symbols}, 23);
            nearly(of(rounded.encode(new int[][] {symbols}, 23), "memory"), of(encoded, "memory"));
            GraphRuns.Decoded decoded = exact.decode(encoded, lengths, 23, exact.start(1, 23), masks);
            nearly(
                    rounded.decode(encoded, lengths, 23, exact.start(1, 23), masks)
                            .frames(),
                    decoded.frames());
            float[] mel = exact.postnet(decoded.frames(), 1, new HashMap<>());
            nearly(rounded.postnet(decoded.frames(), 1, new HashMap<>()), mel);
        }
    }

    /** Unlike, but by less than a tenth of what the values differ among each other. */
    private static void nearly(float[] actual, float[] expected) {
        double error = 0;
        double spread = 0;
        double mean = 0;
        for (float value : expected) {
            mean += value / expected.length;
        }
        for (int i = 0; i < expected.length; i++) {
            error += Math.pow(actual[i] - expected[i], 2);
            spread += Math.pow(expected[i] - mean, 2);
        }
        assertThat(Math.sqrt(error / spread)).isBetween(1e-6, 0.1);
    }

    private static float[] of(Map<String, float[]> values, String name) {
        return Objects.requireNonNull(values.get(name));
    }

    private static float[] ofSequence(float[] masks, int batch, int b, int width) {
        float[] own = new float[masks.length / batch];
        for (int step = 0; step < own.length / width; step++) {
            System.arraycopy(masks, (step * batch + b) * width, own, step * width, width);
        }
        return own;
    }

    private static double[] flat(List<double[]> rows) {
        return rows.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    private static void sameBits(float[] actual, float[] expected, String what) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        assertThat(Arrays.mismatch(actual, expected))
                .as("first unlike value of %s", what)
                .isEqualTo(-1);
    }

    private static void close(float[] actual, double[] expected) {
        assertThat(actual).hasSize(expected.length);
        double worst = 0;
        for (int i = 0; i < actual.length; i++) {
            worst = Math.max(worst, Math.abs(actual[i] - expected[i]));
        }
        assertThat(worst).isCloseTo(0, within(TOLERANCE));
    }
}
