package sori.training;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sori.onnx.GraphRefusedException;
import sori.onnx.OnnxGraph;
import sori.onnx.OnnxRuntime;
import sori.onnx.Provider;
import sori.onnx.Tensor;
import sori.onnx.TensorArena;
import sori.onnx.TensorSpec;
import sori.vocoder.VocoderShape;

/** Runs a vocoder's graph over an utterance in pieces, as a stream would, and keeps what comes out. Stateless. */
final class VocoderGraphRun {
    /** Little enough that the caches are used often, and no divisor of usual numbers of frames. */
    private static final int FRAMES = 7;

    private static final List<String> FILTERS = List.of("real", "imaginary", "noise");

    private VocoderGraphRun() {}

    /**
     * @param mel {@code [frames, mels]}
     * @return by the outputs' names, row-major without padding: {@code pitch} of each frame, and filter by filter what the graph
     *     made after each frame
     */
    static Map<String, float[]> run(VocoderShape shape, byte[] graph, float[] mel) throws GraphRefusedException {
        Map<String, float[]> made = new HashMap<>();
        try (OnnxGraph loaded = OnnxGraph.load(
                        OnnxRuntime.start(Provider.CPU), "vocoder.onnx", graph, shape.contract());
                TensorArena arena = new TensorArena()) {
            int frames = mel.length / shape.mels();
            Map<String, float[]> caches = new HashMap<>();
            for (int from = 0; from < frames; from += FRAMES) {
                int count = Math.min(FRAMES, frames - from);
                float[] piece = Arrays.copyOfRange(mel, from * shape.mels(), (from + count) * shape.mels());
                arena.reset();
                runPiece(shape, loaded, arena, piece, caches, made);
            }
        }
        return made;
    }

    private static void runPiece(
            VocoderShape shape,
            OnnxGraph graph,
            TensorArena arena,
            float[] mel,
            Map<String, float[]> caches,
            Map<String, float[]> made) {
        int frames = mel.length / shape.mels();
        Map<String, Tensor> inputs = new HashMap<>();
        Map<String, Tensor> outputs = new HashMap<>();
        inputs.put("frames", arena.floats(1, frames, shape.mels()));
        inputs.get("frames").floats().put(mel);
        for (TensorSpec spec : shape.caches()) {
            long rows = spec.dimensions().get(1).size();
            long width = spec.dimensions().get(2).size();
            Tensor cache = arena.floats(1, rows, width);
            int size = Math.toIntExact(rows * width);
            cache.floats().put(caches.computeIfAbsent(spec.name(), name -> new float[size]));
            inputs.put(spec.name(), cache);
            outputs.put("next." + spec.name(), arena.floats(1, rows, width));
        }
        outputs.put("pitch", arena.floats(1, frames, 2));
        for (String filter : FILTERS) {
            outputs.put(filter, arena.floats(1, frames, (long) shape.parts() * shape.stride()));
        }
        graph.run(inputs, outputs);
        caches.forEach((name, values) -> outputs.get("next." + name).floats().get(values));
        append(made, "pitch", outputs.get("pitch"), 2 * frames, 2, 2);
        for (String filter : FILTERS) {
            int rows = frames * shape.parts();
            append(made, filter, outputs.get(filter), rows * shape.stride(), shape.stride(), shape.bins());
        }
    }

    /** @param width of a row, of which the first {@code kept} are kept */
    private static void append(
            Map<String, float[]> made, String name, Tensor tensor, int size, int width, int kept) {
        float[] values = new float[size];
        tensor.floats().get(values);
        float[] before = made.getOrDefault(name, new float[0]);
        float[] all = Arrays.copyOf(before, before.length + size / width * kept);
        for (int row = 0; row < size / width; row++) {
            System.arraycopy(values, row * width, all, before.length + row * kept, kept);
        }
        made.put(name, all);
    }
}
