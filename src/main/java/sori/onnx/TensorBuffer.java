package sori.onnx;

import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Memory outside the heap that is seen as a tensor of one shape after the other, always from its beginning. It grows when it
 * has to; what lies in it stays. One thread.
 */
public final class TensorBuffer implements AutoCloseable {
    private static final int ALIGNMENT_BYTES = 64;
    private static final int MOST_BYTES = Integer.MAX_VALUE - 2 * ALIGNMENT_BYTES;

    private final TensorSpec.ElementType type;
    private final int elementBytes;
    private ByteBuffer bytes = ByteBuffer.allocateDirect(0);
    private @Nullable Tensor view;
    private long[] shape = {};

    private TensorBuffer(TensorSpec.ElementType type, int elementBytes) {
        this.type = type;
        this.elementBytes = elementBytes;
    }

    /** Empty, for 32-bit floats. */
    public static TensorBuffer floats() {
        return new TensorBuffer(TensorSpec.ElementType.FLOAT, Float.BYTES);
    }

    /** Empty, for 64-bit integers. */
    public static TensorBuffer longs() {
        return new TensorBuffer(TensorSpec.ElementType.INT64, Long.BYTES);
    }

    /**
     * The memory as a tensor of this shape, in place of the one that was asked for before. What was never written is zero.
     *
     * @param dimensions from the outermost
     */
    public Tensor shaped(long... dimensions) {
        Tensor current = view;
        if (current != null && Arrays.equals(shape, dimensions)) {
            return current;
        }
        long size = elementBytes;
        for (long dimension : dimensions) {
            size = Math.multiplyExact(size, dimension);
        }
        close();
        reserve(Math.toIntExact(size));
        try {
            Tensor made = new Tensor(type, bytes.slice(0, (int) size).order(ByteOrder.nativeOrder()), dimensions);
            view = made;
            shape = dimensions.clone();
            return made;
        } catch (OrtException e) {
            throw new IllegalStateException("a tensor of " + size + " bytes can't be made", e);
        }
    }

    private void reserve(int size) {
        if (size > bytes.capacity()) {
            int grown = (int) Math.min(MOST_BYTES, Math.max(size, bytes.capacity() * 3L / 2));
            // An aligned slice loses up to an alignment at either end.
            ByteBuffer more = ByteBuffer.allocateDirect(Math.max(size, grown) + 2 * ALIGNMENT_BYTES)
                    .alignedSlice(ALIGNMENT_BYTES);
            bytes = more.put(0, bytes, 0, bytes.capacity());
        }
    }

    /** Ends the life of the tensor; the memory stays until nobody knows this buffer any more. */
    @Override
    public void close() {
        if (view != null) {
            view.onnx().close();
            view = null;
        }
    }
}
