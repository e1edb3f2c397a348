package sori.importer;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import sori.graph.AcousticWeights.Tensor;
import sori.onnx.GraphRefusedException;

/** Numbers out of ONNX tensors, and between its layouts and torch's. Pure. */
final class SourceTensors {
    /** Torch has i, f, g, o where ONNX has i, o, f, c. */
    private static final int[] TORCH_GATES = {0, 2, 3, 1};

    private static final Set<DataType> OTHER_FLOATS = Set.of(DataType.FLOAT16, DataType.BFLOAT16, DataType.DOUBLE);

    private SourceTensors() {}

    /**
     * The tensor's numbers; empty if it holds integers.
     *
     * @param name of the value, for messages
     * @throws GraphRefusedException if they lie in another file, are floats of another size, or are not as many as the dimensions say
     */
    static Optional<Tensor> floats(String file, String name, TensorProto tensor) throws GraphRefusedException {
        if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL || tensor.getExternalDataCount() > 0) {
            throw new GraphRefusedException(
                    file + " keeps the weight '" + name + "' outside the file, which is not allowed");
        }
        DataType type = DataType.forNumber(tensor.getDataType());
        if (OTHER_FLOATS.contains(type)) {
            throw new GraphRefusedException(file + ": the weight '" + name + "' is " + type
                    + ", not FLOAT; export the model in single precision");
        }
        if (type != DataType.FLOAT) {
            return Optional.empty();
        }
        float[] values = values(tensor);
        int[] sides = tensor.getDimsList().stream().mapToInt(Math::toIntExact).toArray();
        long size = 1;
        for (int side : sides) {
            size = side < 0 || size > values.length ? -1 : size * side;
        }
        if (size != values.length) {
            throw new GraphRefusedException(file + ": the weight '" + name + "' has " + values.length
                    + " numbers for the dimensions " + Arrays.toString(sides));
        }
        return Optional.of(new Tensor(values, sides));
    }

    private static float[] values(TensorProto tensor) {
        if (tensor.getFloatDataCount() > 0) {
            float[] values = new float[tensor.getFloatDataCount()];
            for (int i = 0; i < values.length; i++) {
                values[i] = tensor.getFloatData(i);
            }
            return values;
        }
        ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[raw.remaining() / Float.BYTES];
        raw.asFloatBuffer().get(values);
        return values;
    }

    /** A matrix with its sides exchanged; what is no matrix stays. */
    static Tensor transposed(Tensor matrix) {
        if (matrix.shape().length != 2) {
            return matrix;
        }
        int rows = matrix.shape()[0];
        int columns = matrix.shape()[1];
        float[] values = new float[matrix.values().length];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                values[c * rows + r] = matrix.values()[r * columns + c];
            }
        }
        return new Tensor(values, columns, rows);
    }

    /** Rows of LSTM gates from ONNX's order to torch's. */
    static float[] torchGates(float[] onnx) {
        int block = onnx.length / 4;
        float[] torch = new float[onnx.length];
        for (int gate = 0; gate < 4; gate++) {
            System.arraycopy(onnx, TORCH_GATES[gate] * block, torch, gate * block, block);
        }
        return torch;
    }
}
