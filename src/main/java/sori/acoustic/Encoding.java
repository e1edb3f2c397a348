package sori.acoustic;

import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import sori.onnx.Tensor;
import sori.onnx.TensorBuffer;

/** A worker's encoder: symbols to what the decoder reads. One thread. */
final class Encoding implements AutoCloseable {
    /** Symbols are padded to a multiple of this, so that rows start and end on whole vector registers. */
    private static final int SYMBOL_GRAIN = 16;

    /** Padding costs as much as symbols; a call of two or more saves about a third of the time of calls of one. */
    private static final double LEAST_FILLED = 0.75;

    /**
     * A segment's memory.
     *
     * @param symbols its length
     * @param padded its length in the arrays; 1 without attention
     * @param memory {@code [padded, memory]}
     * @param keys {@code [padded, attention]}; empty without attention
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
        // Without attention there is one row for the whole sequence, and there are no keys.
        int positions = shape.attends() ? width : 1;
        Map<String, Tensor> outputs = new HashMap<>();
        outputs.put("memory", memory.shaped(rows, positions, shape.memory()));
        if (shape.attends()) {
            outputs.put("processedMemory", keys.shaped(rows, positions, shape.attention()));
        }
        model.encoder().run(Map.of("symbols", in, "lengths", length), outputs);
        List<Encoded> encoded = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            int symbols = texts.get(row).length;
            int padded = shape.attends() ? padded(symbols) : 1;
            encoded.add(new Encoded(
                    symbols,
                    padded,
                    values(outputs.get("memory"), row, positions, padded, shape.memory()),
                    values(outputs.get("processedMemory"), row, positions, padded, shape.attention())));
        }
        return encoded;
    }

    /** A row's values up to its own length, none of an output that is not there. */
    private static float[] values(@Nullable Tensor tensor, int row, int positions, int padded, int width) {
        if (tensor == null) {
            return new float[0];
        }
        float[] values = new float[padded * width];
        tensor.floats().get(row * positions * width, values);
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
