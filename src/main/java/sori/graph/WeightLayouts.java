package sori.graph;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.ByteOrder;

/** From torch's weight layouts to those in which ONNX multiplies. Pure. */
public final class WeightLayouts {
    private WeightLayouts() {}

    /** {@code [rows, columns]} to {@code [columns, rows]}. */
    public static float[] transpose(float[] matrix, int rows, int columns) {
        float[] transposed = new float[matrix.length];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                transposed[c * rows + r] = matrix[r * columns + c];
            }
        }
        return transposed;
    }

    /** {@code [out, in, kernel]} to {@code [kernel * in, out]}, for inputs whose frames stand side by side, oldest first. */
    static float[] unfolded(float[] weight, int out, int in, int kernel) {
        float[] matrix = new float[weight.length];
        for (int o = 0; o < out; o++) {
            for (int i = 0; i < in; i++) {
                for (int k = 0; k < kernel; k++) {
                    matrix[(k * in + i) * out + o] = weight[(o * in + i) * kernel + k];
                }
            }
        }
        return matrix;
    }

    /** What {@link #unfolded} was made of. */
    public static float[] folded(float[] matrix, int out, int in, int kernel) {
        float[] weight = new float[matrix.length];
        for (int o = 0; o < out; o++) {
            for (int i = 0; i < in; i++) {
                for (int k = 0; k < kernel; k++) {
                    weight[(o * in + i) * kernel + k] = matrix[(k * in + i) * out + o];
                }
            }
        }
        return weight;
    }

    /** Of {@code [rows, columns]} the columns from one to before another. */
    public static float[] columns(float[] matrix, int columns, int from, int to) {
        int rows = matrix.length / columns;
        float[] part = new float[rows * (to - from)];
        for (int r = 0; r < rows; r++) {
            System.arraycopy(matrix, r * columns + from, part, r * (to - from), to - from);
        }
        return part;
    }

    /** What {@link #gates} with this order was made of. */
    public static float[] gatesBack(float[] matrix, int... order) {
        int[] back = new int[order.length];
        for (int gate = 0; gate < order.length; gate++) {
            back[order[gate]] = gate;
        }
        return gates(matrix, back);
    }

    /** Swaps the blocks of rows of a cell's gates into the given order. */
    static float[] gates(float[] matrix, int... order) {
        int block = matrix.length / order.length;
        float[] reordered = new float[matrix.length];
        for (int gate = 0; gate < order.length; gate++) {
            System.arraycopy(matrix, order[gate] * block, reordered, gate * block, block);
        }
        return reordered;
    }

    static float[] sum(float[] a, float[] b) {
        float[] sum = new float[a.length];
        for (int i = 0; i < a.length; i++) {
            sum[i] = a[i] + b[i];
        }
        return sum;
    }

    static float[] concat(float[]... parts) {
        int length = 0;
        for (float[] part : parts) {
            length += part.length;
        }
        float[] joined = new float[length];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, joined, at, part.length);
            at += part.length;
        }
        return joined;
    }

    /** Two linear maps in one: {@code dense [rows, filters]} after {@code convolution [filters, columns]}. */
    static float[] product(float[] dense, float[] convolution, int rows, int filters, int columns) {
        float[] product = new float[rows * columns];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                double sum = 0;
                for (int f = 0; f < filters; f++) {
                    sum += (double) dense[r * filters + f] * convolution[f * columns + c];
                }
                product[r * columns + c] = (float) sum;
            }
        }
        return product;
    }

    /** The values of a tensor of floats, as the exporter stores them. */
    public static float[] floats(TensorProto tensor) {
        float[] values = new float[tensor.getRawData().size() / Float.BYTES];
        tensor.getRawData()
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return values;
    }
}
