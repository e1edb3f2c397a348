package sori.graph;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import sori.acoustic.AcousticGraphs;
import sori.acoustic.AcousticShape;
import sori.acoustic.FrameBound;
import sori.onnx.GraphContract;
import sori.onnx.GraphRefusedException;
import sori.onnx.OnnxGraph;
import sori.onnx.OnnxRuntime;
import sori.onnx.Provider;
import sori.onnx.Tensor;
import sori.onnx.TensorArena;
import sori.onnx.TensorSpec;

/** Speaks texts with probed graphs and notes the largest magnitudes that each product's inputs took. One thread. */
final class Calibration implements AutoCloseable {
    private static final int STEPS = 16;

    private final AcousticShape shape;
    private final double dropout;
    private final Probed encoder;
    private final Probed decoder;
    private final Probed postnet;
    private final TensorArena arena = new TensorArena();

    /** A loaded graph and what its probes saw, by the products' nodes. */
    private record Probed(OnnxGraph graph, RangeProbes probes, Map<String, float[]> largest) {
        static Probed load(String name, RangeProbes probes, GraphContract contract) throws GraphRefusedException {
            OnnxGraph graph = OnnxGraph.load(
                    new OnnxRuntime(Provider.CPU), name, probes.model().toByteArray(), probes.contract(contract));
            Map<String, float[]> largest = new HashMap<>();
            probes.products().forEach(product -> largest.put(product.node(), new float[product.rows()]));
            return new Probed(graph, probes, largest);
        }

        void run(TensorArena arena, Map<String, Tensor> inputs, Map<String, Tensor> outputs, int steps) {
            Map<String, Tensor> all = new HashMap<>(outputs);
            probes.outputs().forEach(spec -> all.put(spec.name(), arena.floats(sides(spec, Map.of("steps", steps)))));
            graph.run(inputs, all);
            for (int i = 0; i < probes.products().size(); i++) {
                Tensor seen =
                        Objects.requireNonNull(all.get(probes.outputs().get(i).name()));
                float[] largestYet = Objects.requireNonNull(
                        largest.get(probes.products().get(i).node()));
                for (int at = 0; at < seen.floats().capacity(); at++) {
                    int row = at % largestYet.length;
                    largestYet[row] = Math.max(largestYet[row], seen.floats().get(at));
                }
            }
        }
    }

    Calibration(AcousticShape shape, double dropout, RangeProbes encoder, RangeProbes decoder, RangeProbes postnet)
            throws GraphRefusedException {
        this.shape = shape;
        this.dropout = dropout;
        this.encoder = Probed.load("encoder.onnx", encoder, AcousticGraphs.encoder(shape));
        this.decoder = Probed.load("decoder.onnx", decoder, AcousticGraphs.decoder(shape));
        this.postnet = Probed.load("postnet.onnx", postnet, AcousticGraphs.postnet(shape));
    }

    Map<String, float[]> ofEncoder() {
        return encoder.largest();
    }

    Map<String, float[]> ofDecoder() {
        return decoder.largest();
    }

    Map<String, float[]> ofPostnet() {
        return postnet.largest();
    }

    /** Speaks one text to its end. */
    void speak(int[] symbols, long seed) {
        arena.reset();
        Random random = new Random(seed);
        Map<String, Integer> lengths = Map.of("batch", 1, "symbols", symbols.length);
        Map<String, Tensor> encoded = encode(symbols);
        Map<String, Tensor> states = tensors(AcousticGraphs.decoderStates(shape), lengths);
        Map<String, Tensor> caches = tensors(AcousticGraphs.postnetCaches(shape), lengths);
        int most = FrameBound.frames(symbols.length) / (STEPS * shape.framesPerStep());
        boolean ended = false;
        for (int call = 0; call < most && !ended; call++) {
            Map<String, Tensor> inputs = new HashMap<>(encoded);
            inputs.putAll(states);
            inputs.put("prenetMask", mask(random));
            inputs.put("steps", longs(STEPS));
            states = tensors(AcousticGraphs.decoderStates(shape), lengths);
            Tensor frames = arena.floats(1, (long) STEPS * shape.framesPerStep(), shape.mels());
            Tensor gates = arena.floats(1, STEPS);
            Map<String, Tensor> outputs = new HashMap<>(Map.of("frames", frames, "gates", gates));
            states.forEach((name, state) -> outputs.put("next." + name, state));
            decoder.run(arena, inputs, outputs, STEPS);
            caches = refine(frames, caches);
            for (int step = 0; step < STEPS; step++) {
                ended |= gates.floats().get(step) > 0;
            }
        }
    }

    private Map<String, Tensor> encode(int[] symbols) {
        Tensor indices = arena.longs(1, symbols.length);
        for (int i = 0; i < symbols.length; i++) {
            indices.longs().put(i, symbols[i]);
        }
        Map<String, Tensor> encoded =
                tensors(AcousticGraphs.encoded(shape), Map.of("batch", 1, "symbols", symbols.length));
        Tensor length = longs(symbols.length);
        encoder.run(arena, Map.of("symbols", indices, "lengths", length), encoded, 0);
        if (shape.attends()) {
            encoded.put("lengths", length);
        }
        return encoded;
    }

    private Map<String, Tensor> refine(Tensor frames, Map<String, Tensor> caches) {
        Map<String, Tensor> inputs = new HashMap<>(caches);
        inputs.put("frames", frames);
        Map<String, Tensor> next = tensors(AcousticGraphs.postnetCaches(shape), Map.of("batch", 1));
        Map<String, Tensor> outputs =
                new HashMap<>(Map.of("mel", arena.floats(1, (long) STEPS * shape.framesPerStep(), shape.mels())));
        next.forEach((name, cache) -> outputs.put("next." + name, cache));
        postnet.run(arena, inputs, outputs, 0);
        return next;
    }

    private Tensor mask(Random random) {
        Tensor mask = arena.floats(STEPS, 1, 2, shape.prenet());
        for (int i = 0; i < mask.floats().capacity(); i++) {
            mask.floats().put(i, random.nextDouble() < dropout ? 0 : (float) (1 / (1 - dropout)));
        }
        return mask;
    }

    private Tensor longs(long value) {
        Tensor tensor = arena.longs(1);
        tensor.longs().put(0, value);
        return tensor;
    }

    private Map<String, Tensor> tensors(List<TensorSpec> specs, Map<String, Integer> lengths) {
        Map<String, Tensor> tensors = new HashMap<>();
        specs.forEach(spec -> tensors.put(spec.name(), arena.floats(sides(spec, lengths))));
        return tensors;
    }

    private static long[] sides(TensorSpec spec, Map<String, Integer> lengths) {
        return spec.dimensions().stream()
                .mapToLong(d -> d.free() ? Objects.requireNonNull(lengths.get(d.label())) : d.size())
                .toArray();
    }

    @Override
    public void close() {
        arena.close();
        encoder.graph().close();
        decoder.graph().close();
        postnet.graph().close();
    }
}
