package sori.training;

import static sori.training.GraphBuilder.attribute;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.List;
import sori.acoustic.AcousticGraphs;
import sori.acoustic.AcousticShape;

/**
 * The postnet (Shen et al. 2017, section 2.2), made causal: every convolution looks back only, and what it still needs of the
 * past travels in a cache. Written as matrix products, so that the cut between two calls changes no bit.
 */
final class PostnetGraph {
    private final AcousticWeights weights;
    private final AcousticShape shape;
    private final GraphBuilder graph = new GraphBuilder("postnet");

    PostnetGraph(AcousticWeights weights) {
        this.weights = weights;
        this.shape = weights.shape();
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
        String extended = graph.op("Concat", List.of(attribute("axis", 1)), "cache." + layer, signal);
        String carried =
                graph.op("Slice", extended, graph.longs(1 - kernel), graph.longs(Long.MAX_VALUE), graph.longs(1));
        graph.alias(carried, "next.cache." + layer);
        String name = "postnet." + layer;
        float[] matrix = WeightLayouts.unfolded(weights.values(name + ".weight"), out, in, kernel);
        String neighbours = Unfolding.unfold(graph, extended, kernel);
        String product = graph.op("MatMul", neighbours, graph.floats(name + ".weight", matrix, kernel * in, out));
        return graph.op("Add", product, graph.floats(name + ".bias", weights.values(name + ".bias"), out));
    }
}
