package sori.acoustic;

import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;
import sori.onnx.Tensor;
import sori.onnx.TensorArena;

/**
 * Speaks one segment, block by block: the encoder once, then the decoder {@code blockSteps} steps at a time, each block
 * through the postnet. Its tensors live in the worker's memory until the next segment begins. One thread.
 */
final class SegmentDecoder {
    /** Symbols are padded to a multiple of this, so that rows start and end on whole vector registers. */
    private static final int SYMBOL_GRAIN = 16;

    private final AcousticModel model;
    private final AcousticShape shape;
    private final TensorArena block;
    private final PrenetMasks masks;
    private final int blockSteps;
    private final int maxSteps;
    private final Map<String, Tensor> encoded;
    private final CarriedStates states;
    private final CarriedStates caches;
    private int stepsDone;
    private boolean done;

    /** @throws IllegalArgumentException if a symbol is not in the voice's table */
    SegmentDecoder(AcousticModel model, Workspace memory, AcousticRequest request, int blockSteps) {
        this.model = model;
        this.shape = model.shape();
        this.masks = new PrenetMasks(request.seed(), shape.prenet(), model.inferenceDropout());
        this.blockSteps = blockSteps;
        int symbols = request.symbols().length;
        this.maxSteps = FrameBound.frames(symbols) / shape.framesPerStep();
        memory.segment().reset();
        this.block = memory.block();
        int padded = (symbols + SYMBOL_GRAIN - 1) / SYMBOL_GRAIN * SYMBOL_GRAIN;
        this.states = new CarriedStates(memory.segment(), AcousticGraphs.decoderStates(shape), padded);
        this.caches = new CarriedStates(memory.segment(), AcousticGraphs.postnetCaches(shape), padded);
        this.encoded = encode(memory.segment(), request.symbols(), padded);
    }

    private Map<String, Tensor> encode(TensorArena arena, int[] symbols, int padded) {
        Tensor indices = arena.longs(1, padded);
        LongBuffer view = indices.longs();
        for (int i = 0; i < symbols.length; i++) {
            if (symbols[i] < 0 || symbols[i] >= shape.symbols()) {
                throw new IllegalArgumentException(
                        "symbol " + symbols[i] + " is not in the voice's table of " + shape.symbols());
            }
            view.put(i, symbols[i]);
        }
        Tensor length = arena.longs(1);
        length.longs().put(0, symbols.length);
        Tensor memory = arena.floats(1, padded, shape.memory());
        Tensor keys = arena.floats(1, padded, shape.attention());
        model.encoder()
                .run(Map.of("symbols", indices, "lengths", length), Map.of("memory", memory, "processedMemory", keys));
        return Map.of("memory", memory, "processedMemory", keys, "lengths", length);
    }

    boolean done() {
        return done;
    }

    /** The next block. Not to be called when {@link #done}. */
    MelBlock next() {
        block.reset();
        int steps = Math.min(blockSteps, maxSteps - stepsDone);
        int r = shape.framesPerStep();
        Tensor frames = block.floats(1, (long) steps * r, shape.mels());
        Tensor gates = block.floats(1, steps);
        Tensor attended = block.longs(1, steps);
        decode(steps, Map.of("frames", frames, "gates", gates, "attended", attended));
        int spoken = stepsToStop(gates.floats(), steps);
        boolean stopped = spoken > 0;
        int kept = stopped ? spoken : steps;
        int firstFrame = stepsDone * r;
        stepsDone += kept;
        done = stopped || stepsDone == maxSteps;
        return new MelBlock(
                firstFrame, refine(frames, kept * r), perFrame(attended.longs(), kept * r), done, done && !stopped);
    }

    private void decode(int steps, Map<String, Tensor> results) {
        Map<String, Tensor> inputs = new HashMap<>(encoded);
        Tensor mask = block.floats(steps, 1, 2, shape.prenet());
        masks.fill(mask.floats(), stepsDone, steps);
        Tensor count = block.longs(1);
        count.longs().put(0, steps);
        inputs.put("prenetMask", mask);
        inputs.put("steps", count);
        Map<String, Tensor> outputs = new HashMap<>(results);
        states.addTo(inputs, outputs);
        model.decoder().run(inputs, outputs);
        states.advance();
    }

    /** Steps up to and with the one whose gate opened; 0 if none did. */
    private static int stepsToStop(FloatBuffer gates, int steps) {
        for (int step = 0; step < steps; step++) {
            if (gates.get(step) > 0) {
                return step + 1;
            }
        }
        return 0;
    }

    /** The first frames through the postnet. */
    private float[] refine(Tensor frames, int count) {
        Tensor kept = block.floats(1, count, shape.mels());
        kept.floats().put(0, frames.floats(), 0, count * shape.mels());
        Tensor mel = block.floats(1, count, shape.mels());
        Map<String, Tensor> inputs = new HashMap<>(Map.of("frames", kept));
        Map<String, Tensor> outputs = new HashMap<>(Map.of("mel", mel));
        caches.addTo(inputs, outputs);
        model.postnet().run(inputs, outputs);
        caches.advance();
        float[] values = new float[count * shape.mels()];
        mel.floats().get(values);
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new ArithmeticException("the model gave " + value + " in the frames from "
                        + (stepsDone * shape.framesPerStep() - count) + " on");
            }
        }
        return values;
    }

    private int[] perFrame(LongBuffer perStep, int frames) {
        int[] attended = new int[frames];
        for (int i = 0; i < frames; i++) {
            attended[i] = (int) perStep.get(i / shape.framesPerStep());
        }
        return attended;
    }
}
