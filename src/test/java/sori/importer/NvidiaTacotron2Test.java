package sori.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sori.acoustic.AcousticShape;
import sori.acoustic.Alignment;
import sori.acoustic.Cell;
import sori.graph.AcousticExporter;
import sori.graph.AcousticWeights;
import sori.onnx.GraphRefusedException;

class NvidiaTacotron2Test {
    private static final NvidiaFixture FIXTURE = NvidiaFixture.PUBLISHED;

    @TempDir
    private Path directory;

    private NvidiaTacotron2 read() throws Exception {
        return NvidiaTacotron2.read(
                directory.resolve("encoder.onnx"),
                directory.resolve("decoder_iter.onnx"),
                directory.resolve("postnet.onnx"));
    }

    private void write(NvidiaFixture fixture) throws Exception {
        fixture.encoder(directory);
        fixture.decoder(directory);
        fixture.postnet(directory);
    }

    private void edit(String file, Consumer<GraphProto.Builder> change) throws Exception {
        Path path = directory.resolve(file);
        ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(path)).toBuilder();
        change.accept(model.getGraphBuilder());
        Files.write(path, model.build().toByteArray());
    }

    private void assertRefused(String... words) {
        assertThatThrownBy(this::read).isInstanceOf(GraphRefusedException.class).hasMessageContainingAll(words);
    }

    @ParameterizedTest(name = "dropout {0}, batch norms {1}")
    @CsvSource({"true, false", "false, false", "true, true", "false, true"})
    void ourGraphsComputeWhatTheOriginalsCompute(boolean dropout, boolean norms) throws Exception {
        write(new NvidiaFixture(148, 80, dropout, norms));
        NvidiaTacotron2 model = read();
        SourceParity parity = model.parity(model.graphs());
        assertThat(parity.holds()).as("%s", parity).isTrue();
    }

    @Test
    void sizesAreThoseOfTheFiles() throws Exception {
        write(new NvidiaFixture(30, 16, true, false));
        assertThat(read().weights().shape())
                .isEqualTo(new AcousticShape(
                        30, 12, 3, 5, 6, 10, 4, 7, 14, 18, 8, 16, 1, 5, 9, 5, true, Cell.LSTM, Alignment.ATTENTION));
    }

    /** If one weight were read wrongly, whichever, the comparison would show it. */
    @Test
    void anyWeightThatIsNotTheOriginalsIsSeen() throws Exception {
        write(FIXTURE);
        NvidiaTacotron2 model = read();
        for (String name : model.weights().tensors().keySet()) {
            if (name.equals("embedding.weight")) {
                continue; // not every row of it is looked up
            }
            float[] values = model.weights().values(name);
            float before = values[0];
            values[0] += 1;
            SourceParity parity = model.parity(AcousticExporter.graphs(model.weights()));
            values[0] = before;
            assertThat(parity.holds()).as(name).isFalse();
        }
        assertThat(model.parity(model.graphs()).holds()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"encoder.onnx", "decoder_iter.onnx", "postnet.onnx"})
    void aFileThatIsNotThereOrNoGraphIsRefusedByName(String file) throws Exception {
        write(FIXTURE);
        Files.writeString(directory.resolve(file), "no graph at all");
        assertRefused(file, "is no ONNX file");
        Files.delete(directory.resolve(file));
        assertRefused("there is no file", file);
    }

    @Test
    void filesInTheWrongOrderAreToldByTheirNames() throws Exception {
        write(FIXTURE);
        assertThatThrownBy(() -> NvidiaTacotron2.read(
                        directory.resolve("decoder_iter.onnx"),
                        directory.resolve("encoder.onnx"),
                        directory.resolve("postnet.onnx")))
                .hasMessageContainingAll("decoder_iter.onnx: expected the input 'sequences', found [decoder_input");
    }

    @Test
    void partsOfDifferentModelsAreRefused() throws Exception {
        write(FIXTURE);
        new NvidiaFixture(148, 40, true, false).postnet(directory);
        assertRefused("postnet.onnx: expected postnet.0.weight as [9, 80, 5], found [9, 40, 5]");
    }

    @Test
    void weightsOutsideTheFileAreRefused() throws Exception {
        write(FIXTURE);
        edit(
                "postnet.onnx",
                graph -> graph.getInitializerBuilder(0)
                        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                        .clearFloatData());
        assertRefused("postnet.onnx keeps the weight", "outside the file");
    }

    @Test
    void halfPrecisionIsRefusedWithWhatToDo() throws Exception {
        write(FIXTURE);
        edit(
                "encoder.onnx",
                graph -> graph.getInitializerBuilder(0).setDataType(TensorProto.DataType.FLOAT16.getNumber()));
        assertRefused("encoder.onnx", "FLOAT16", "single precision");
    }

    @Test
    void dimensionsThatTheNumbersDoNotFillAreRefused() throws Exception {
        write(FIXTURE);
        edit("encoder.onnx", graph -> graph.getInitializerBuilder(0).setDims(0, Integer.MAX_VALUE));
        assertRefused("encoder.onnx: the weight", "numbers for the dimensions [2147483647, 12]");
    }

    @Test
    void aMissingLayerIsSaidWithWhatWasExpected() throws Exception {
        write(FIXTURE);
        edit("decoder_iter.onnx", graph -> without(graph, "Tanh"));
        assertRefused("decoder_iter.onnx: expected one product that makes energies, found 0");
    }

    /** The values of such nodes are those that went in. */
    private static void without(GraphProto.Builder graph, String type) {
        for (int i = 0; i < graph.getNodeCount(); i++) {
            if (graph.getNode(i).getOpType().equals(type)) {
                graph.getNodeBuilder(i).setOpType("Identity").clearAttribute();
            }
        }
    }

    @Test
    void anActivationThatIsNotTheModelsIsSeenByTheComparison() throws Exception {
        write(FIXTURE);
        edit("postnet.onnx", graph -> without(graph, "Tanh"));
        NvidiaTacotron2 model = read();
        SourceParity parity = model.parity(model.graphs());
        assertThat(parity.holds()).isFalse();
        assertThat(parity.encoder()).isLessThan(SourceParity.BOUND);
    }

    @Test
    void aWeightThatTheGraphComputesIsRefused() throws Exception {
        write(FIXTURE);
        edit("encoder.onnx", graph -> {
            NodeProto lstm = graph.getNodeList().stream()
                    .filter(node -> node.getOpType().equals("LSTM"))
                    .findFirst()
                    .orElseThrow();
            int at = graph.getNodeList().indexOf(lstm);
            graph.setNode(at, lstm.toBuilder().setInput(1, "doubled"));
            List<NodeProto> nodes = List.copyOf(graph.getNodeList());
            graph.clearNode()
                    .addNode(NodeProto.newBuilder()
                            .setOpType("Add")
                            .addAllInput(List.of(lstm.getInput(1), lstm.getInput(1)))
                            .addOutput("doubled"))
                    .addAllNode(nodes);
        });
        assertRefused("encoder.onnx", "the weight 'doubled'", "constant folding");
    }

    @Test
    void nodesThatReadWhatComesLaterAreRefused() throws Exception {
        write(FIXTURE);
        edit("postnet.onnx", graph -> {
            List<NodeProto> nodes = new java.util.ArrayList<>(graph.getNodeList());
            java.util.Collections.reverse(nodes);
            graph.clearNode().addAllNode(nodes);
        });
        assertRefused("postnet.onnx", "reads what no earlier node makes");
    }

    @Test
    void theParametersAreAllOfTheLayoutsAndNoMore() throws Exception {
        write(FIXTURE);
        AcousticWeights weights = read().weights();
        assertThat(weights.tensors().keySet())
                .isEqualTo(Set.copyOf(AcousticWeights.layout(weights.shape()).keySet()));
    }
}
