package sori.importer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import sori.acoustic.AcousticModel;
import sori.acoustic.AcousticShape;
import sori.acoustic.Alignment;
import sori.acoustic.Cell;
import sori.acoustic.Precision;
import sori.graph.AcousticExporter;
import sori.graph.AcousticWeights;
import sori.graph.AcousticWeights.Tensor;
import sori.onnx.GraphRefusedException;
import sori.onnx.OnnxRuntime;
import sori.onnx.Provider;

/**
 * A Tacotron 2 in the three parts in which NVIDIA's DeepLearningExamples export it (ONNX, opset 10, batch 1, random dropout inside),
 * with its weights lifted out. Sizes are what the files have.
 */
public final class NvidiaTacotron2 {
    private final NvidiaEncoder encoder;
    private final NvidiaDecoder decoder;
    private final NvidiaPostnet postnet;
    private final AcousticWeights weights;

    private NvidiaTacotron2(
            NvidiaEncoder encoder, NvidiaDecoder decoder, NvidiaPostnet postnet, AcousticWeights weights) {
        this.encoder = encoder;
        this.decoder = decoder;
        this.postnet = postnet;
        this.weights = weights;
    }

    /**
     * Reads the three files.
     *
     * @throws GraphRefusedException naming the file that is not what it should be: what was expected, and what was found
     */
    public static NvidiaTacotron2 read(Path encoder, Path decoder, Path postnet)
            throws IOException, GraphRefusedException {
        NvidiaEncoder encoding = new NvidiaEncoder(SourceGraph.read(encoder));
        NvidiaDecoder decoding = new NvidiaDecoder(SourceGraph.read(decoder));
        NvidiaPostnet refining = new NvidiaPostnet(SourceGraph.read(postnet));
        Map<Path, Map<String, Tensor>> parts = new LinkedHashMap<>();
        parts.put(encoder, encoding.weights());
        parts.put(decoder, decoding.weights());
        parts.put(postnet, refining.weights());
        return new NvidiaTacotron2(encoding, decoding, refining, together(parts));
    }

    private static AcousticWeights together(Map<Path, Map<String, Tensor>> parts) throws GraphRefusedException {
        Map<String, Tensor> all = new LinkedHashMap<>();
        parts.values().forEach(all::putAll);
        AcousticShape shape = shape(all);
        float[] std = new float[shape.mels()];
        Arrays.fill(std, 1);
        all.put("mel.mean", new Tensor(new float[shape.mels()], shape.mels()));
        all.put("mel.std", new Tensor(std, shape.mels()));
        Map<String, int[]> layout = AcousticWeights.layout(shape);
        for (Map.Entry<Path, Map<String, Tensor>> part : parts.entrySet()) {
            for (Map.Entry<String, Tensor> found : part.getValue().entrySet()) {
                int[] expected = Objects.requireNonNull(layout.get(found.getKey()), found.getKey());
                if (!Arrays.equals(found.getValue().shape(), expected)) {
                    throw new GraphRefusedException(part.getKey() + ": expected " + found.getKey() + " as "
                            + Arrays.toString(expected) + ", found "
                            + Arrays.toString(found.getValue().shape()));
                }
            }
        }
        try {
            return new AcousticWeights(shape, all);
        } catch (IllegalArgumentException e) {
            throw new GraphRefusedException("the model can't be used: " + e.getMessage(), e);
        }
    }

    /** Each size from one weight; whether the others agree is checked against it. */
    private static AcousticShape shape(Map<String, Tensor> all) throws GraphRefusedException {
        try {
            return new AcousticShape(
                    side(all, "embedding.weight", 0),
                    side(all, "embedding.weight", 1),
                    count(all, "encoder.conv."),
                    side(all, "encoder.conv.0.weight", 2),
                    side(all, "encoder.rnn.forward.weight_hh", 1),
                    side(all, "attention.memory.weight", 0),
                    side(all, "attention.location.conv.weight", 0),
                    side(all, "attention.location.conv.weight", 2),
                    side(all, "attentionRnn.weight_hh", 1),
                    side(all, "decoderRnn.weight_hh", 1),
                    side(all, "prenet.0.weight", 0),
                    side(all, "prenet.0.weight", 1),
                    1,
                    count(all, "postnet."),
                    side(all, "postnet.0.weight", 0),
                    side(all, "postnet.0.weight", 2),
                    true,
                    Cell.LSTM,
                    Alignment.ATTENTION);
        } catch (IllegalArgumentException e) {
            throw new GraphRefusedException("the model can't be used: " + e.getMessage(), e);
        }
    }

    private static int side(Map<String, Tensor> all, String name, int axis) {
        return Objects.requireNonNull(all.get(name), name).shape()[axis];
    }

    private static int count(Map<String, Tensor> all, String prefix) {
        return (int) all.keySet().stream()
                .filter(name -> name.startsWith(prefix) && name.endsWith(".weight"))
                .count();
    }

    public AcousticWeights weights() {
        return weights;
    }

    /**
     * Runs the files' own graphs and ours side by side on random input, the dropout of theirs taken out.
     *
     * @param graphs made of these weights
     * @throws GraphRefusedException if one can't be loaded
     */
    public SourceParity parity(AcousticModel.Files graphs) throws GraphRefusedException {
        AcousticShape shape = weights.shape();
        try (AcousticModel ours = AcousticModel.load(new OnnxRuntime(Provider.CPU), shape, 0, Precision.FP32, graphs);
                SideBySide runs = new SideBySide(
                        ours,
                        encoder.run(shape.memory(), shape.attention()),
                        decoder.run(shape),
                        postnet.run(shape.mels()))) {
            return runs.compare();
        } catch (IllegalStateException e) {
            throw new GraphRefusedException("a graph can't be run: " + e.getMessage(), e);
        }
    }

    /** The three graphs in Sori's form. */
    public AcousticModel.Files graphs() {
        return AcousticExporter.graphs(weights);
    }
}
