package sori.importer;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sori.graph.AcousticWeights.Tensor;
import sori.onnx.GraphContract;
import sori.onnx.GraphRefusedException;
import sori.onnx.TensorSpec;

/** {@code encoder.onnx}: embedding, convolutions, a bidirectional LSTM, and the attention's view of its output. */
final class NvidiaEncoder {
    private final SourceGraph graph;

    NvidiaEncoder(SourceGraph graph) throws GraphRefusedException {
        graph.requireNames(List.of("sequences", "sequence_lengths"), List.of("memory", "processed_memory"));
        this.graph = graph;
    }

    /** Its parameters under the exporter's names. */
    Map<String, Tensor> weights() throws GraphRefusedException {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        weights.put("embedding.weight", embedding());
        SourceLayers layers = new SourceLayers(graph);
        List<SourceLayers.Convolution> convolutions = layers.convolutions();
        if (convolutions.isEmpty()) {
            throw graph.refusal("convolutions", "none");
        }
        for (int i = 0; i < convolutions.size(); i++) {
            weights.put("encoder.conv." + i + ".weight", convolutions.get(i).weight());
            weights.put("encoder.conv." + i + ".bias", convolutions.get(i).bias());
        }
        NodeProto rnn = graph.only("LSTM", graph.nodes("LSTM"));
        weights.putAll(layers.lstm(rnn, List.of("encoder.rnn.forward", "encoder.rnn.backward")));
        weights.put(
                "attention.memory.weight", layers.productOf("processed_memory").weight());
        return weights;
    }

    private Tensor embedding() throws GraphRefusedException {
        List<Tensor> tables = new ArrayList<>();
        for (NodeProto node : graph.nodes("Gather")) {
            if (graph.upstream(node.getInput(1)).contains("sequences")) {
                Optional<Tensor> table = graph.constant(node.getInput(0));
                table.filter(t -> t.shape().length == 2).ifPresent(tables::add);
            }
        }
        return graph.only("table of symbols that 'sequences' are looked up in", tables);
    }

    /** The file's own graph, to be run beside ours. */
    SourceRun run(int memory, int attention) {
        return new SourceRun(
                graph,
                new GraphContract(
                        List.of(TensorSpec.longs("sequences", 1, "symbols"), TensorSpec.longs("sequence_lengths", 1)),
                        List.of(
                                TensorSpec.floats("memory", 1, "symbols", memory),
                                TensorSpec.floats("processed_memory", 1, "symbols", attention))));
    }
}
