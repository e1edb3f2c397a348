package sori.importer;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sori.graph.AcousticWeights.Tensor;
import sori.onnx.GraphContract;
import sori.onnx.GraphRefusedException;
import sori.onnx.TensorSpec;

/** {@code postnet.onnx}: convolutions that see the past and the future alike, and the sum of their result and the frames. */
final class NvidiaPostnet {
    private final SourceGraph graph;

    NvidiaPostnet(SourceGraph graph) throws GraphRefusedException {
        graph.requireNames(List.of("mel_outputs"), List.of("mel_outputs_postnet"));
        this.graph = graph;
    }

    /** Its parameters under the exporter's names. */
    Map<String, Tensor> weights() throws GraphRefusedException {
        List<SourceLayers.Convolution> convolutions = new SourceLayers(graph).convolutions();
        if (convolutions.size() < 2) {
            throw graph.refusal("at least two convolutions", convolutions.size());
        }
        Optional<NodeProto> sum = graph.maker(graph.origin("mel_outputs_postnet"));
        if (!sum.map(node -> node.getOpType().equals("Add") && readsFrames(node))
                .orElse(false)) {
            throw graph.refusal(
                    "'mel_outputs_postnet' as the sum of 'mel_outputs' and what the convolutions make of them",
                    graph.origins("mel_outputs_postnet"));
        }
        Map<String, Tensor> weights = new LinkedHashMap<>();
        for (int i = 0; i < convolutions.size(); i++) {
            weights.put("postnet." + i + ".weight", convolutions.get(i).weight());
            weights.put("postnet." + i + ".bias", convolutions.get(i).bias());
        }
        return weights;
    }

    private boolean readsFrames(NodeProto node) {
        return node.getInputList().stream()
                .anyMatch(input -> graph.origin(input).equals("mel_outputs"));
    }

    /** The file's own graph, to be run beside ours. */
    SourceRun run(int mels) {
        return new SourceRun(
                graph,
                new GraphContract(
                        List.of(TensorSpec.floats("mel_outputs", 1, mels, "frames")),
                        List.of(TensorSpec.floats("mel_outputs_postnet", 1, mels, "frames"))));
    }
}
