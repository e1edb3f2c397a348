package sori.training.vocoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import sori.onnx.GraphRefusedException;
import sori.onnx.OnnxGraph;
import sori.onnx.OnnxRuntime;
import sori.onnx.Provider;
import sori.onnx.Tensor;
import sori.onnx.TensorArena;
import sori.onnx.TensorSpec;
import sori.vocoder.VocoderShape;

/** Runs a vocoder's graph over an utterance in pieces, as a stream would, and keeps what comes out. Not thread-safe. */
final class VocoderGraphRun {
    /** Little enough that the caches are used often, and no divisor of usual numbers of frames. */
    private static final int FRAMES = 7;

    /** An output's rows, of which the runtime pads those of filters. */
    private record Output(String name, int rowsPerFrame, int width, int kept, double[] values) {
        /** @param from the first frame of a piece */
        void take(Tensor tensor, int from, int frames) {
            float[] rows = new float[frames * rowsPerFrame * width];
            tensor.floats().get(rows);
            for (int row = 0; row < frames * rowsPerFrame; row++) {
                for (int i = 0; i < kept; i++) {
                    values[(from * rowsPerFrame + row) * kept + i] = rows[row * width + i];
                }
            }
        }
    }

    private final VocoderShape shape;
    private final List<Output> outputs;
    private final List<float[]> caches = new ArrayList<>();

    private VocoderGraphRun(VocoderShape shape, int frames) {
        this.shape = shape;
        int parts = shape.parts();
        Output pitch = new Output("pitch", 1, 2, 2, new double[frames * 2]);
        Stream<Output> filters = Stream.of("real", "imaginary", "noise")
                .map(name -> new Output(
                        name, parts, shape.stride(), shape.bins(), new double[frames * parts * shape.bins()]));
        this.outputs = Stream.concat(Stream.of(pitch), filters).toList();
        for (TensorSpec spec : shape.caches()) {
            caches.add(new float[Math.toIntExact(rows(spec) * width(spec))]);
        }
    }

    private static long rows(TensorSpec cache) {
        return cache.dimensions().get(1).size();
    }

    private static long width(TensorSpec cache) {
        return cache.dimensions().get(2).size();
    }

    /**
     * @param mel {@code [frames, mels]}
     * @return row-major and without padding: pitch, and real part, imaginary part and noise of the filters that the graph made
     *     after each frame
     */
    static List<double[]> run(VocoderShape shape, byte[] graph, float[] mel) throws GraphRefusedException {
        int frames = mel.length / shape.mels();
        VocoderGraphRun run = new VocoderGraphRun(shape, frames);
        try (OnnxGraph loaded =
                        OnnxGraph.load(OnnxRuntime.start(Provider.CPU), "vocoder.onnx", graph, shape.contract());
                TensorArena arena = new TensorArena()) {
            for (int from = 0; from < frames; from += FRAMES) {
                int to = Math.min(frames, from + FRAMES);
                arena.reset();
                run.piece(loaded, arena, Arrays.copyOfRange(mel, from * shape.mels(), to * shape.mels()), from);
            }
        }
        return run.outputs.stream().map(Output::values).toList();
    }

    private void piece(OnnxGraph graph, TensorArena arena, float[] mel, int from) {
        int frames = mel.length / shape.mels();
        Map<String, Tensor> given = new HashMap<>();
        Map<String, Tensor> made = new HashMap<>();
        Tensor input = arena.floats(1, frames, shape.mels());
        input.floats().put(mel);
        given.put("frames", input);
        List<Tensor> next = new ArrayList<>();
        for (int i = 0; i < caches.size(); i++) {
            TensorSpec spec = shape.caches().get(i);
            Tensor cache = arena.floats(1, rows(spec), width(spec));
            cache.floats().put(caches.get(i));
            given.put(spec.name(), cache);
            Tensor after = arena.floats(1, rows(spec), width(spec));
            made.put("next." + spec.name(), after);
            next.add(after);
        }
        List<Tensor> rows = new ArrayList<>();
        for (Output output : outputs) {
            Tensor tensor = arena.floats(1, frames, (long) output.rowsPerFrame() * output.width());
            made.put(output.name(), tensor);
            rows.add(tensor);
        }
        graph.run(given, made);
        for (int i = 0; i < next.size(); i++) {
            next.get(i).floats().get(caches.get(i));
        }
        for (int i = 0; i < rows.size(); i++) {
            outputs.get(i).take(rows.get(i), from, frames);
        }
    }
}
