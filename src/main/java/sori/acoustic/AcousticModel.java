package sori.acoustic;

import java.util.Optional;
import sori.onnx.AttentionWindow;
import sori.onnx.GraphRefusedException;
import sori.onnx.OnnxGraph;
import sori.onnx.OnnxRuntime;

/**
 * The three graphs of an acoustic model, loaded. Thread-safe; {@link #close} waits for running calls.
 *
 * @param shape sizes that the graphs were checked against
 * @param inferenceDropout probability with which the prenet's units are dropped while speaking, 0 to 0.5
 * @param limits that its attention is held to
 * @param fingerprint what decides the last bits of its results: runtime, provider, CPU features, precision
 */
public record AcousticModel(
        AcousticShape shape,
        double inferenceDropout,
        AttentionLimits limits,
        String fingerprint,
        OnnxGraph encoder,
        OnnxGraph decoder,
        OnnxGraph postnet)
        implements AutoCloseable {

    /** The files' bytes. */
    public record Files(byte[] encoder, byte[] decoder, byte[] postnet) {}

    /** The guard in fingerprints: another name when it decides otherwise. */
    private static final String GUARD = " guard1";

    /**
     * Loads the graphs as they are.
     *
     * @param precision what the files are: {@link Precision#FP32} or {@link Precision#INT8}
     * @throws GraphRefusedException naming the file that breaks the contract, and how
     */
    public static AcousticModel load(
            OnnxRuntime runtime, AcousticShape shape, double inferenceDropout, Precision precision, Files files)
            throws GraphRefusedException {
        return load(runtime, shape, inferenceDropout, precision, files, AttentionLimits.NONE);
    }

    /**
     * Loads the graphs to speak with them: an attention is kept near the text's order by {@link AttentionWindow}, and what it does
     * beyond these limits ends the segment.
     *
     * @param limits for a model with attention; {@link AttentionLimits#NONE} leaves the graphs as they are
     * @throws GraphRefusedException naming the file that breaks the contract, and how
     */
    public static AcousticModel load(
            OnnxRuntime runtime,
            AcousticShape shape,
            double inferenceDropout,
            Precision precision,
            Files files,
            AttentionLimits limits)
            throws GraphRefusedException {
        boolean guarded = !limits.equals(AttentionLimits.NONE) && shape.attends();
        byte[] decoderFile = guarded
                ? AttentionWindow.in(files.decoder(), limits.backSymbols(), limits.aheadSymbols())
                : files.decoder();
        String suffix = precision == Precision.INT8 ? "-int8.onnx" : ".onnx";
        OnnxGraph encoder = OnnxGraph.load(runtime, "encoder" + suffix, files.encoder(), AcousticGraphs.encoder(shape));
        OnnxGraph decoder = null;
        try {
            decoder = OnnxGraph.load(runtime, "decoder" + suffix, decoderFile, AcousticGraphs.decoder(shape));
            OnnxGraph postnet =
                    OnnxGraph.load(runtime, "postnet" + suffix, files.postnet(), AcousticGraphs.postnet(shape));
            return new AcousticModel(
                    shape,
                    inferenceDropout,
                    guarded ? limits : AttentionLimits.NONE,
                    runtime.fingerprint() + (guarded ? GUARD : "") + " " + precision,
                    encoder,
                    decoder,
                    postnet);
        } catch (GraphRefusedException e) {
            encoder.close();
            if (decoder != null) {
                decoder.close();
            }
            throw e;
        }
    }

    /** Why it will not speak any more, if one of its graphs did not come to an end and was given up. */
    public Optional<String> givenUp() {
        return encoder.givenUp().or(decoder::givenUp).or(postnet::givenUp);
    }

    /** Has calls under way given up soon: the model is about to be closed. */
    void hurry() {
        encoder.hurry();
        decoder.hurry();
        postnet.hurry();
    }

    @Override
    public void close() {
        encoder.close();
        decoder.close();
        postnet.close();
    }
}
