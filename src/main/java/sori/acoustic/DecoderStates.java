package sori.acoustic;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sori.onnx.Tensor;
import sori.onnx.TensorBuffer;
import sori.onnx.TensorSpec;

/** The decoder's states of a batch, a row for each sequence, in two sets of which a call reads one and writes the other. */
final class DecoderStates implements AutoCloseable {
    private final List<TensorSpec> specs;
    private List<TensorBuffer> current;
    private List<TensorBuffer> next;
    private int rows;
    private int symbols;

    /** Allocates so many rows of this width. */
    DecoderStates(AcousticShape shape, int rows, int symbols) {
        this.specs = AcousticGraphs.decoderStates(shape);
        this.current = buffers();
        this.next = buffers();
        resize(rows, symbols);
        addTo(new HashMap<>(), new HashMap<>());
    }

    private List<TensorBuffer> buffers() {
        List<TensorBuffer> buffers = new ArrayList<>();
        specs.forEach(spec -> buffers.add(TensorBuffer.floats()));
        return buffers;
    }

    /** Changes the number of rows and their width. Rows stay as they are as long as their width does. */
    void resize(int rows, int symbols) {
        this.rows = rows;
        this.symbols = symbols;
    }

    private int width(TensorSpec spec) {
        TensorSpec.Dimension last = spec.dimensions().get(1);
        return last.free() ? symbols : (int) last.size();
    }

    private Tensor tensor(List<TensorBuffer> buffers, int index) {
        return buffers.get(index).shaped(rows, width(specs.get(index)));
    }

    /** A copy of one row, its widths as they are now. */
    float[][] copy(int row) {
        float[][] copy = new float[specs.size()][];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = new float[width(specs.get(i))];
            tensor(current, i).floats().get(row * copy[i].length, copy[i]);
        }
        return copy;
    }

    /** Writes one row; what is missing or too short is filled up with zeros, what is too long is cut. */
    void put(int row, float[][] values) {
        for (int i = 0; i < specs.size(); i++) {
            int width = width(specs.get(i));
            int given = values.length == 0 ? 0 : Math.min(width, values[i].length);
            FloatBuffer floats = tensor(current, i).floats();
            if (given > 0) {
                floats.put(row * width, values[i], 0, given);
            }
            if (given < width) {
                floats.put(row * width + given, new float[width - given]);
            }
        }
    }

    /** Adds the states as they are to the inputs, and the places of the following ones to the outputs. */
    void addTo(Map<String, Tensor> inputs, Map<String, Tensor> outputs) {
        for (int i = 0; i < specs.size(); i++) {
            inputs.put(specs.get(i).name(), tensor(current, i));
            outputs.put(AcousticGraphs.next(specs.get(i)).name(), tensor(next, i));
        }
    }

    /** After a call: what it wrote is what the next one reads. */
    void advance() {
        List<TensorBuffer> read = current;
        current = next;
        next = read;
    }

    @Override
    public void close() {
        current.forEach(TensorBuffer::close);
        next.forEach(TensorBuffer::close);
    }
}
