package sori.graph;

import static sori.graph.GraphBuilder.attribute;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.List;
import sori.acoustic.AcousticGraphs;
import sori.acoustic.AcousticShape;

/**
 * The postnet (Shen et al. 2017, section 2.2), made causal unless the shape looks ahead: every convolution looks back only, and what
 * it still needs of the past travels in a cache. Written as matrix products, so that the cut between two calls changes no bit.
 */
final class PostnetGraph {
    private final AcousticWeights weights;
    private final AcousticShape shape;
    private final GraphBuilder graph = new GraphBuilder("postnet");
    private final Unfolding unfolding;

    PostnetGraph(AcousticWeights weights) {
        this.weights = weights;
        this.shape = weights.shape();
        this.unfolding = new Unfolding(graph, "frames", shape.postnetKernel());
    }

    ModelProto build() {
        String signal = "frames";
        int last = shape.postnetLayers() - 1;
        for (int layer = 0; layer <= last; layer++) {
            String convolved = convolution(signal, layer);
            signal = layer == last ? convolved : graph.op("Tanh", convolved);
        }
        String std = graph.floats("mel.std", weights.values("mel.std"), shape.mels());
        String mean = graph.floats("mel.mean", weights.values("mel.mean"), shape.mels());
        String refined = graph.op("Add", "frames", signal);
        graph.alias(graph.op("Add", graph.op("Mul", refined, std), mean), "mel");
        return graph.model(AcousticGraphs.postnet(shape));
    }

    private String convolution(String signal, int layer) {
        int kernel = shape.postnetKernel();
        int in = layer == 0 ? shape.mels() : shape.postnetChannels();
        int out = layer == shape.postnetLayers() - 1 ? shape.mels() : shape.postnetChannels();
        String extended = shape.postnetLooksAhead() ? surrounded(signal) : continued(signal, layer);
        String name = "postnet." + layer;
        float[] matrix = WeightLayouts.unfolded(weights.values(name + ".weight"), out, in, kernel);
        String neighbours = unfolding.unfold(extended, in);
        String product = graph.op("MatMul", neighbours, graph.floats(name + ".weight", matrix, kernel * in, out));
        return graph.op("Add", product, graph.floats(name + ".bias", weights.values(name + ".bias"), out));
    }

    private String continued(String signal, int layer) {
        String extended = graph.op("Concat", List.of(attribute("axis", 1)), "cache." + layer, signal);
        long past = shape.postnetKernel() - 1L;
        String carried = graph.op("Slice", extended, graph.longs(-past), graph.longs(Long.MAX_VALUE), graph.longs(1));
        graph.alias(carried, "next.cache." + layer);
        return extended;
    }

    private String surrounded(String signal) {
        int reach = shape.postnetKernel() / 2;
        return graph.op("Pad", signal, graph.longs(0, reach, 0, 0, reach, 0));
    }
}
