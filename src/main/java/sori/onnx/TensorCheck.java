package sori.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;

/** Holds a constant of a graph against the bytes that are there for it: nothing is made as large as a shape claims. */
final class TensorCheck {
    private static final int MOST_DIMENSIONS = 8;

    private TensorCheck() {}

    /** @throws GraphRefusedException if its numbers lie in another file, or are not as many as its shape says */
    static void check(String graph, TensorProto tensor) throws GraphRefusedException {
        String name = GraphRules.shortened(tensor.getName());
        String weight = graph + ": the weight '" + name + "' ";
        // A path inside a model must not choose what this machine reads.
        if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL || tensor.getExternalDataCount() > 0) {
            throw new GraphRefusedException(
                    graph + " keeps the weight '" + name + "' outside the file, which is not allowed");
        }
        if (tensor.getDimsCount() > MOST_DIMENSIONS) {
            throw new GraphRefusedException(weight + "has more than " + MOST_DIMENSIONS + " dimensions");
        }
        long there = numbers(tensor);
        if (there < 0) {
            throw new GraphRefusedException(weight + "has numbers of the unknown type " + tensor.getDataType());
        }
        if (elements(tensor) != there) {
            throw new GraphRefusedException(
                    weight + "has " + there + " numbers, not as many as its shape " + tensor.getDimsList() + " says");
        }
    }

    /** -1 for a shape that nothing can have. */
    private static long elements(TensorProto tensor) {
        long elements = 1;
        for (long dimension : tensor.getDimsList()) {
            if (dimension < 0 || (dimension > 0 && elements > GraphSize.MOST_BYTES * 8 / dimension)) {
                return -1;
            }
            elements *= dimension;
        }
        return elements;
    }

    /** As many as there are bytes or values for; -1 for a type that graphs of voices do not have. */
    private static long numbers(TensorProto tensor) {
        TensorProto.DataType type = TensorProto.DataType.forNumber(tensor.getDataType());
        int size = type == null ? -1 : bytes(type);
        if (size < 0) {
            return -1;
        }
        if (tensor.hasRawData()) {
            long bytes = tensor.getRawData().size();
            return bytes % size == 0 ? bytes / size : 0;
        }
        return switch (type) {
            case FLOAT -> tensor.getFloatDataCount();
            case DOUBLE -> tensor.getDoubleDataCount();
            case INT64 -> tensor.getInt64DataCount();
            case UINT32, UINT64 -> tensor.getUint64DataCount();
            default -> tensor.getInt32DataCount();
        };
    }

    private static int bytes(TensorProto.DataType type) {
        return switch (type) {
            case BOOL, INT8, UINT8 -> 1;
            case FLOAT16, BFLOAT16, INT16, UINT16 -> 2;
            case FLOAT, INT32, UINT32 -> 4;
            case DOUBLE, INT64, UINT64 -> 8;
            default -> -1;
        };
    }
}
