package sori.onnx;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import sori.acoustic.Alignment;
import sori.acoustic.Cell;
import sori.graph.TinyVoice;
import sori.voice.VoicePackage;

/** What hurts is seen in a graph's file, in whichever of a voice's graphs it is. */
class GraphRulesTest {
    private static final List<String> SHIPPED = List.of(
            "encoder.onnx",
            "decoder.onnx",
            "postnet.onnx",
            "encoder-int8.onnx",
            "decoder-int8.onnx",
            "postnet-int8.onnx",
            "vocoder.onnx");

    @TempDir
    private Path directory;

    private static byte[] shipped(String file) throws Exception {
        return Files.readAllBytes(Path.of("models/en-slt", file));
    }

    @Test
    void everyGraphThatWeMakeKeepsThem() throws Exception {
        for (String file : SHIPPED) {
            assertThatCode(() -> GraphRules.check(file, shipped(file))).as(file).doesNotThrowAnyException();
        }
        for (Cell cell : Cell.values()) {
            for (Alignment alignment : Alignment.values()) {
                Path home = directory.resolve(cell + "-" + alignment);
                VoicePackage tiny = TinyVoice.write(home, "en-tiny", "1", 1, cell, alignment);
                for (String file : List.of("encoder.onnx", "decoder.onnx", "postnet.onnx")) {
                    assertThatCode(() -> GraphRules.check(file, tiny.bytes(file)))
                            .as("%s %s %s", cell, alignment, file)
                            .doesNotThrowAnyException();
                }
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> whatHurtsIsSeenInEachOfThem() throws Exception {
        List<DynamicTest> tests = new ArrayList<>();
        for (String file : SHIPPED) {
            byte[] sound = shipped(file);
            HostileGraphs.SEEN.forEach((kind, hurting) -> tests.add(DynamicTest.dynamicTest(
                    kind + " in " + file,
                    () -> assertThatThrownBy(() -> GraphRules.check(file, hurting.in(sound)))
                            .isInstanceOf(GraphRefusedException.class)
                            .hasMessageStartingWith(file)
                            .hasMessageContaining(hurting.complaint()))));
        }
        return tests.stream();
    }

    private static void refused(ModelProto.Builder model, String complaint) {
        assertThatThrownBy(() -> GraphRules.check("x.onnx", model.build().toByteArray()))
                .isInstanceOf(GraphRefusedException.class)
                .hasMessageStartingWith("x.onnx")
                .message()
                .contains(complaint)
                .hasSizeLessThan(1000);
    }

    private static ModelProto.Builder model(GraphProto.Builder graph) {
        return ModelProto.newBuilder().setGraph(graph);
    }

    /** A steps input that the file itself gives a value is nothing that the engine sets. */
    @Test
    void theStepsMustComeFromTheEngine() throws Exception {
        ModelProto.Builder model = ModelProto.parseFrom(shipped("decoder.onnx")).toBuilder();
        model.getGraphBuilder()
                .addInitializer(TensorProto.newBuilder()
                        .setName("steps")
                        .setDataType(TensorProto.DataType.INT64.getNumber())
                        .addDims(1)
                        .addInt64Data(Long.MAX_VALUE));
        refused(model, "must go round as often as");
    }

    @Test
    void noLoopInsideALoop() throws Exception {
        ModelProto.Builder model = ModelProto.parseFrom(shipped("decoder.onnx")).toBuilder();
        NodeProto loop = model.getGraph().getNodeList().stream()
                .filter(node -> node.getOpType().equals("Loop"))
                .findFirst()
                .orElseThrow();
        int at = model.getGraph().getNodeList().indexOf(loop);
        NodeProto.Builder outer = loop.toBuilder();
        outer.getAttributeBuilder(0).getGBuilder().addNode(loop);
        model.getGraphBuilder().setNode(at, outer);
        refused(model, "is inside another loop");
    }

    @Test
    void neitherSparseWeightsNorFunctionsNorGraphsElsewhere() {
        SparseTensorProto sparse =
                SparseTensorProto.newBuilder().addDims(1L << 40).build();
        refused(model(GraphProto.newBuilder().addSparseInitializer(sparse)), "sparse weights");
        refused(
                model(GraphProto.newBuilder()
                        .addNode(NodeProto.newBuilder()
                                .setOpType("Constant")
                                .addAttribute(AttributeProto.newBuilder().setSparseTensor(sparse)))),
                "sparse weights");
        refused(
                model(GraphProto.newBuilder()).addFunctions(FunctionProto.getDefaultInstance()),
                "functions of its own");
        refused(
                model(GraphProto.newBuilder()
                        .addNode(NodeProto.newBuilder()
                                .setOpType("Identity")
                                .addAttribute(AttributeProto.newBuilder().setG(GraphProto.getDefaultInstance())))),
                "has a graph inside");
    }

    /** Two bytes of a node become an object of hundreds: it is counted before anything is made. */
    @Test
    void neitherMoreNodesNorDeeperOnesThanAnyVoiceHas() {
        byte[] nodes = new byte[GraphSize.MOST_STRUCTURE_BYTES + 2];
        for (int i = 0; i < nodes.length; i += 2) {
            nodes[i] = 0x0a; // field 1, a node of no bytes
        }
        ByteString many = ByteString.copyFrom(nodes);
        byte[] file = ByteString.copyFrom(new byte[] {0x3a})
                .concat(length(many.size()))
                .concat(many)
                .toByteArray();
        assertThatThrownBy(() -> GraphRules.check("x.onnx", file)).hasMessageContaining("bytes of nodes and names");
        GraphProto.Builder deep = GraphProto.newBuilder();
        for (int i = 0; i < 90; i++) {
            deep = GraphProto.newBuilder()
                    .addNode(NodeProto.newBuilder()
                            .setOpType("Loop")
                            .addAttribute(AttributeProto.newBuilder().setG(deep)));
        }
        refused(model(deep), "graphs inside graphs");
        refused(
                model(GraphProto.newBuilder()
                        .addNode(NodeProto.newBuilder()
                                .setOpType("X".repeat(100_000))
                                .setDomain("y".repeat(100_000)))),
                "is not an operator");
    }

    private static ByteString length(int value) {
        byte[] bytes = new byte[5];
        int at = 0;
        int rest = value;
        while (rest > 0x7f) {
            bytes[at++] = (byte) (rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        bytes[at++] = (byte) rest;
        return ByteString.copyFrom(bytes, 0, at);
    }

    /** Whatever becomes of the bytes, nothing but a refusal comes of it. */
    @Test
    void bytesThatAreWrongSomewhere() throws Exception {
        byte[] sound = shipped("postnet-int8.onnx");
        Random random = new Random(7);
        for (int i = 0; i < 400; i++) {
            byte[] bent = i % 2 == 0 ? sound.clone() : Arrays.copyOf(sound, random.nextInt(sound.length));
            for (int flips = 0; flips < 1 + i % 9 && bent.length > 0; flips++) {
                // mostly where the structure is
                bent[random.nextInt(i % 3 == 0 ? bent.length : Math.min(bent.length, 2000))] = (byte) random.nextInt();
            }
            try {
                GraphRules.check("bent.onnx", bent);
            } catch (GraphRefusedException e) {
                org.assertj.core.api.Assertions.assertThat(e).hasMessageStartingWith("bent.onnx");
            }
        }
    }
}
