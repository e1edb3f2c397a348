package sori.importer;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import sori.acoustic.AcousticShape;
import sori.graph.AcousticWeights.Tensor;
import sori.importer.SourceLayers.Linear;
import sori.onnx.GraphContract;
import sori.onnx.GraphRefusedException;
import sori.onnx.TensorSpec;

/**
 * {@code decoder_iter.onnx}: one step of the decoder. Which product is which is told by where its input comes from: the frame, the
 * first LSTM (query), the convolution over the attention weights, a tanh (energies), or what the outputs are made of.
 */
final class NvidiaDecoder {
    /** The states' names there, and ours. */
    static final Map<String, String> STATES = states();

    private final SourceGraph graph;
    private final SourceLayers layers;
    private final NodeProto attentionRnn;
    private final NodeProto decoderRnn;
    private final List<Linear> prenet;

    NvidiaDecoder(SourceGraph graph) throws GraphRefusedException {
        this.graph = graph;
        this.layers = new SourceLayers(graph);
        List<String> inputs = new ArrayList<>(List.of("decoder_input", "memory", "processed_memory", "mask"));
        List<String> outputs = new ArrayList<>(List.of("decoder_output", "gate_prediction"));
        for (String state : STATES.keySet()) {
            inputs.add(state);
            outputs.add("out_" + state);
        }
        graph.requireNames(inputs, outputs);
        List<NodeProto> rnns = graph.nodes("LSTM");
        if (rnns.size() != 2) {
            throw graph.refusal("two LSTMs", rnns.size());
        }
        this.attentionRnn = rnns.get(0);
        this.decoderRnn = rnns.get(1);
        Set<String> before = graph.upstream(attentionRnn.getInput(0));
        this.prenet = layers.products().stream()
                .filter(product -> before.contains(product.output()))
                .toList();
        if (prenet.size() != 2) {
            throw graph.refusal("a prenet of two products before the first LSTM", prenet.size());
        }
    }

    private static Map<String, String> states() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("attention_hidden", "attentionHidden");
        names.put("attention_cell", "attentionCell");
        names.put("decoder_hidden", "decoderHidden");
        names.put("decoder_cell", "decoderCell");
        names.put("attention_weights", "attentionWeights");
        names.put("attention_weights_cum", "attentionCumulative");
        names.put("attention_context", "context");
        return names;
    }

    /** Its parameters under the exporter's names. */
    Map<String, Tensor> weights() throws GraphRefusedException {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        for (int i = 0; i < prenet.size(); i++) {
            weights.put("prenet." + i + ".weight", prenet.get(i).weight());
        }
        weights.putAll(layers.lstm(attentionRnn, List.of("attentionRnn")));
        weights.putAll(layers.lstm(decoderRnn, List.of("decoderRnn")));
        weights.put(
                "attention.query.weight",
                product(
                                "that makes the query",
                                p -> attentionRnn.getOutputList().contains(graph.origin(p.input())))
                        .weight());
        weights.put(
                "attention.location.conv.weight",
                graph.only("convolution", layers.convolutions()).weight());
        weights.put(
                "attention.location.dense.weight",
                product("behind the convolution", p -> graph.origins(p.input()).equals("Conv"))
                        .weight());
        weights.put(
                "attention.v.weight",
                product("that makes energies", p -> graph.origins(p.input()).equals("Tanh"))
                        .weight());
        putOutput(weights, "projection", "decoder_output");
        putOutput(weights, "gate", "gate_prediction");
        return weights;
    }

    private Linear product(String which, Predicate<Linear> is) throws GraphRefusedException {
        return graph.only(
                "product " + which, layers.products().stream().filter(is).toList());
    }

    private void putOutput(Map<String, Tensor> weights, String name, String output) throws GraphRefusedException {
        Linear product = layers.productOf(output);
        weights.put(name + ".weight", product.weight());
        weights.put(
                name + ".bias",
                product.bias().orElseThrow(() -> graph.refusal("a bias in what makes '" + output + "'", "none")));
    }

    /** The file's own graph without the prenet's dropout, to be run beside ours. */
    SourceRun run(AcousticShape s) throws GraphRefusedException {
        List<TensorSpec> inputs = new ArrayList<>(List.of(
                TensorSpec.floats("decoder_input", 1, s.mels()),
                TensorSpec.floats("memory", 1, "symbols", s.memory()),
                TensorSpec.floats("processed_memory", 1, "symbols", s.attention()),
                TensorSpec.longs("mask", 1, "symbols")));
        List<TensorSpec> outputs = new ArrayList<>(
                List.of(TensorSpec.floats("decoder_output", 1, s.mels()), TensorSpec.floats("gate_prediction", 1, 1)));
        Object[] widths = {
            s.attentionRnn(), s.attentionRnn(), s.decoderRnn(), s.decoderRnn(), "symbols", "symbols", s.memory()
        };
        int i = 0;
        for (String state : STATES.keySet()) {
            inputs.add(TensorSpec.floats(state, 1, widths[i]));
            outputs.add(TensorSpec.floats("out_" + state, 1, widths[i++]));
        }
        SourceRun run = new SourceRun(graph, new GraphContract(inputs, outputs));
        String first = activated(prenet.get(0));
        String second = activated(prenet.get(1));
        run.rewire(prenet.get(1).node(), prenet.get(1).input(), first);
        NodeProto join = graph.maker(graph.origin(attentionRnn.getInput(0)))
                .filter(node -> node.getOpType().equals("Concat"))
                .orElseThrow(() -> graph.refusal(
                        "the first LSTM's input joined of prenet and context",
                        graph.origins(attentionRnn.getInput(0))));
        String dropped = join.getInput(0);
        if (!graph.upstream(dropped).contains(second)) {
            throw graph.refusal("the prenet first in the first LSTM's input", join.getInputList());
        }
        run.rewire(join, dropped, second);
        return run;
    }

    private String activated(Linear layer) throws GraphRefusedException {
        return graph.reader(layer.output(), "Relu")
                .orElseThrow(() -> graph.refusal("a Relu behind the prenet's '" + layer.output() + "'", "none"))
                .getOutput(0);
    }
}
