package sori.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;

/** Refuses graphs whose weights lie in other files: a path inside a model must not choose what this machine reads. */
final class ExternalData {
    private ExternalData() {}

    static void refuse(String graph, byte[] model) throws GraphRefusedException {
        ModelProto parsed;
        try {
            parsed = ModelProto.parseFrom(model);
        } catch (InvalidProtocolBufferException e) {
            throw new GraphRefusedException(graph + " is no ONNX file: " + e.getMessage(), e);
        }
        visit(graph, parsed);
    }

    /** Tensors may hide in nodes' attributes, loop bodies and functions: look everywhere. */
    private static void visit(String graph, Message message) throws GraphRefusedException {
        if (message instanceof TensorProto tensor
                && (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL
                        || tensor.getExternalDataCount() > 0)) {
            throw new GraphRefusedException(
                    graph + " keeps the weight '" + tensor.getName() + "' outside the file, which is not allowed");
        }
        for (Object value : message.getAllFields().values()) {
            if (value instanceof Message inner) {
                visit(graph, inner);
            } else if (value instanceof Iterable<?> list) {
                for (Object element : list) {
                    if (!(element instanceof Message inner)) {
                        break;
                    }
                    visit(graph, inner);
                }
            }
        }
    }
}
