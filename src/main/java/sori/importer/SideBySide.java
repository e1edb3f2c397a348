package sori.importer;

import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import sori.acoustic.AcousticGraphs;
import sori.acoustic.AcousticModel;
import sori.acoustic.AcousticShape;
import sori.onnx.GraphRefusedException;
import sori.onnx.OnnxGraph;
import sori.onnx.Tensor;
import sori.onnx.TensorArena;
import sori.onnx.TensorSpec;

/** Runs a foreign model's three graphs and ours on the same random input. One thread. */
final class SideBySide implements AutoCloseable {
    private static final int SYMBOLS = 37;
    private static final int STEPS = 20;
    private static final int FRAMES = 60;

    private final AcousticModel ours;
    private final AcousticShape shape;
    private final OnnxGraph encoder;
    private final OnnxGraph decoder;
    private final OnnxGraph postnet;
    private final TensorArena arena = new TensorArena();
    private final Random random = new Random(1);

    SideBySide(AcousticModel ours, SourceRun encoder, SourceRun decoder, SourceRun postnet)
            throws GraphRefusedException {
        this.ours = ours;
        this.shape = ours.shape();
        this.encoder = encoder.load();
        OnnxGraph loaded = null;
        try {
            loaded = decoder.load();
            this.postnet = postnet.load();
        } catch (GraphRefusedException e) {
            this.encoder.close();
            if (loaded != null) {
                loaded.close();
            }
            throw e;
        }
        this.decoder = loaded;
    }

    SourceParity compare() {
        Tensor memory = arena.floats(1, SYMBOLS, shape.memory());
        Tensor keys = arena.floats(1, SYMBOLS, shape.attention());
        double encoding = encode(memory, keys);
        return new SourceParity(encoding, decode(memory, keys), refine());
    }

    /** @param memory filled with what the foreign encoder makes */
    private double encode(Tensor memory, Tensor keys) {
        Tensor symbols = arena.longs(1, SYMBOLS);
        for (int i = 0; i < SYMBOLS; i++) {
            symbols.longs().put(i, random.nextInt(shape.symbols()));
        }
        Tensor lengths = longs(SYMBOLS);
        encoder.run(
                Map.of("sequences", symbols, "sequence_lengths", lengths),
                Map.of("memory", memory, "processed_memory", keys));
        Tensor ownMemory = arena.floats(1, SYMBOLS, shape.memory());
        Tensor ownKeys = arena.floats(1, SYMBOLS, shape.attention());
        ours.encoder()
                .run(
                        Map.of("symbols", symbols, "lengths", lengths),
                        Map.of("memory", ownMemory, "processedMemory", ownKeys));
        return Math.max(difference(memory, ownMemory), difference(keys, ownKeys));
    }

    /** Every step starts from the foreign decoder's states, so that differences do not grow from step to step. */
    private double decode(Tensor memory, Tensor keys) {
        Map<String, Tensor> states = new LinkedHashMap<>();
        for (TensorSpec state : AcousticGraphs.decoderStates(shape)) {
            states.put(state.name(), filled(0.1f, sides(state)));
        }
        double worst = 0;
        for (int step = 0; step < STEPS; step++) {
            Map<String, Tensor> theirs = theirStep(memory, keys, states);
            Map<String, Tensor> own = ownStep(memory, keys, states);
            for (Map.Entry<String, Tensor> made : theirs.entrySet()) {
                worst = Math.max(worst, difference(made.getValue(), Objects.requireNonNull(own.get(made.getKey()))));
            }
            states.replaceAll((name, before) -> Objects.requireNonNull(theirs.get(name)));
        }
        return worst;
    }

    private Map<String, Tensor> theirStep(Tensor memory, Tensor keys, Map<String, Tensor> states) {
        Map<String, Tensor> in = new HashMap<>(Map.of(
                "decoder_input",
                Objects.requireNonNull(states.get("frame")),
                "memory",
                memory,
                "processed_memory",
                keys,
                "mask",
                arena.longs(1, SYMBOLS)));
        Tensor frame = arena.floats(1, shape.mels());
        Tensor gate = arena.floats(1, 1);
        Map<String, Tensor> out = new HashMap<>(Map.of("decoder_output", frame, "gate_prediction", gate));
        Map<String, Tensor> made = new LinkedHashMap<>(Map.of("frame", frame, "gate", gate));
        NvidiaDecoder.STATES.forEach((their, our) -> {
            Tensor before = Objects.requireNonNull(states.get(our));
            Tensor next = arena.floats(1, before.floats().capacity());
            in.put(their, before);
            out.put("out_" + their, next);
            made.put(our, next);
        });
        decoder.run(in, out);
        return made;
    }

    private Map<String, Tensor> ownStep(Tensor memory, Tensor keys, Map<String, Tensor> states) {
        Map<String, Tensor> in = new HashMap<>(states);
        in.put("memory", memory);
        in.put("processedMemory", keys);
        in.put("lengths", longs(SYMBOLS));
        in.put("steps", longs(1));
        Tensor mask = arena.floats(1, 1, 2, shape.prenet());
        for (int i = 0; i < mask.floats().capacity(); i++) {
            mask.floats().put(i, 1);
        }
        in.put("prenetMask", mask);
        Map<String, Tensor> made = new HashMap<>();
        Map<String, Tensor> out = new HashMap<>();
        for (TensorSpec state : AcousticGraphs.decoderStates(shape)) {
            Tensor next = arena.floats(sides(state));
            made.put(state.name(), next);
            out.put(AcousticGraphs.next(state).name(), next);
        }
        Tensor gate = arena.floats(1, 1);
        made.put("gate", gate);
        out.put("gates", gate);
        ours.decoder().run(in, out);
        return made;
    }

    private double refine() {
        Tensor bands = filled(3, 1, shape.mels(), FRAMES);
        Tensor theirs = arena.floats(1, shape.mels(), FRAMES);
        postnet.run(Map.of("mel_outputs", bands), Map.of("mel_outputs_postnet", theirs));
        Tensor own = arena.floats(1, FRAMES, shape.mels());
        ours.postnet().run(Map.of("frames", byFrame(bands)), Map.of("mel", own));
        return difference(byFrame(theirs), own);
    }

    private Tensor byFrame(Tensor byBand) {
        Tensor turned = arena.floats(1, FRAMES, shape.mels());
        for (int frame = 0; frame < FRAMES; frame++) {
            for (int mel = 0; mel < shape.mels(); mel++) {
                turned.floats().put(frame * shape.mels() + mel, byBand.floats().get(mel * FRAMES + frame));
            }
        }
        return turned;
    }

    private Tensor filled(float deviation, long... sides) {
        Tensor tensor = arena.floats(sides);
        FloatBuffer values = tensor.floats();
        for (int i = 0; i < values.capacity(); i++) {
            values.put(i, (float) (deviation * random.nextGaussian()));
        }
        return tensor;
    }

    private Tensor longs(long value) {
        Tensor tensor = arena.longs(1);
        tensor.longs().put(0, value);
        return tensor;
    }

    private static long[] sides(TensorSpec state) {
        return new long[] {
            1,
            state.dimensions().get(1).free()
                    ? SYMBOLS
                    : state.dimensions().get(1).size()
        };
    }

    /** What is no number differs by more than any bound. */
    private static double difference(Tensor a, Tensor b) {
        double largest = 0;
        for (int i = 0; i < a.floats().capacity(); i++) {
            double difference = Math.abs((double) a.floats().get(i) - b.floats().get(i));
            largest = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
        }
        return largest;
    }

    @Override
    public void close() {
        arena.close();
        List.of(encoder, decoder, postnet).forEach(OnnxGraph::close);
    }
}
