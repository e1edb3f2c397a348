package sori.training;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes the three graphs of an acoustic model as ONNX (opset 17, IR 8): what {@link sori.acoustic.AcousticGraphs} promises.
 * The same weights give the same bytes. Stateless.
 */
public final class AcousticExporter {
    private AcousticExporter() {}

    /** Writes {@code encoder.onnx}, {@code decoder.onnx} and {@code postnet.onnx}, replacing what is there. */
    public static void export(AcousticWeights weights, Path directory) throws IOException {
        Files.createDirectories(directory);
        write(new EncoderGraph(weights).build(), directory.resolve("encoder.onnx"));
        write(new DecoderGraph(weights).build(), directory.resolve("decoder.onnx"));
        write(new PostnetGraph(weights).build(), directory.resolve("postnet.onnx"));
    }

    private static void write(ModelProto model, Path file) throws IOException {
        Files.write(file, model.toByteArray());
    }
}
