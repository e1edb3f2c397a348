package sori.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OnnxGraphTest {
    private static final GraphContract DOUBLING = new GraphContract(
            List.of(TensorSpec.floats("in", "rows", 3)), List.of(TensorSpec.floats("out", "rows", 3)));

    private static final OnnxRuntime CPU = new OnnxRuntime(Provider.CPU);

    /** A graph that adds its input to itself, and a weight that nothing needs. */
    private static ModelProto doubling(TensorProto weight) {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .setGraph(GraphProto.newBuilder()
                        .setName("doubling")
                        .addNode(NodeProto.newBuilder()
                                .setOpType("Add")
                                .addInput("in")
                                .addInput("in")
                                .addOutput("out"))
                        .addInitializer(weight)
                        .addInput(value("in"))
                        .addOutput(value("out")))
                .build();
    }

    private static TensorProto weight() {
        return TensorProto.newBuilder()
                .setName("unused")
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .addDims(1)
                .addFloatData(1)
                .build();
    }

    private static ValueInfoProto value(String name) {
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                                .setShape(TensorShapeProto.newBuilder()
                                        .addDim(TensorShapeProto.Dimension.newBuilder()
                                                .setDimParam("rows"))
                                        .addDim(TensorShapeProto.Dimension.newBuilder()
                                                .setDimValue(3)))))
                .build();
    }

    private static OnnxGraph load(ModelProto model, GraphContract contract) throws GraphRefusedException {
        return OnnxGraph.load(CPU, "doubling.onnx", model.toByteArray(), contract);
    }

    @Test
    void readsAndWritesTensorsInPlace() throws Exception {
        try (OnnxGraph graph = load(doubling(weight()), DOUBLING);
                TensorArena arena = new TensorArena()) {
            Tensor in = arena.floats(2, 3);
            Tensor out = arena.floats(2, 3);
            in.floats().put(new float[] {1, 2, 3, 4, 5, 6});
            graph.run(Map.of("in", in), Map.of("out", out));
            float[] doubled = new float[6];
            out.floats().get(doubled);
            assertThat(doubled).containsExactly(2, 4, 6, 8, 10, 12);
        }
    }

    @Test
    void anArenaHandsOutZerosAgainAfterAReset() {
        try (TensorArena arena = new TensorArena()) {
            arena.floats(1000).floats().put(0, new float[] {1, 2, 3});
            arena.reset();
            float[] values = new float[1000];
            arena.floats(1000).floats().get(values);
            assertThat(values).containsOnly(0);
        }
    }

    @Test
    void refusesAGraphWithAnotherWidthAndSaysWhere() {
        GraphContract wider = new GraphContract(
                List.of(TensorSpec.floats("in", "rows", 4)), List.of(TensorSpec.floats("out", "rows", 3)));
        assertThatThrownBy(() -> load(doubling(weight()), wider))
                .isInstanceOf(GraphRefusedException.class)
                .hasMessageContaining("doubling.onnx: input 'in' is FLOAT [?, 3], not FLOAT [rows, 4]");
    }

    @Test
    void refusesAGraphThatFixesALengthWhichMustBeFree() {
        GraphContract fixed = new GraphContract(
                List.of(TensorSpec.floats("in", "rows", "columns")), List.of(TensorSpec.floats("out", "rows", 3)));
        assertThatThrownBy(() -> load(doubling(weight()), fixed)).hasMessageContaining("not FLOAT [rows, columns]");
    }

    @Test
    void refusesAGraphThatLacksAnOutput() {
        GraphContract more = new GraphContract(
                DOUBLING.inputs(), List.of(TensorSpec.floats("out", "rows", 3), TensorSpec.floats("gates", "rows", 3)));
        assertThatThrownBy(() -> load(doubling(weight()), more)).hasMessageContaining("lacks the output 'gates'");
    }

    @Test
    void refusesAGraphThatWantsMoreThanItIsGiven() {
        GraphContract less = new GraphContract(List.of(), DOUBLING.outputs());
        assertThatThrownBy(() -> load(doubling(weight()), less)).hasMessageContaining("unknown input 'in'");
    }

    @Test
    void refusesWeightsInAnotherFile() {
        TensorProto elsewhere = weight().toBuilder()
                .clearFloatData()
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue("../../etc/passwd"))
                .build();
        assertThatThrownBy(() -> load(doubling(elsewhere), DOUBLING))
                .hasMessageContaining("keeps the weight 'unused' outside the file");
    }

    @Test
    void refusesBytesThatAreNoGraph() {
        assertThatThrownBy(() -> OnnxGraph.load(CPU, "x.onnx", new byte[] {1, 2, 3}, DOUBLING))
                .isInstanceOf(GraphRefusedException.class)
                .hasMessageContaining("x.onnx");
    }

    @Test
    void aClosedGraphSaysSo() throws Exception {
        OnnxGraph graph = load(doubling(weight()), DOUBLING);
        graph.close();
        graph.close();
        assertThatThrownBy(() -> graph.run(Map.of(), Map.of())).hasMessageContaining("closed");
    }

    @Test
    void askingForCudaOnACpuBuildSaysWhatToDo() throws Exception {
        assumeThat(OnnxRuntime.compiledProviders()).noneMatch(name -> name.contains("CUDA"));
        assertThatThrownBy(() -> OnnxRuntime.start(Provider.CUDA))
                .isInstanceOf(GraphRefusedException.class)
                .hasMessageContaining("profile 'cuda'");
        assertThat(OnnxRuntime.start(Provider.AUTO).provider()).isEqualTo(Provider.CPU);
    }
}
