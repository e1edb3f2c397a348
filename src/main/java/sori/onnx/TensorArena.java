package sori.onnx;

import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory for a job's tensors, outside the heap and used again by the next job, so that steady work allocates nothing. One
 * thread.
 */
public final class TensorArena implements AutoCloseable {
    private static final int CHUNK_BYTES = 1 << 20;
    private static final int ALIGNMENT_BYTES = 64;

    private final List<ByteBuffer> chunks = new ArrayList<>();
    private final List<Tensor> tensors = new ArrayList<>();
    private int chunk;
    private int usedBytes;

    /** A tensor of zeros. */
    public Tensor floats(long... shape) {
        return tensor(TensorSpec.ElementType.FLOAT, Float.BYTES, shape);
    }

    /** A tensor of zeros. */
    public Tensor longs(long... shape) {
        return tensor(TensorSpec.ElementType.INT64, Long.BYTES, shape);
    }

    private Tensor tensor(TensorSpec.ElementType type, int elementBytes, long[] shape) {
        long size = elementBytes;
        for (long dimension : shape) {
            size = Math.multiplyExact(size, dimension);
        }
        try {
            Tensor tensor = new Tensor(type, allocate(Math.toIntExact(size)), shape);
            tensors.add(tensor);
            return tensor;
        } catch (OrtException e) {
            throw new IllegalStateException("a tensor of " + size + " bytes can't be made", e);
        }
    }

    private ByteBuffer allocate(int bytes) {
        while (chunk < chunks.size() && chunks.get(chunk).capacity() - usedBytes < bytes) {
            chunk++;
            usedBytes = 0;
        }
        if (chunk == chunks.size()) {
            // An aligned slice loses up to an alignment at either end.
            int size = Math.addExact(Math.max(CHUNK_BYTES, bytes), 2 * ALIGNMENT_BYTES);
            chunks.add(ByteBuffer.allocateDirect(size).alignedSlice(ALIGNMENT_BYTES));
        }
        ByteBuffer part = chunks.get(chunk).slice(usedBytes, bytes).order(ByteOrder.nativeOrder());
        usedBytes += (bytes + ALIGNMENT_BYTES - 1) / ALIGNMENT_BYTES * ALIGNMENT_BYTES;
        clear(part);
        return part;
    }

    private static void clear(ByteBuffer part) {
        int at = 0;
        for (; at + Long.BYTES <= part.capacity(); at += Long.BYTES) {
            part.putLong(at, 0);
        }
        for (; at < part.capacity(); at++) {
            part.put(at, (byte) 0);
        }
    }

    /** Ends the life of every tensor; their memory is used again. */
    public void reset() {
        tensors.forEach(tensor -> tensor.onnx().close());
        tensors.clear();
        chunk = 0;
        usedBytes = 0;
    }

    @Override
    public void close() {
        reset();
        chunks.clear();
    }
}
