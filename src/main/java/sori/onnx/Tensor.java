package sori.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;

/**
 * Numbers in memory that graphs read and write without a copy. Belongs to a {@link TensorArena} and lives until its next
 * reset. One thread at a time.
 */
public final class Tensor {
    private final TensorSpec.ElementType type;
    private final ByteBuffer bytes;
    private final OnnxTensor onnx;

    /** @param bytes direct, of native order, exactly as long as the shape says */
    Tensor(TensorSpec.ElementType type, ByteBuffer bytes, long[] shape) throws OrtException {
        this.type = type;
        this.bytes = bytes;
        this.onnx = type == TensorSpec.ElementType.FLOAT
                ? OnnxTensor.createTensor(OnnxRuntime.environment(), bytes.asFloatBuffer(), shape)
                : OnnxTensor.createTensor(OnnxRuntime.environment(), bytes.asLongBuffer(), shape);
    }

    /**
     * A view on the numbers, row-major.
     *
     * @throws IllegalStateException if they are not floats
     */
    public FloatBuffer floats() {
        require(TensorSpec.ElementType.FLOAT);
        return bytes.asFloatBuffer();
    }

    /**
     * A view on the numbers, row-major.
     *
     * @throws IllegalStateException if they are not 64-bit integers
     */
    public LongBuffer longs() {
        require(TensorSpec.ElementType.INT64);
        return bytes.asLongBuffer();
    }

    private void require(TensorSpec.ElementType wanted) {
        if (type != wanted) {
            throw new IllegalStateException("the tensor holds " + type + ", not " + wanted);
        }
    }

    OnnxTensor onnx() {
        return onnx;
    }
}
