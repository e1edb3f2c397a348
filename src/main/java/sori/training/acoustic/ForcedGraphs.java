package sori.training.acoustic;

import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import sori.acoustic.AcousticGraphs;
import sori.acoustic.AcousticModel;
import sori.acoustic.AcousticShape;
import sori.onnx.Tensor;
import sori.onnx.TensorArena;
import sori.onnx.TensorSpec;

/**
 * An utterance through a voice's graphs one step at a time, with the recording's frame in place of the decoder's own and without
 * dropout. One thread; its tensors live in the caller's arena.
 */
final class ForcedGraphs {
    private final AcousticModel model;
    private final AcousticShape shape;
    private final TensorArena arena;
    private final float[] frames;
    private final float[] gates;

    /**
     * @param symbols of the table that the model knows
     * @param previous {@code [steps, mels]}, normalized: the frame before each step
     */
    ForcedGraphs(AcousticModel model, TensorArena arena, int[] symbols, float[] previous) {
        this.model = model;
        this.shape = model.shape();
        this.arena = arena;
        int steps = previous.length / shape.mels();
        int stepValues = shape.framesPerStep() * shape.mels();
        frames = new float[steps * stepValues];
        gates = new float[steps];
        Map<String, Tensor> inputs = new HashMap<>(encoded(symbols));
        Map<String, Tensor> states = states(AcousticGraphs.decoderStates(shape), symbols.length);
        for (int step = 0; step < steps; step++) {
            Objects.requireNonNull(states.get("frame")).floats().put(0, previous, step * shape.mels(), shape.mels());
            inputs.putAll(states);
            inputs.put("prenetMask", ones(1, 1, 2, shape.prenet()));
            inputs.put("steps", longs(1));
            Map<String, Tensor> next = states(AcousticGraphs.decoderStates(shape), symbols.length);
            Map<String, Tensor> outputs = new HashMap<>();
            next.forEach((name, state) -> outputs.put("next." + name, state));
            Tensor made = arena.floats(1, shape.framesPerStep(), shape.mels());
            Tensor gate = arena.floats(1, 1);
            outputs.put("frames", made);
            outputs.put("gates", gate);
            model.decoder().run(inputs, outputs);
            made.floats().get(0, frames, step * stepValues, stepValues);
            gates[step] = gate.floats().get(0);
            states = next;
        }
    }

    private Map<String, Tensor> encoded(int[] symbols) {
        Tensor indices = arena.longs(1, symbols.length);
        for (int i = 0; i < symbols.length; i++) {
            indices.longs().put(i, symbols[i]);
        }
        Tensor lengths = longs(symbols.length);
        Map<String, Tensor> encoded = states(AcousticGraphs.encoded(shape), symbols.length);
        model.encoder().run(Map.of("symbols", indices, "lengths", lengths), encoded);
        if (shape.attends()) {
            encoded.put("lengths", lengths);
        }
        return encoded;
    }

    /** Normalized frames before the postnet, {@code [steps * framesPerStep, mels]}. */
    float[] frames() {
        return frames;
    }

    /** A logit per step. */
    float[] gates() {
        return gates;
    }

    /** The mel after the postnet, natural log, as many frames. */
    float[] refined() {
        int count = frames.length / shape.mels();
        Tensor kept = arena.floats(1, count, shape.mels());
        kept.floats().put(0, frames);
        Map<String, Tensor> inputs = new HashMap<>(states(AcousticGraphs.postnetCaches(shape), 0));
        inputs.put("frames", kept);
        Tensor mel = arena.floats(1, count, shape.mels());
        model.postnet().run(inputs, Map.of("mel", mel));
        float[] values = new float[frames.length];
        mel.floats().get(values);
        return values;
    }

    private Map<String, Tensor> states(List<TensorSpec> specs, int symbols) {
        Map<String, Tensor> states = new HashMap<>();
        specs.forEach(spec -> states.put(spec.name(), arena.floats(sides(spec, symbols))));
        return states;
    }

    private static long[] sides(TensorSpec spec, int symbols) {
        return spec.dimensions().stream()
                .mapToLong(d -> d.free() ? d.label().equals("batch") ? 1 : symbols : d.size())
                .toArray();
    }

    private Tensor ones(long... sides) {
        Tensor tensor = arena.floats(sides);
        FloatBuffer values = tensor.floats();
        for (int i = 0; i < values.capacity(); i++) {
            values.put(i, 1);
        }
        return tensor;
    }

    private Tensor longs(long value) {
        Tensor tensor = arena.longs(1);
        tensor.longs().put(0, value);
        return tensor;
    }
}
