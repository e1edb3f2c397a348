package sori.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import java.util.Optional;

/**
 * Turns a loop over the rows of one value into a scan over it. CUDA brings a loop's condition back to the processor at each step,
 * a scan has none. Graphs without such a loop stay as they are.
 *
 * <p>The loop must count its steps, never end early, and read its counter in one place: to gather a row of an outer value that
 * has as many rows as there are steps.
 */
final class ScanForLoop {
    private ScanForLoop() {}

    /** @param model an ONNX file that was parsed before */
    static byte[] in(byte[] model) {
        try {
            ModelProto parsed = ModelProto.parseFrom(model);
            GraphProto.Builder graph = parsed.getGraph().toBuilder();
            for (int i = 0; i < graph.getNodeCount(); i++) {
                Optional<NodeProto> scan = scan(graph.getNode(i));
                if (scan.isPresent()) {
                    graph.setNode(i, scan.get());
                }
            }
            return parsed.toBuilder().setGraph(graph).build().toByteArray();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a graph that was parsed before", e);
        }
    }

    private static Optional<NodeProto> scan(NodeProto loop) {
        if (!loop.getOpType().equals("Loop") || !loop.getInput(1).isEmpty()) {
            return Optional.empty();
        }
        GraphProto body = loop.getAttribute(0).getG();
        String counter = body.getInput(0).getName();
        List<NodeProto> readers = body.getNodeList().stream()
                .filter(node -> node.getInputList().contains(counter))
                .toList();
        if (readers.size() != 1 || !readers.get(0).getOpType().equals("Gather")) {
            return Optional.empty();
        }
        NodeProto row = readers.get(0);
        int states = loop.getInputCount() - 2;
        return Optional.of(NodeProto.newBuilder()
                .setOpType("Scan")
                .setName(loop.getName())
                .addAllInput(loop.getInputList().subList(2, loop.getInputCount()))
                .addInput(row.getInput(0))
                .addAllOutput(loop.getOutputList())
                .addAttribute(AttributeProto.newBuilder()
                        .setName("body")
                        .setType(AttributeProto.AttributeType.GRAPH)
                        .setG(body(body, row, states)))
                .addAttribute(AttributeProto.newBuilder()
                        .setName("num_scan_inputs")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(1))
                .build());
    }

    /** States and then the row come in; states and then what is collected go out, without a condition. */
    private static GraphProto body(GraphProto loop, NodeProto row, int states) {
        String condition = loop.getOutput(0).getName();
        GraphProto.Builder body = loop.toBuilder().clearNode().clearInput().clearOutput();
        body.addAllInput(loop.getInputList().subList(2, 2 + states));
        body.addInput(loop.getInput(2).toBuilder().setName(row.getOutput(0)));
        loop.getNodeList().stream()
                .filter(node -> !node.equals(row) && !node.getOutputList().contains(condition))
                .forEach(body::addNode);
        body.addAllOutput(loop.getOutputList().subList(1, loop.getOutputCount()));
        return body.build();
    }
}
