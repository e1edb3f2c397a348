package sori.acoustic;

import java.util.List;
import java.util.Map;
import sori.onnx.Tensor;
import sori.onnx.TensorArena;
import sori.onnx.TensorSpec;

/** What one sequence carries from call to call: two sets of tensors, of which a graph reads one and writes the other. */
final class CarriedStates {
    private final List<TensorSpec> specs;
    private List<Tensor> current;
    private List<Tensor> next;

    /**
     * Starts at zero.
     *
     * @param symbols length of the free dimension {@code symbols}
     */
    CarriedStates(TensorArena arena, List<TensorSpec> specs, int symbols) {
        this.specs = specs;
        this.current = allocate(arena, symbols);
        this.next = allocate(arena, symbols);
    }

    private List<Tensor> allocate(TensorArena arena, int symbols) {
        return specs.stream()
                .map(spec -> arena.floats(spec.dimensions().stream()
                        .mapToLong(dimension -> length(dimension, symbols))
                        .toArray()))
                .toList();
    }

    private static long length(TensorSpec.Dimension dimension, int symbols) {
        if (!dimension.free()) {
            return dimension.size();
        }
        return dimension.label().equals("batch") ? 1 : symbols;
    }

    /** Adds the states as they are to the inputs, and the places of the following ones to the outputs. */
    void addTo(Map<String, Tensor> inputs, Map<String, Tensor> outputs) {
        for (int i = 0; i < specs.size(); i++) {
            inputs.put(specs.get(i).name(), current.get(i));
            outputs.put(AcousticGraphs.next(specs.get(i)).name(), next.get(i));
        }
    }

    /** After a call: what it wrote is what the next one reads. */
    void advance() {
        List<Tensor> read = current;
        current = next;
        next = read;
    }
}
