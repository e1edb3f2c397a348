package sori.importer;

import static sori.importer.NvidiaFiles.attribute;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A small Tacotron 2 of random weights in NVIDIA's three-part layout. Without {@code dropout} it lacks the nodes of the random masks.
 *
 * @param symbols rows of the embedding
 * @param mels bands
 * @param dropout whether the prenet has its random masks, as the published export does
 * @param norms whether batch norms stand behind the convolutions, in place of being folded into them
 */
public record NvidiaFixture(int symbols, int mels, boolean dropout, boolean norms) {
    static final int WIDTH = 12;
    static final int UNITS = 6;
    static final int MEMORY = 2 * UNITS;
    static final int ATTENTION = 10;
    static final int FILTERS = 4;
    static final int LOCATION = 7;
    static final int ATTENTION_RNN = 14;
    static final int DECODER_RNN = 18;
    static final int PRENET = 8;
    static final int POSTNET = 9;

    public static final NvidiaFixture PUBLISHED = new NvidiaFixture(148, 80, true, false);

    public Path encoder(Path directory) throws IOException {
        return Files.write(directory.resolve("encoder.onnx"), encoder());
    }

    public Path decoder(Path directory) throws IOException {
        return Files.write(directory.resolve("decoder_iter.onnx"), decoder());
    }

    public Path postnet(Path directory) throws IOException {
        return Files.write(directory.resolve("postnet.onnx"), postnet(5));
    }

    private byte[] encoder() {
        NvidiaFiles graph = new NvidiaFiles(1);
        graph.input("sequences", DataType.INT64, "batch_size", "text_seq");
        graph.input("sequence_lengths", DataType.INT32, "batch_size");
        String signal = across(graph, graph.op("Gather", graph.weight(3, symbols, WIDTH), "sequences"), 0, 2, 1);
        for (int layer = 0; layer < 3; layer++) {
            signal = graph.op("Relu", convolution(graph, signal, WIDTH, WIDTH, 5));
        }
        String first = across(graph, across(graph, signal, 0, 2, 1), 1, 0, 2);
        String states = graph.op(
                "LSTM",
                List.of(attribute("direction", "bidirectional"), attribute("hidden_size", UNITS)),
                first,
                graph.weight(WIDTH, 2, 4 * UNITS, WIDTH),
                graph.weight(UNITS, 2, 4 * UNITS, UNITS),
                graph.weight(30, 2, 8 * UNITS),
                "sequence_lengths");
        String joined = graph.op("Reshape", across(graph, states, 0, 2, 1, 3), graph.integers(0, 0, -1));
        String memory = across(graph, joined, 1, 0, 2);
        graph.output(memory, "memory", "batch_size", "mem_seq", MEMORY);
        graph.output(
                graph.op("MatMul", memory, graph.weight(MEMORY, MEMORY, ATTENTION)),
                "processed_memory",
                "batch_size",
                "mem_seq",
                ATTENTION);
        return graph.bytes();
    }

    private byte[] decoder() {
        NvidiaFiles graph = new NvidiaFiles(2);
        List<String> states = List.of(
                "attention_hidden",
                "attention_cell",
                "decoder_hidden",
                "decoder_cell",
                "attention_weights",
                "attention_weights_cum",
                "attention_context");
        Object[] widths = {ATTENTION_RNN, ATTENTION_RNN, DECODER_RNN, DECODER_RNN, "seq_len", "seq_len", MEMORY};
        graph.input("decoder_input", DataType.FLOAT, 1, mels);
        for (int i = 0; i < states.size(); i++) {
            graph.input(states.get(i), DataType.FLOAT, 1, widths[i]);
        }
        graph.input("memory", DataType.FLOAT, 1, "seq_len", MEMORY);
        graph.input("processed_memory", DataType.FLOAT, 1, "seq_len", ATTENTION);
        graph.input("mask", DataType.BOOL, 1, "seq_len");
        String prenet = prenet(graph, prenet(graph, "decoder_input", mels), PRENET);
        String input = concat(graph, prenet, "attention_context");
        List<String> attention = lstm(graph, input, "attention_", PRENET + MEMORY, ATTENTION_RNN);
        String weights = attend(graph, attention.get(0));
        String context = squeezed(graph, graph.op("MatMul", unsqueezed(graph, weights, 1), "memory"), 1);
        String cumulative = graph.op("Add", "attention_weights_cum", weights);
        List<String> decoder =
                lstm(graph, concat(graph, attention.get(0), context), "decoder_", ATTENTION_RNN + MEMORY, DECODER_RNN);
        String features = concat(graph, decoder.get(0), context);
        graph.output(linear(graph, features, DECODER_RNN + MEMORY, mels), "decoder_output", 1, mels);
        graph.output(linear(graph, features, DECODER_RNN + MEMORY, 1), "gate_prediction", 1, 1);
        List<String> next = List.of(
                attention.get(0), attention.get(1), decoder.get(0), decoder.get(1), weights, cumulative, context);
        for (int i = 0; i < states.size(); i++) {
            graph.output(next.get(i), "out_" + states.get(i), 1, widths[i]);
        }
        return graph.bytes();
    }

    /** A product, a rectifier, and a mask of zeros and twos that is drawn anew each time. */
    private String prenet(NvidiaFiles graph, String input, int in) {
        String positive = graph.op("Relu", graph.op("MatMul", input, graph.weight(in, in, PRENET)));
        if (!dropout) {
            return positive;
        }
        String drawn = graph.op("RandomUniform", List.of(attribute("shape", new long[] {PRENET})));
        String kept = graph.op("Not", graph.op("Greater", drawn, graph.number(0.5f)));
        String mask = graph.op("Cast", List.of(attribute("to", DataType.FLOAT.getNumber())), kept);
        String expanded = graph.op("Expand", mask, graph.integers(1, PRENET));
        return graph.op("Mul", graph.op("Mul", positive, expanded), graph.number(2));
    }

    private static List<String> lstm(NvidiaFiles graph, String input, String states, int in, int units) {
        List<String> made = graph.ops(
                "LSTM",
                3,
                List.of(attribute("hidden_size", units)),
                unsqueezed(graph, input, 0),
                graph.weight(in, 1, 4 * units, in),
                graph.weight(units, 1, 4 * units, units),
                graph.weight(30, 1, 8 * units),
                "",
                unsqueezed(graph, states + "hidden", 0),
                unsqueezed(graph, states + "cell", 0));
        return List.of(squeezed(graph, made.get(1), 0), squeezed(graph, made.get(2), 0));
    }

    private static String attend(NvidiaFiles graph, String hidden) {
        String query =
                graph.op("MatMul", unsqueezed(graph, hidden, 1), graph.weight(ATTENTION_RNN, ATTENTION_RNN, ATTENTION));
        String history =
                concat(graph, unsqueezed(graph, "attention_weights", 1), unsqueezed(graph, "attention_weights_cum", 1));
        String filtered = graph.op(
                "Conv",
                List.of(attribute("pads", LOCATION / 2, LOCATION / 2), attribute("kernel_shape", new long[] {LOCATION
                })),
                history,
                graph.weight(2 * LOCATION, FILTERS, 2, LOCATION));
        String location =
                graph.op("MatMul", across(graph, filtered, 0, 2, 1), graph.weight(FILTERS, FILTERS, ATTENTION));
        String sum = graph.op("Add", graph.op("Add", query, location), "processed_memory");
        String energies =
                squeezed(graph, graph.op("MatMul", graph.op("Tanh", sum), graph.weight(ATTENTION, ATTENTION, 1)), 2);
        String masked = graph.op("Where", "mask", graph.number(Float.NEGATIVE_INFINITY), energies);
        return graph.op("Softmax", List.of(attribute("axis", 1)), masked);
    }

    /** @param kernel of its convolutions */
    private byte[] postnet(int kernel) {
        NvidiaFiles graph = new NvidiaFiles(3);
        graph.input("mel_outputs", DataType.FLOAT, 1, mels, "mel_seq");
        String signal = "mel_outputs";
        for (int layer = 0; layer < 5; layer++) {
            String made = convolution(graph, signal, layer == 0 ? mels : POSTNET, layer == 4 ? mels : POSTNET, kernel);
            signal = layer == 4 ? made : graph.op("Tanh", made);
        }
        graph.output(graph.op("Add", "mel_outputs", signal), "mel_outputs_postnet", 1, mels, "mel_seq");
        return graph.bytes();
    }

    private String convolution(NvidiaFiles graph, String signal, int in, int out, int kernel) {
        List<AttributeProto> attributes = List.of(
                attribute("dilations", new long[] {1}),
                attribute("group", 1L),
                attribute("kernel_shape", new long[] {kernel}),
                attribute("pads", kernel / 2, kernel / 2),
                attribute("strides", new long[] {1}));
        String made =
                graph.op("Conv", attributes, signal, graph.weight(in * kernel, out, in, kernel), graph.weight(30, out));
        if (!norms) {
            return made;
        }
        return graph.op(
                "BatchNormalization",
                made,
                graph.positive(out),
                graph.weight(30, out),
                graph.weight(30, out),
                graph.positive(out));
    }

    private static String linear(NvidiaFiles graph, String input, int in, int out) {
        return graph.op(
                "Gemm", List.of(attribute("transB", 1L)), input, graph.weight(in, out, in), graph.weight(30, out));
    }

    private static String concat(NvidiaFiles graph, String... values) {
        return graph.op("Concat", List.of(attribute("axis", 1)), values);
    }

    private static String across(NvidiaFiles graph, String value, long... order) {
        return graph.op("Transpose", List.of(attribute("perm", order)), value);
    }

    private static String unsqueezed(NvidiaFiles graph, String value, long axis) {
        return graph.op("Unsqueeze", List.of(attribute("axes", new long[] {axis})), value);
    }

    private static String squeezed(NvidiaFiles graph, String value, long axis) {
        return graph.op("Squeeze", List.of(attribute("axes", new long[] {axis})), value);
    }
}
