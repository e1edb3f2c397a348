package sori.graph;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import sori.acoustic.AcousticModel;

/**
 * Makes the three graphs of an acoustic model as ONNX (opset 17, IR 8): what {@link sori.acoustic.AcousticGraphs} promises.
 * The same weights give the same bytes. Stateless.
 */
public final class AcousticExporter {
    private AcousticExporter() {}

    /** The three graphs' bytes. */
    public static AcousticModel.Files graphs(AcousticWeights weights) {
        return new AcousticModel.Files(
                new EncoderGraph(weights).build().toByteArray(),
                new DecoderGraph(weights).build().toByteArray(),
                new PostnetGraph(weights).build().toByteArray());
    }

    /** Writes {@code encoder.onnx}, {@code decoder.onnx} and {@code postnet.onnx}, replacing what is there. */
    public static void export(AcousticWeights weights, Path directory) throws IOException {
        AcousticModel.Files graphs = graphs(weights);
        Files.createDirectories(directory);
        Files.write(directory.resolve("encoder.onnx"), graphs.encoder());
        Files.write(directory.resolve("decoder.onnx"), graphs.decoder());
        Files.write(directory.resolve("postnet.onnx"), graphs.postnet());
    }
}
