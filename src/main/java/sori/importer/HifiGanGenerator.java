package sori.importer;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import sori.mel.MelFormat;
import sori.onnx.GraphRefusedException;
import sori.onnx.OnnxRuntime;
import sori.onnx.Provider;
import sori.vocoder.HifiGan;

/**
 * A HiFi-GAN generator as others export it: one input {@code [B, mels, L]}, one output {@code [B, 1, hop * L]} or
 * {@code [B, hop * L]}, under any names. It is run as it is; only its input and output get the names and the form that
 * {@link HifiGan#contract} has.
 */
public final class HifiGanGenerator {
    /** What sherpa-onnx writes into its files; other exporters write nothing. */
    private static final String KIND = "model_type";

    /** Lengths that no export was traced with. */
    private static final int[] TRIED_FRAMES = {3, 50};

    private final SourceGraph graph;
    private final MelFormat format;
    private final ValueInfoProto mel;
    private final ValueInfoProto audio;

    private HifiGanGenerator(SourceGraph graph, MelFormat format) throws GraphRefusedException {
        this.graph = graph;
        this.format = format;
        this.mel = graph.only(
                "input, the mel",
                graph.model().getGraph().getInputList().stream()
                        .filter(input -> !initializers().contains(input.getName()))
                        .toList());
        this.audio = graph.only("output, the samples", graph.model().getGraph().getOutputList());
    }

    /**
     * Reads a file, and has it speak.
     *
     * @param format of the mels that it is to take; whether it was trained on that scale can't be seen in the file
     * @return an ONNX file that keeps {@link HifiGan#contract}
     * @throws GraphRefusedException saying what was expected and what was found
     */
    public static byte[] vocoder(Path file, MelFormat format) throws IOException, GraphRefusedException {
        HifiGanGenerator foreign = new HifiGanGenerator(SourceGraph.read(file), format);
        foreign.checkKind();
        foreign.checkForm();
        byte[] adapted = foreign.adapted();
        foreign.tryOut(adapted);
        return adapted;
    }

    private Set<String> initializers() {
        return graph.model().getGraph().getInitializerList().stream()
                .map(TensorProto::getName)
                .collect(Collectors.toSet());
    }

    private void checkKind() throws GraphRefusedException {
        for (StringStringEntryProto entry : graph.model().getMetadataPropsList()) {
            if (entry.getKey().equals(KIND) && !entry.getValue().startsWith("hifigan")) {
                throw graph.refusal("a HiFi-GAN", KIND + " " + entry.getValue());
            }
        }
    }

    private void checkForm() throws GraphRefusedException {
        List<TensorShapeProto.Dimension> sides =
                mel.getType().getTensorType().getShape().getDimList();
        boolean fits = isFloat(mel)
                && sides.size() == 3
                && (!sides.get(0).hasDimValue() || sides.get(0).getDimValue() == 1)
                && (!sides.get(1).hasDimValue() || sides.get(1).getDimValue() == format.mels())
                && !sides.get(2).hasDimValue();
        if (!fits) {
            throw graph.refusal(
                    "an input of float32 [batch, " + format.mels() + ", frames], both others free", form(mel));
        }
        if (!isFloat(audio)) {
            throw graph.refusal("an output of float32", form(audio));
        }
    }

    private static boolean isFloat(ValueInfoProto value) {
        return value.getType().getTensorType().getElemType() == TensorProto.DataType.FLOAT.getNumber();
    }

    private static String form(ValueInfoProto value) {
        TensorProto.DataType type =
                TensorProto.DataType.forNumber(value.getType().getTensorType().getElemType());
        return value.getType().getTensorType().getShape().getDimList().stream()
                .map(side -> side.hasDimValue() ? Long.toString(side.getDimValue()) : "?")
                .collect(Collectors.joining(", ", "'" + value.getName() + "' " + type + " [", "]"));
    }

    private byte[] adapted() {
        GraphProto whole = graph.model().getGraph();
        GraphProto.Builder adapted =
                renamed(whole).toBuilder().clearInput().clearOutput().clearValueInfo();
        String flat = HifiGan.AUDIO + ".flat";
        adapted.addInitializer(TensorProto.newBuilder()
                .setName(flat)
                .setDataType(TensorProto.DataType.INT64.getNumber())
                .addDims(2)
                .addInt64Data(1)
                .addInt64Data(-1));
        adapted.addNode(NodeProto.newBuilder()
                .setOpType("Reshape")
                .setName(flat)
                .addInput(renamed(audio.getName()))
                .addInput(flat)
                .addOutput(HifiGan.AUDIO));
        HifiGan.contract(format).inputs().forEach(spec -> adapted.addInput(SourceRun.declared(spec)));
        HifiGan.contract(format).outputs().forEach(spec -> adapted.addOutput(SourceRun.declared(spec)));
        return graph.model().toBuilder().setGraph(adapted).build().toByteArray();
    }

    /** The mel gets our name; whatever else had that name, or the samples' or the new constant's, gets another. */
    private String renamed(String value) {
        if (value.equals(mel.getName())) {
            return HifiGan.MEL;
        }
        return value.equals(HifiGan.MEL) || value.startsWith(HifiGan.AUDIO) ? "given." + value : value;
    }

    private GraphProto renamed(GraphProto given) {
        GraphProto.Builder renamed = given.toBuilder().clearNode().clearInitializer();
        for (TensorProto tensor : given.getInitializerList()) {
            renamed.addInitializer(tensor.toBuilder().setName(renamed(tensor.getName())));
        }
        for (NodeProto node : given.getNodeList()) {
            NodeProto.Builder other =
                    node.toBuilder().clearInput().clearOutput().clearAttribute();
            node.getInputList().forEach(value -> other.addInput(renamed(value)));
            node.getOutputList().forEach(value -> other.addOutput(renamed(value)));
            for (AttributeProto attribute : node.getAttributeList()) {
                other.addAttribute(
                        attribute.hasG()
                                ? attribute.toBuilder()
                                        .setG(renamed(attribute.getG()))
                                        .build()
                                : attribute);
            }
            renamed.addNode(other);
        }
        for (int i = 0; i < given.getOutputCount(); i++) {
            renamed.setOutput(
                    i,
                    given.getOutput(i).toBuilder()
                            .setName(renamed(given.getOutput(i).getName())));
        }
        return renamed.build();
    }

    /** A file may make another number of samples of a frame, none at all, or others each time. */
    private void tryOut(byte[] adapted) throws GraphRefusedException {
        try (HifiGan vocoder = HifiGan.load(new OnnxRuntime(Provider.CPU), format, adapted)) {
            for (int frames : TRIED_FRAMES) {
                float[] quiet = new float[frames * format.mels()];
                Arrays.fill(quiet, -4);
                float[] samples = vocoder.vocode(quiet);
                for (float sample : samples) {
                    if (!Float.isFinite(sample)) {
                        throw graph.refusal("samples", sample);
                    }
                }
                if (!Arrays.equals(samples, vocoder.vocode(quiet))) {
                    throw graph.refusal("the same samples of the same mel", "others each time");
                }
            }
        } catch (IllegalStateException e) {
            throw new GraphRefusedException(
                    graph.file() + " does not make " + format.hopSamples() + " samples of a frame: " + e.getMessage(),
                    e);
        }
    }
}
