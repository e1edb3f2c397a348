package sori.importer;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.List;
import sori.onnx.GraphContract;
import sori.onnx.GraphRefusedException;
import sori.onnx.OnnxGraph;
import sori.onnx.OnnxRuntime;
import sori.onnx.Provider;
import sori.onnx.TensorSpec;

/** Makes a foreign graph fit to be run: with the inputs' types that the engine knows, and a few values read from elsewhere. */
final class SourceRun {
    private final SourceGraph graph;
    private final GraphContract contract;
    private final List<NodeProto> nodes;

    /** @param contract what the runnable graph takes and gives: names of the file's, all inputs and some outputs */
    SourceRun(SourceGraph graph, GraphContract contract) {
        this.graph = graph;
        this.contract = contract;
        this.nodes = new ArrayList<>(graph.model().getGraph().getNodeList());
    }

    /** Lets a node read another value in place of one of its inputs. */
    void rewire(NodeProto node, String from, String to) {
        nodes.replaceAll(
                other -> other.getOutputList().equals(node.getOutputList()) ? reading(other, from, to) : other);
    }

    private static NodeProto reading(NodeProto node, String from, String to) {
        NodeProto.Builder changed = node.toBuilder();
        for (int i = 0; i < node.getInputCount(); i++) {
            if (node.getInput(i).equals(from)) {
                changed.setInput(i, to);
            }
        }
        return changed.build();
    }

    /** @throws GraphRefusedException if ONNX Runtime can't load it */
    OnnxGraph load() throws GraphRefusedException {
        GraphProto.Builder runnable =
                graph.model().getGraph().toBuilder().clearInput().clearOutput().clearNode();
        List<NodeProto> casts = new ArrayList<>();
        for (ValueInfoProto declared : graph.model().getGraph().getInputList()) {
            DataType type =
                    DataType.forNumber(declared.getType().getTensorType().getElemType());
            boolean known =
                    contract.inputs().stream().anyMatch(spec -> spec.name().equals(declared.getName()));
            if (known && (type == DataType.BOOL || type == DataType.INT32)) {
                casts.add(cast(declared.getName(), type));
                nodes.replaceAll(node -> reading(
                        node, declared.getName(), casts.get(casts.size() - 1).getOutput(0)));
            }
        }
        contract.inputs().forEach(spec -> runnable.addInput(declared(spec)));
        contract.outputs().forEach(spec -> runnable.addOutput(declared(spec)));
        runnable.addAllNode(casts).addAllNode(nodes);
        byte[] model = graph.model().toBuilder().setGraph(runnable).build().toByteArray();
        return OnnxGraph.load(new OnnxRuntime(Provider.CPU), graph.file(), model, contract);
    }

    private static NodeProto cast(String input, DataType type) {
        return NodeProto.newBuilder()
                .setOpType("Cast")
                .setName(input + ".cast")
                .addInput(input)
                .addOutput(input + ".cast")
                .addAttribute(AttributeProto.newBuilder()
                        .setName("to")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(type.getNumber()))
                .build();
    }

    static ValueInfoProto declared(TensorSpec spec) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (TensorSpec.Dimension dimension : spec.dimensions()) {
            shape.addDim(
                    dimension.free()
                            ? TensorShapeProto.Dimension.newBuilder().setDimParam(dimension.label())
                            : TensorShapeProto.Dimension.newBuilder().setDimValue(dimension.size()));
        }
        DataType type = spec.type() == TensorSpec.ElementType.FLOAT ? DataType.FLOAT : DataType.INT64;
        return ValueInfoProto.newBuilder()
                .setName(spec.name())
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type.getNumber())
                                .setShape(shape)))
                .build();
    }
}
