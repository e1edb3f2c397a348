package sori.training;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import sori.acoustic.AcousticGraphs;
import sori.acoustic.AcousticModel;
import sori.acoustic.AcousticShape;
import sori.acoustic.Precision;
import sori.onnx.GraphRefusedException;
import sori.onnx.OnnxRuntime;
import sori.onnx.Provider;
import sori.onnx.Tensor;
import sori.onnx.TensorArena;
import sori.onnx.TensorSpec;

/**
 * Runs an utterance through the trained module and through the exported graphs, both teacher-forced and without dropout, and
 * compares.
 *
 * @param maxFrameDifference largest absolute difference of a normalised frame before the postnet
 * @param maxGateDifference of a stop gate's logit
 * @param maxMelDifference of a mel after the postnet, natural log
 */
record Parity(double maxFrameDifference, double maxGateDifference, double maxMelDifference) {
    static final double BOUND = 1e-4;

    boolean holds() {
        return worst() <= BOUND;
    }

    double worst() {
        return Math.max(maxFrameDifference, Math.max(maxGateDifference, maxMelDifference));
    }

    /**
     * @param trainer its module's parameters are replaced by their average: not to be trained on
     * @param item one utterance
     */
    static Parity measure(AcousticTrainer trainer, BatchSource source, Batch.Item item, Path graphs)
            throws IOException, GraphRefusedException {
        AcousticShape shape = trainer.module().shape();
        float[] coarse;
        float[] fine;
        float[] gates;
        float[] previous;
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            trainer.state().useAverage();
            Batch batch = source.batch(List.of(item));
            AcousticModule.Pass pass = trainer.module().forward(batch, false);
            coarse = FlatParameters.copy(pass.coarse());
            fine = FlatParameters.copy(pass.fine());
            gates = FlatParameters.copy(pass.gate());
            previous = FlatParameters.copy(batch.previousFrames());
        }
        trainer.statistics().restore(fine);
        AcousticModel.Files files = new AcousticModel.Files(
                Files.readAllBytes(graphs.resolve("encoder.onnx")),
                Files.readAllBytes(graphs.resolve("decoder.onnx")),
                Files.readAllBytes(graphs.resolve("postnet.onnx")));
        try (AcousticModel model = AcousticModel.load(OnnxRuntime.start(Provider.CPU), shape, 0, Precision.FP32, files);
                TensorArena arena = new TensorArena()) {
            Forced forced = new Forced(model, arena, item.symbols().ids(), previous);
            return new Parity(
                    difference(coarse, forced.frames),
                    difference(gates, forced.gates),
                    difference(fine, forced.refined()));
        }
    }

    private static double difference(float[] expected, float[] actual) {
        if (expected.length != actual.length) {
            throw new IllegalStateException(
                    "module and graph give " + expected.length + " and " + actual.length + " values");
        }
        double worst = 0;
        for (int i = 0; i < expected.length; i++) {
            worst = Math.max(worst, Math.abs(expected[i] - actual[i]));
        }
        return worst;
    }

    /** The graphs, one step at a time, with the recording's frame in place of the decoder's own. */
    private static final class Forced {
        private final AcousticModel model;
        private final AcousticShape shape;
        private final TensorArena arena;
        private final float[] frames;
        private final float[] gates;

        Forced(AcousticModel model, TensorArena arena, int[] symbols, float[] previous) {
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
                Objects.requireNonNull(states.get("frame"))
                        .floats()
                        .put(0, previous, step * shape.mels(), shape.mels());
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
            Tensor memory = arena.floats(1, symbols.length, shape.memory());
            Tensor processed = arena.floats(1, symbols.length, shape.attention());
            model.encoder()
                    .run(
                            Map.of("symbols", indices, "lengths", lengths),
                            Map.of("memory", memory, "processedMemory", processed));
            return Map.of("memory", memory, "processedMemory", processed, "lengths", lengths);
        }

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
}
