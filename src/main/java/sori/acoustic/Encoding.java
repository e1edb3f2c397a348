package sori.acoustic;

import java.nio.LongBuffer;
import java.util.Map;
import sori.onnx.Tensor;
import sori.onnx.TensorBuffer;

/** A worker's encoder: symbols to what the attention reads. One thread. */
final class Encoding implements AutoCloseable {
    /** Symbols are padded to a multiple of this, so that rows start and end on whole vector registers. */
    private static final int SYMBOL_GRAIN = 16;

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
    Encoded encode(int[] symbols) {
        AcousticShape shape = model.shape();
        int padded = (symbols.length + SYMBOL_GRAIN - 1) / SYMBOL_GRAIN * SYMBOL_GRAIN;
        Tensor in = indices.shaped(1, padded);
        LongBuffer view = in.longs();
        for (int i = 0; i < padded; i++) {
            int symbol = i < symbols.length ? symbols[i] : 0;
            if (symbol < 0 || symbol >= shape.symbols()) {
                throw new IllegalArgumentException(
                        "symbol " + symbol + " is not in the voice's table of " + shape.symbols());
            }
            view.put(i, symbol);
        }
        Tensor length = lengths.shaped(1);
        length.longs().put(0, symbols.length);
        Tensor read = memory.shaped(1, padded, shape.memory());
        Tensor projected = keys.shaped(1, padded, shape.attention());
        model.encoder()
                .run(Map.of("symbols", in, "lengths", length), Map.of("memory", read, "processedMemory", projected));
        return new Encoded(
                symbols.length,
                padded,
                values(read, padded * shape.memory()),
                values(projected, padded * shape.attention()));
    }

    private static float[] values(Tensor tensor, int count) {
        float[] values = new float[count];
        tensor.floats().get(0, values);
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
