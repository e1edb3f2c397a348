package sori.graph;

import static sori.graph.GraphBuilder.attribute;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import sori.vocoder.VocoderShape;

/**
 * the trainer's module as a graph: what each convolution still needs of the past travels in a cache. Convolutions are written
 * as matrix products and sums of scaled shifts, so that the cut between two calls changes no bit.
 */
public final class VocoderGraph {
    private final VocoderWeights weights;
    private final VocoderShape shape;
    private final GraphBuilder graph = new GraphBuilder("vocoder");
    private final Set<String> constants = new HashSet<>();
    /** The normalized mels whose filters are made, {@code lookAhead} frames before the newest, and their neighbours. */
    private String late = "";

    private VocoderGraph(VocoderWeights weights) {
        this.weights = weights;
        this.shape = weights.shape();
    }

    /** The whole ONNX file. */
    public static byte[] bytes(VocoderWeights weights) {
        return new VocoderGraph(weights).build().toByteArray();
    }

    private ModelProto build() {
        String x = embed();
        for (int block = 0; block < shape.blocks(); block++) {
            x = graph.op("Add", x, block(x, block));
        }
        x = normed(x, "norm");
        graph.alias(linear(x, "pitch"), "pitch");
        // The filters of a frame need its neighbours; the newest frames are not yet asked for.
        String rows = withNeighbours(extended(x, shape.blocks() + 1, shape.lookAhead() + 1), 0);
        String rough = envelope();
        String gain = gain(rows, rough, "magnitude");
        String phase = between(perBin(rows, "phase"));
        graph.alias(graph.op("Mul", gain, graph.op("Cos", phase)), "real");
        graph.alias(graph.op("Mul", gain, graph.op("Sin", phase)), "imaginary");
        graph.alias(gain(rows, rough, "noise"), "noise");
        return graph.model(shape.contract());
    }

    private String gain(String rows, String rough, String name) {
        String largest = constant("largest", VocoderWeights.LARGEST_LOG_GAIN);
        String logarithm = between(graph.op("Add", perBin(rows, name), rough));
        return graph.op("Exp", graph.op("Min", logarithm, largest));
    }

    /** {@code [batch, frames + 2, stride]} to {@code [batch, frames, parts * stride]}, on straight lines between the frames. */
    private String between(String rows) {
        String own = slice(rows, 1, -1);
        String[] parts = new String[shape.parts()];
        for (int part = 0; part < parts.length; part++) {
            double place = shape.place(part);
            String other = place < 0 ? slice(rows, 0, -2) : slice(rows, 2, Long.MAX_VALUE);
            parts[part] = graph.op(
                    "Add",
                    graph.op("Mul", own, constant("own." + part, 1 - Math.abs(place))),
                    graph.op("Mul", other, constant("other." + part, Math.abs(place))));
        }
        return graph.op("Concat", List.of(attribute("axis", 2)), parts);
    }

    /** Rows of the second axis. */
    private String slice(String x, long from, long to) {
        return graph.op("Slice", x, graph.longs(from), graph.longs(to), graph.longs(1));
    }

    /** @param from the row of the frame before the first whose filters are made */
    private String withNeighbours(String extended, long from) {
        return slice(extended, from, shape.lookAhead() == 1 ? Long.MAX_VALUE : 1 - shape.lookAhead());
    }

    /** What the mels themselves say of the filters' gains, row for row what the filters are made of. */
    private String envelope() {
        MelEnvelope envelope = MelEnvelope.of(shape, weights.mel(), weights.statistics());
        float[] weight = widened(envelope.weight());
        return linear(late, "envelope", weight, Arrays.copyOf(envelope.bias(), shape.stride()));
    }

    private float[] widened(float[] rows) {
        int bins = shape.bins();
        float[] wide = new float[rows.length / bins * shape.stride()];
        for (int row = 0; row < rows.length / bins; row++) {
            System.arraycopy(rows, row * bins, wide, row * shape.stride(), bins);
        }
        return wide;
    }

    /**
     * A value per bin, padded: the runtime computes what is left over beyond whole vectors by another formula, and which values
     * those are would depend on the number of frames.
     */
    private String perBin(String x, String name) {
        float[] weight = widened(weights.values(name + ".weight"));
        return linear(x, name, weight, Arrays.copyOf(weights.values(name + ".bias"), shape.stride()));
    }

    private String embed() {
        String mean = graph.floats("mel.mean", weights.statistics().mean(), shape.mels());
        String std = graph.floats("mel.std", weights.statistics().std(), shape.mels());
        String normalized = graph.op("Div", graph.op("Sub", "frames", mean), std);
        String extended = extended(normalized, 0);
        late = withNeighbours(extended, shape.kernel() - 2 - shape.lookAhead());
        String neighbours = new Unfolding(graph, "frames", shape.kernel()).unfold(extended, shape.mels());
        return normed(linear(neighbours, "embed"), "embed.norm");
    }

    /** Past and present of a convolution's input; what the next call needs of them becomes an output. */
    private String extended(String signal, int layer) {
        return extended(signal, layer, shape.kernel() - 1);
    }

    private String extended(String signal, int layer, int kept) {
        String extended = graph.op("Concat", List.of(attribute("axis", 1)), "cache." + layer, signal);
        graph.alias(slice(extended, -kept, Long.MAX_VALUE), "next.cache." + layer);
        return extended;
    }

    private String block(String x, int block) {
        String name = "block." + block;
        String y = normed(depthwise(extended(x, block + 1), name + ".depthwise"), name + ".norm");
        y = gelu(linear(y, name + ".expand"));
        // The block's scale is folded into its last product.
        float[] scale = weights.values(name + ".scale");
        float[] weight = weights.values(name + ".reduce.weight").clone();
        for (int i = 0; i < weight.length; i++) {
            weight[i] *= scale[i % scale.length];
        }
        float[] bias = weights.values(name + ".reduce.bias").clone();
        for (int i = 0; i < bias.length; i++) {
            bias[i] *= scale[i];
        }
        return linear(y, name + ".reduce", weight, bias);
    }

    private String depthwise(String extended, String name) {
        String sum = graph.floats(name + ".bias", weights.values(name + ".bias"), shape.channels());
        float[] weight = weights.values(name + ".weight");
        int kernel = shape.kernel();
        for (int k = 0; k < kernel; k++) {
            long end = k == kernel - 1 ? Long.MAX_VALUE : k - kernel + 1;
            String shifted = graph.op("Slice", extended, graph.longs(k), graph.longs(end), graph.longs(1));
            float[] row = Arrays.copyOfRange(weight, k * shape.channels(), (k + 1) * shape.channels());
            sum = graph.op("Add", sum, graph.op("Mul", shifted, graph.floats(name + "." + k, row, shape.channels())));
        }
        return sum;
    }

    /** {@code x / 2 * (1 + erf(x / sqrt 2))} */
    private String gelu(String x) {
        String erf = graph.op("Erf", graph.op("Div", x, constant("sqrt2", Math.sqrt(2))));
        String gate = graph.op("Add", erf, constant("one", 1));
        return graph.op("Mul", graph.op("Mul", x, gate), constant("half", 0.5));
    }

    private String constant(String name, double value) {
        if (constants.add(name)) {
            graph.floats(name, new float[] {(float) value});
        }
        return name;
    }

    private String normed(String x, String name) {
        return graph.op(
                "LayerNormalization",
                List.of(attribute("axis", -1), attribute("epsilon", (float) VocoderWeights.NORM_EPSILON)),
                x,
                graph.floats(name + ".weight", weights.values(name + ".weight"), shape.channels()),
                graph.floats(name + ".bias", weights.values(name + ".bias"), shape.channels()));
    }

    private String linear(String x, String name) {
        return linear(x, name, weights.values(name + ".weight"), weights.values(name + ".bias"));
    }

    private String linear(String x, String name, float[] weight, float[] bias) {
        int out = bias.length;
        String product = graph.op("MatMul", x, graph.floats(name + ".weight", weight, weight.length / out, out));
        return graph.op("Add", product, graph.floats(name + ".bias", bias, out));
    }
}
