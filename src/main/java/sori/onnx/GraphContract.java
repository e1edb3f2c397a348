package sori.onnx;

import java.util.List;

/** What a graph takes and gives: what the exporter declares, the engine relies on, and a loaded file is held against. */
public record GraphContract(List<TensorSpec> inputs, List<TensorSpec> outputs) {
    public GraphContract {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }
}
