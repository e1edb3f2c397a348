package sori.acoustic;

import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;
import sori.onnx.Tensor;
import sori.onnx.TensorBuffer;

/** A worker's encoder: symbols to what the decoder reads. One thread. */
final class Encoding implements AutoCloseable {
    /** Symbols are padded to a multiple of this, so that rows start and end on whole vector registers. */
    private static final int SYMBOL_GRAIN = 16;

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
        int rows = shape.attends() ? padded : 1;
        int keyWidth = shape.attends() ? shape.attention() : 0;
        Tensor read = memory.shaped(1, rows, shape.memory());
        Map<String, Tensor> outputs = new HashMap<>(Map.of("memory", read));
        if (shape.attends()) {
            outputs.put("processedMemory", keys.shaped(1, rows, keyWidth));
        }
        model.encoder().run(Map.of("symbols", in, "lengths", length), outputs);
        return new Encoded(symbols.length, rows, values(memory, rows, shape.memory()), values(keys, rows, keyWidth));
    }

    private static float[] values(TensorBuffer buffer, int rows, int width) {
        float[] values = new float[rows * width];
        if (values.length > 0) {
            buffer.shaped(1, rows, width).floats().get(0, values);
        }
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
