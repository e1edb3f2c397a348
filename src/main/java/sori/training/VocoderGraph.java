package sori.training;

import static sori.training.GraphBuilder.attribute;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import sori.vocoder.VocoderShape;

/**
 * {@link VocoderModule} as a graph: what each convolution still needs of the past travels in a cache. Convolutions are written
 * as matrix products and sums of scaled shifts, so that the cut between two calls changes no bit.
 */
final class VocoderGraph {
    /** Floats in the widest vector register. */
    private static final int VECTOR = 16;

    private final VocoderWeights weights;
    private final VocoderShape shape;
    private final GraphBuilder graph = new GraphBuilder("vocoder");
    private final Set<String> constants = new HashSet<>();

    private VocoderGraph(VocoderWeights weights) {
        this.weights = weights;
        this.shape = weights.shape();
    }

    /** The whole ONNX file. */
    static byte[] bytes(VocoderWeights weights) {
        return new VocoderGraph(weights).build().toByteArray();
    }

    private ModelProto build() {
        String x = embed();
        for (int block = 0; block < shape.blocks(); block++) {
            x = graph.op("Add", x, block(x, block));
        }
        x = normed(x, "norm");
        String largest = constant("largest", VocoderModule.largestLogMagnitude(weights.mel()));
        String magnitude = graph.op("Exp", graph.op("Min", perBin(x, "magnitude"), largest));
        String phase = perBin(x, "phase");
        graph.alias(bins(graph.op("Mul", magnitude, graph.op("Cos", phase))), "real");
        graph.alias(bins(graph.op("Mul", magnitude, graph.op("Sin", phase))), "imaginary");
        return graph.model(shape.contract());
    }

    /**
     * A value per bin, and as many more as make every frame as long as whole vectors: the runtime computes what is left over by
     * another formula, and which values those are would depend on the number of frames.
     */
    private String perBin(String x, String name) {
        int bins = shape.bins();
        int padded = (bins + VECTOR - 1) / VECTOR * VECTOR;
        float[] weight = weights.values(name + ".weight");
        float[] wide = new float[weight.length / bins * padded];
        for (int row = 0; row < weight.length / bins; row++) {
            System.arraycopy(weight, row * bins, wide, row * padded, bins);
        }
        return linear(x, name, wide, Arrays.copyOf(weights.values(name + ".bias"), padded));
    }

    private String bins(String x) {
        return graph.op("Slice", x, graph.longs(0), graph.longs(shape.bins()), graph.longs(2));
    }

    private String embed() {
        String mean = graph.floats("mel.mean", weights.statistics().mean(), shape.mels());
        String std = graph.floats("mel.std", weights.statistics().std(), shape.mels());
        String normalised = graph.op("Div", graph.op("Sub", "frames", mean), std);
        String neighbours = Unfolding.unfold(graph, extended(normalised, 0), shape.kernel());
        return normed(linear(neighbours, "embed"), "embed.norm");
    }

    /** Past and present of a convolution's input; what the next call needs of them becomes an output. */
    private String extended(String signal, int layer) {
        String extended = graph.op("Concat", List.of(attribute("axis", 1)), "cache." + layer, signal);
        String carried = graph.op(
                "Slice", extended, graph.longs(1 - shape.kernel()), graph.longs(Long.MAX_VALUE), graph.longs(1));
        graph.alias(carried, "next.cache." + layer);
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
                List.of(attribute("axis", -1), attribute("epsilon", (float) VocoderModule.NORM_EPSILON)),
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
