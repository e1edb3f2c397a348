package sori.graph;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sori.acoustic.AcousticModel;
import sori.acoustic.AcousticShape;
import sori.onnx.GraphRefusedException;
import sori.voice.VoicePackage;
import sori.voice.VoicePackageWriter;

/** Makes the int8 variant of an exported acoustic model from its fp32 graphs alone. Stateless. */
public final class Quantization {
    /** Smaller products cost less than the rounding of their inputs. */
    static final long LEAST_WEIGHTS = 1 << 15;

    private Quantization() {}

    /**
     * Calibrates on texts and rewrites the three graphs; their inputs and outputs stay what they are.
     *
     * @param fp32 graphs as {@link AcousticExporter} writes them
     * @param inferenceDropout of the voice
     * @param texts indices into the symbol table; some dozens, like those that will be spoken
     * @throws GraphRefusedException if a graph is not one of that shape
     */
    public static AcousticModel.Files int8(
            AcousticModel.Files fp32, AcousticShape shape, double inferenceDropout, List<int[]> texts)
            throws GraphRefusedException {
        return int8(fp32, shape, inferenceDropout, texts, LEAST_WEIGHTS);
    }

    /**
     * Adds int8 graphs to a package, made of its own.
     *
     * @param seed by which the texts were chosen, for the manifest
     */
    public static void addTo(VoicePackage voice, List<int[]> texts, long seed)
            throws IOException, GraphRefusedException {
        AcousticModel.Files fp32 = new AcousticModel.Files(
                voice.bytes(VoicePackage.ENCODER),
                voice.bytes(VoicePackage.DECODER),
                voice.bytes(VoicePackage.POSTNET));
        AcousticModel.Files int8 =
                int8(fp32, voice.manifest().shape(), voice.manifest().inferenceDropout(), texts);
        Files.write(voice.directory().resolve(VoicePackage.ENCODER_INT8), int8.encoder());
        Files.write(voice.directory().resolve(VoicePackage.DECODER_INT8), int8.decoder());
        Files.write(voice.directory().resolve(VoicePackage.POSTNET_INT8), int8.postnet());
        Map<String, Object> how = new LinkedHashMap<>();
        how.put("prompts", texts.size());
        how.put("seed", seed);
        VoicePackageWriter.addInt8(voice, how);
    }

    static AcousticModel.Files int8(
            AcousticModel.Files fp32,
            AcousticShape shape,
            double inferenceDropout,
            List<int[]> texts,
            long leastWeights)
            throws GraphRefusedException {
        ModelProto encoder = parse("encoder.onnx", fp32.encoder());
        ModelProto decoder = parse("decoder.onnx", fp32.decoder());
        ModelProto postnet = parse("postnet.onnx", fp32.postnet());
        RangeProbes encoding = RangeProbes.in(encoder, leastWeights);
        RangeProbes decoding = RangeProbes.in(decoder, leastWeights);
        RangeProbes refining = RangeProbes.in(postnet, leastWeights);
        try (Calibration calibration = new Calibration(shape, inferenceDropout, encoding, decoding, refining)) {
            for (int i = 0; i < texts.size(); i++) {
                calibration.speak(texts.get(i), i);
            }
            return new AcousticModel.Files(
                    Int8Graph.of(encoder, encoding.products(), calibration.ofEncoder())
                            .toByteArray(),
                    Int8Graph.of(decoder, decoding.products(), calibration.ofDecoder())
                            .toByteArray(),
                    Int8Graph.of(postnet, refining.products(), calibration.ofPostnet())
                            .toByteArray());
        }
    }

    private static ModelProto parse(String name, byte[] graph) throws GraphRefusedException {
        try {
            return ModelProto.parseFrom(graph);
        } catch (InvalidProtocolBufferException e) {
            throw new GraphRefusedException(name + " is no ONNX file: " + e.getMessage(), e);
        }
    }
}
