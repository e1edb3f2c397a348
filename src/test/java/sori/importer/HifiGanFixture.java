package sori.importer;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Small generators with random weights in the form in which HiFi-GAN is exported: a convolution, two transposed ones that stretch a
 * frame to its samples, tanh.
 */
public final class HifiGanFixture {
    private final NvidiaFiles graph = new NvidiaFiles(7);
    private final int bands;

    private HifiGanFixture(int bands) {
        this.bands = bands;
    }

    /** Takes {@code [batch, bands, frames]}, gives {@code [batch, 1, 256 * frames]}. */
    public static Path write(Path file, int bands) throws IOException {
        HifiGanFixture made = new HifiGanFixture(bands);
        made.graph.input("spectrogram", DataType.FLOAT, "batch", bands, "frames");
        made.graph.output(made.samples("spectrogram", 16), "waveform", "batch", 1, "samples");
        return made.save(file);
    }

    /** Without a channel, of a fixed batch, and with names that get in the way. */
    static Path flat(Path file, int bands) throws IOException {
        HifiGanFixture made = new HifiGanFixture(bands);
        made.graph.input("audio", DataType.FLOAT, 1, bands, "frames");
        String mel = made.graph.op("Identity", "audio");
        String samples = made.samples(mel, 16);
        String flat = made.graph.op("Squeeze", List.of(NvidiaFiles.attribute("axes", new long[] {1})), samples);
        made.graph.output(flat, "mel", 1, "samples");
        return made.save(file);
    }

    /** Makes another number of samples of a frame. */
    static Path ofAnotherHop(Path file, int bands) throws IOException {
        HifiGanFixture made = new HifiGanFixture(bands);
        made.graph.input("mel", DataType.FLOAT, "batch", bands, "frames");
        made.graph.output(made.samples("mel", 8), "audio", "batch", 1, "samples");
        return made.save(file);
    }

    /** Takes frames of bands, as a Vocos of some exporters does. */
    static Path transposed(Path file, int bands) throws IOException {
        HifiGanFixture made = new HifiGanFixture(bands);
        made.graph.input("mel", DataType.FLOAT, "batch", "frames", bands);
        String mel = made.graph.op("Transpose", List.of(NvidiaFiles.attribute("perm", 0, 2, 1)), "mel");
        made.graph.output(made.samples(mel, 16), "audio", "batch", 1, "samples");
        return made.save(file);
    }

    /** Wants noise beside the mel, as WaveGlow does. */
    static Path withNoise(Path file, int bands) throws IOException {
        HifiGanFixture made = new HifiGanFixture(bands);
        made.graph.input("mel", DataType.FLOAT, "batch", bands, "frames");
        made.graph.input("z", DataType.FLOAT, "batch", 1, "samples");
        String samples = made.graph.op("Add", made.samples("mel", 16), "z");
        made.graph.output(samples, "audio", "batch", 1, "samples");
        return made.save(file);
    }

    private String samples(String mel, int stretch) {
        String signal = graph.op(
                "Conv", List.of(NvidiaFiles.attribute("pads", 3, 3)), mel, graph.weight(7 * bands, 4, bands, 7));
        signal = stretched(graph.op("LeakyRelu", signal), 4, 2, 16);
        signal = stretched(graph.op("LeakyRelu", signal), 2, 1, stretch);
        return graph.op("Tanh", signal);
    }

    private String stretched(String signal, int from, int to, int stride) {
        return graph.op(
                "ConvTranspose",
                List.of(
                        NvidiaFiles.attribute("strides", new long[] {stride}),
                        NvidiaFiles.attribute("pads", stride / 2, stride / 2)),
                signal,
                graph.weight(2 * from, from, to, 2 * stride));
    }

    private Path save(Path file) throws IOException {
        return Files.write(file, graph.bytes());
    }
}
