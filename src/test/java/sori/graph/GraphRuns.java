package sori.graph;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import sori.acoustic.AcousticGraphs;
import sori.acoustic.AcousticModel;
import sori.acoustic.AcousticShape;
import sori.acoustic.Precision;
import sori.onnx.GraphRefusedException;
import sori.onnx.OnnxGraph;
import sori.onnx.OnnxRuntime;
import sori.onnx.Provider;
import sori.onnx.Tensor;
import sori.onnx.TensorArena;
import sori.onnx.TensorSpec;

/** Runs exported graphs on batches of any size and padding. */
final class GraphRuns implements AutoCloseable {
    /** Row-major results by name, zeros where a shape has none; each array holds the whole batch. */
    record Decoded(float[] frames, float[] gates, long[] attended, float[] alignments, Map<String, float[]> states) {}

    final AcousticShape shape;
    private final AcousticModel model;
    private final TensorArena arena = new TensorArena();

    GraphRuns(AcousticWeights weights) throws GraphRefusedException {
        this(weights, Precision.FP32, new OnnxRuntime(Provider.CPU));
    }

    GraphRuns(AcousticWeights weights, Precision precision, OnnxRuntime runtime) throws GraphRefusedException {
        this.shape = weights.shape();
        AcousticModel.Files fp32 = AcousticExporter.graphs(weights);
        AcousticModel.Files files = precision == Precision.INT8 ? int8(fp32) : fp32;
        this.model = AcousticModel.load(runtime, shape, 0, precision, files);
    }

    /** All products of a tiny model, the large ones of another. */
    private AcousticModel.Files int8(AcousticModel.Files fp32) throws GraphRefusedException {
        Random random = new Random(1);
        List<int[]> texts = List.of(
                random.ints(5, 1, shape.symbols()).toArray(),
                random.ints(20, 1, shape.symbols()).toArray());
        long least = shape.decoderRnn() < 100 ? 1 : Quantization.LEAST_WEIGHTS;
        return Quantization.int8(fp32, shape, 0.5, texts, least);
    }

    OnnxGraph decoder() {
        return model.decoder();
    }

    /** @return {@code memory} and, with attention, {@code processedMemory} */
    Map<String, float[]> encode(int[][] batch, int padded) {
        arena.reset();
        Tensor symbols = arena.longs(batch.length, padded);
        Tensor lengths = arena.longs(batch.length);
        for (int b = 0; b < batch.length; b++) {
            lengths.longs().put(b, batch[b].length);
            for (int t = 0; t < batch[b].length; t++) {
                symbols.longs().put(b * padded + t, batch[b][t]);
            }
        }
        Map<String, Tensor> outputs = new HashMap<>();
        for (TensorSpec spec : AcousticGraphs.encoded(shape)) {
            outputs.put(spec.name(), arena.floats(sides(spec, batch.length, padded)));
        }
        model.encoder().run(Map.of("symbols", symbols, "lengths", lengths), outputs);
        return values(outputs);
    }

    /** All states zero. */
    Map<String, float[]> start(int batch, int padded) {
        Map<String, float[]> states = new HashMap<>();
        for (TensorSpec spec : AcousticGraphs.decoderStates(shape)) {
            states.put(spec.name(), new float[batch * width(spec, padded)]);
        }
        return states;
    }

    private static long[] sides(TensorSpec spec, int batch, int padded) {
        return spec.dimensions().stream()
                .mapToLong(d -> d.free() ? d.label().equals("batch") ? batch : padded : d.size())
                .toArray();
    }

    static int width(TensorSpec spec, int padded) {
        TensorSpec.Dimension last = spec.dimensions().get(1);
        return last.free() ? padded : (int) last.size();
    }

    /** @param masks {@code [steps, batch, 2, prenet]} */
    Decoded decode(
            Map<String, float[]> encoded, long[] lengths, int padded, Map<String, float[]> states, float[] masks) {
        arena.reset();
        int batch = lengths.length;
        int steps = masks.length / (batch * 2 * shape.prenet());
        Map<String, Tensor> in = new HashMap<>();
        for (TensorSpec spec : AcousticGraphs.encoded(shape)) {
            in.put(spec.name(), tensor(encoded, spec.name(), sides(spec, batch, padded)));
        }
        in.put("prenetMask", arena.floats(steps, batch, 2, shape.prenet()));
        in.get("prenetMask").floats().put(masks);
        in.put("steps", arena.longs(1));
        in.get("steps").longs().put(steps);
        Map<String, Tensor> out = new HashMap<>();
        out.put("frames", arena.floats(batch, (long) steps * shape.framesPerStep(), shape.mels()));
        out.put("gates", arena.floats(batch, steps));
        Tensor attended = arena.longs(batch, steps);
        Tensor alignments = arena.floats(batch, steps, padded);
        if (shape.attends()) {
            in.put("lengths", arena.longs(batch));
            in.get("lengths").longs().put(lengths);
            out.put("attended", attended);
            out.put("alignments", alignments);
        }
        Map<String, Tensor> next = new HashMap<>();
        for (TensorSpec spec : AcousticGraphs.decoderStates(shape)) {
            in.put(spec.name(), tensor(states, spec.name(), batch, width(spec, padded)));
            next.put(spec.name(), arena.floats(batch, width(spec, padded)));
            out.put(AcousticGraphs.next(spec).name(), next.get(spec.name()));
        }
        model.decoder().run(in, out);
        long[] looked = new long[batch * steps];
        attended.longs().get(looked);
        return new Decoded(
                values(out.get("frames")), values(out.get("gates")), looked, values(alignments), values(next));
    }

    /** @param caches changed to those of the next call */
    float[] postnet(float[] frames, int batch, Map<String, float[]> caches) {
        arena.reset();
        int count = frames.length / (batch * shape.mels());
        Map<String, Tensor> in = new HashMap<>();
        in.put("frames", arena.floats(batch, count, shape.mels()));
        in.get("frames").floats().put(frames);
        Map<String, Tensor> next = new HashMap<>();
        Tensor mel = arena.floats(batch, count, shape.mels());
        Map<String, Tensor> out = new HashMap<>(Map.of("mel", mel));
        for (TensorSpec spec : AcousticGraphs.postnetCaches(shape)) {
            long kernel = spec.dimensions().get(1).size();
            long channels = spec.dimensions().get(2).size();
            Tensor cache = arena.floats(batch, kernel, channels);
            if (caches.containsKey(spec.name())) {
                cache.floats().put(caches.get(spec.name()));
            }
            in.put(spec.name(), cache);
            next.put(spec.name(), arena.floats(batch, kernel, channels));
            out.put(AcousticGraphs.next(spec).name(), next.get(spec.name()));
        }
        model.postnet().run(in, out);
        caches.putAll(values(next));
        return values(mel);
    }

    private Tensor tensor(Map<String, float[]> values, String name, long... dims) {
        Tensor tensor = arena.floats(dims);
        tensor.floats().put(values.get(name));
        return tensor;
    }

    private static Map<String, float[]> values(Map<String, Tensor> tensors) {
        Map<String, float[]> values = new HashMap<>();
        tensors.forEach((name, tensor) -> values.put(name, values(tensor)));
        return values;
    }

    private static float[] values(Tensor tensor) {
        float[] values = new float[tensor.floats().capacity()];
        tensor.floats().get(values);
        return values;
    }

    @Override
    public void close() {
        arena.close();
        model.close();
    }
}
