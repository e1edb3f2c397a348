package sori.acoustic;

import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import sori.onnx.Tensor;
import sori.onnx.TensorBuffer;

/** A worker's encoder: symbols to what the attention reads. One thread. */
final class Encoding implements AutoCloseable {
    /** Symbols are padded to a multiple of this, so that rows start and end on whole vector registers. */
    private static final int SYMBOL_GRAIN = 16;

    /** Padding costs as much as symbols; a call of two or more saves about a third of the time of calls of one. */
    private static final double LEAST_FILLED = 0.75;

    /**
     * A segment's memory.
     *
     * @param symbols its length
     * @param padded its length in the arrays
     * @param memory {@code [padded, memory]}
     * @param keys {@code [padded, attention]}
     */
    record Encoded(int symbols, int padded, float[] memory, float[] keys) {}

    private final AcousticModel model;
    private final TensorBuffer indices = TensorBuffer.longs();
    private final TensorBuffer lengths = TensorBuffer.longs();
    private final TensorBuffer memory = TensorBuffer.floats();
    private final TensorBuffer keys = TensorBuffer.floats();

    Encoding(AcousticModel model) {
        this.model = model;
    }

    /** @throws IllegalArgumentException if a symbol is not in the voice's table */
    void check(int[] symbols) {
        int known = model.shape().symbols();
        for (int symbol : symbols) {
            if (symbol < 0 || symbol >= known) {
                throw new IllegalArgumentException("symbol " + symbol + " is not in the voice's table of " + known);
            }
        }
    }

    private static int padded(int symbols) {
        return (symbols + SYMBOL_GRAIN - 1) / SYMBOL_GRAIN * SYMBOL_GRAIN;
    }

    /**
     * Groups segments that are cheaper to encode in one call than one by one, for which they must be about equally long.
     *
     * @param length symbols of a segment
     * @return each segment once, the shortest in the first group
     */
    static <T> List<List<T>> groups(List<T> segments, ToIntFunction<T> length) {
        List<T> sorted = new ArrayList<>(segments);
        sorted.sort(Comparator.comparingInt(length));
        List<List<T>> groups = new ArrayList<>();
        int shortest = 0;
        for (T segment : sorted) {
            int padded = padded(length.applyAsInt(segment));
            if (groups.isEmpty() || padded * LEAST_FILLED > shortest) {
                groups.add(new ArrayList<>());
                shortest = padded;
            }
            groups.get(groups.size() - 1).add(segment);
        }
        return groups;
    }

    /**
     * Encodes segments in one call. Each becomes, bit for bit, what it is alone.
     *
     * @param texts checked indices of symbols
     */
    List<Encoded> encode(List<int[]> texts) {
        AcousticShape shape = model.shape();
        int rows = texts.size();
        int width = padded(texts.stream().mapToInt(text -> text.length).max().orElseThrow());
        Tensor in = indices.shaped(rows, width);
        Tensor length = lengths.shaped(rows);
        LongBuffer view = in.longs();
        for (int row = 0; row < rows; row++) {
            int[] symbols = texts.get(row);
            for (int i = 0; i < width; i++) {
                view.put(row * width + i, i < symbols.length ? symbols[i] : 0);
            }
            length.longs().put(row, symbols.length);
        }
        Tensor read = memory.shaped(rows, width, shape.memory());
        Tensor projected = keys.shaped(rows, width, shape.attention());
        model.encoder()
                .run(Map.of("symbols", in, "lengths", length), Map.of("memory", read, "processedMemory", projected));
        List<Encoded> encoded = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            int symbols = texts.get(row).length;
            int padded = padded(symbols);
            encoded.add(new Encoded(
                    symbols,
                    padded,
                    values(read, row * width * shape.memory(), padded * shape.memory()),
                    values(projected, row * width * shape.attention(), padded * shape.attention())));
        }
        return encoded;
    }

    private static float[] values(Tensor tensor, int at, int count) {
        float[] values = new float[count];
        tensor.floats().get(at, values);
        return values;
    }

    @Override
    public void close() {
        indices.close();
        lengths.close();
        memory.close();
        keys.close();
    }
}
