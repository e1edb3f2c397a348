package sori.acoustic;

import sori.onnx.GraphRefusedException;
import sori.onnx.OnnxGraph;
import sori.onnx.OnnxRuntime;

/**
 * The three graphs of an acoustic model, loaded. Thread-safe; {@link #close} waits for running calls.
 *
 * @param shape sizes that the graphs were checked against
 * @param inferenceDropout probability with which the prenet's units are dropped while speaking, 0 to 0.5
 * @param fingerprint what decides the last bits of its results: runtime, provider, CPU features, precision
 */
public record AcousticModel(
        AcousticShape shape,
        double inferenceDropout,
        String fingerprint,
        OnnxGraph encoder,
        OnnxGraph decoder,
        OnnxGraph postnet)
        implements AutoCloseable {

    /** The files' bytes. */
    public record Files(byte[] encoder, byte[] decoder, byte[] postnet) {}

    /**
     * Loads the graphs.
     *
     * @param precision what the files are: {@link Precision#FP32} or {@link Precision#INT8}
     * @throws GraphRefusedException naming the file that breaks the contract, and how
     */
    public static AcousticModel load(
            OnnxRuntime runtime, AcousticShape shape, double inferenceDropout, Precision precision, Files files)
            throws GraphRefusedException {
        String suffix = precision == Precision.INT8 ? "-int8.onnx" : ".onnx";
        OnnxGraph encoder = OnnxGraph.load(runtime, "encoder" + suffix, files.encoder(), AcousticGraphs.encoder(shape));
        OnnxGraph decoder = null;
        try {
            decoder = OnnxGraph.load(runtime, "decoder" + suffix, files.decoder(), AcousticGraphs.decoder(shape));
            OnnxGraph postnet =
                    OnnxGraph.load(runtime, "postnet" + suffix, files.postnet(), AcousticGraphs.postnet(shape));
            return new AcousticModel(
                    shape, inferenceDropout, runtime.fingerprint() + " " + precision, encoder, decoder, postnet);
        } catch (GraphRefusedException e) {
            encoder.close();
            if (decoder != null) {
                decoder.close();
            }
            throw e;
        }
    }

    @Override
    public void close() {
        encoder.close();
        decoder.close();
        postnet.close();
    }
}
