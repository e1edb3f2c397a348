package sori.acoustic;

import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sori.acoustic.Encoding.Encoded;
import sori.onnx.Tensor;
import sori.onnx.TensorBuffer;

/**
 * The tensors of a worker's decoder calls: a row for each sequence, without gaps, all as wide as the longest text needs. A
 * sequence keeps its row from call to call as long as nothing moves it. One thread.
 */
final class DecoderBatch implements AutoCloseable {
    private static final int ORDINARY_SYMBOLS = 128;

    private final AcousticModel model;
    private final AcousticShape shape;
    private final List<Sequence> seated = new ArrayList<>();
    private final DecoderStates states;
    private final TensorBuffer memory = TensorBuffer.floats();
    private final TensorBuffer keys = TensorBuffer.floats();
    private final TensorBuffer lengths = TensorBuffer.longs();
    private final TensorBuffer masks = TensorBuffer.floats();
    private final TensorBuffer count = TensorBuffer.longs();
    private final TensorBuffer frames = TensorBuffer.floats();
    private final TensorBuffer gates = TensorBuffer.floats();
    private final TensorBuffer attended = TensorBuffer.longs();
    private FloatBuffer madeFrames = FloatBuffer.allocate(0);
    private FloatBuffer madeGates = FloatBuffer.allocate(0);
    private LongBuffer madeAttended = LongBuffer.allocate(0);
    private int symbols;
    private int made;
    private boolean masked;

    /**
     * Allocates what {@code rows} sequences of ordinary length need; longer texts take more later.
     *
     * @param steps most decoder steps of a call
     */
    DecoderBatch(AcousticModel model, int rows, int steps) {
        this.model = model;
        this.shape = model.shape();
        this.states = new DecoderStates(shape, rows, ORDINARY_SYMBOLS);
        memory.shaped(rows, ORDINARY_SYMBOLS, shape.memory());
        if (shape.attends()) {
            keys.shaped(rows, ORDINARY_SYMBOLS, shape.attention());
        }
        FloatBuffer all = masks.shaped(steps, rows, 2, shape.prenet()).floats();
        for (int i = 0; i < all.capacity(); i++) {
            all.put(i, 1); // stays so until somebody drops units
        }
    }

    /**
     * Makes these sequences the rows of the next call.
     *
     * @param members encoded sequences in the order of the rows; not empty
     */
    void seat(List<Sequence> members) {
        if (members.equals(seated)) {
            return;
        }
        int width = members.stream().mapToInt(m -> m.encoded().padded()).max().orElseThrow();
        boolean all = width != symbols;
        for (int row = 0; row < seated.size(); row++) {
            int now = members.indexOf(seated.get(row));
            if (now >= 0 && (all || now != row)) {
                unseat(seated.get(row));
            }
        }
        symbols = width;
        states.resize(members.size(), width);
        for (int row = 0; row < members.size(); row++) {
            if (all || row >= seated.size() || seated.get(row) != members.get(row)) {
                load(row, members.get(row), members.size());
            }
        }
        seated.clear();
        seated.addAll(members);
    }

    private void load(int row, Sequence sequence, int rows) {
        Encoded encoded = sequence.encoded();
        put(memory.shaped(rows, symbols, shape.memory()), row, symbols * shape.memory(), encoded.memory());
        if (shape.attends()) {
            put(keys.shaped(rows, symbols, shape.attention()), row, symbols * shape.attention(), encoded.keys());
            lengths.shaped(rows).longs().put(row, encoded.symbols());
        }
        states.put(row, sequence.states());
    }

    /** Writes a row, with zeros behind what is given. */
    private static void put(Tensor tensor, int row, int width, float[] values) {
        FloatBuffer floats = tensor.floats();
        floats.put(row * width, values);
        if (values.length < width) {
            floats.put(row * width + values.length, new float[width - values.length]);
        }
    }

    /** What a sequence needs to go on elsewhere goes along with it. */
    void unseat(Sequence sequence) {
        int row = seated.indexOf(sequence);
        if (row >= 0) {
            sequence.keep(states.copy(row));
        }
    }

    /** Advances every row. */
    void run(int steps) {
        int rows = seated.size();
        Map<String, Tensor> inputs = new HashMap<>();
        Map<String, Tensor> outputs = new HashMap<>();
        inputs.put("memory", memory.shaped(rows, symbols, shape.memory()));
        if (shape.attends()) {
            inputs.put("processedMemory", keys.shaped(rows, symbols, shape.attention()));
            inputs.put("lengths", lengths.shaped(rows));
            outputs.put("attended", attended.shaped(rows, steps));
        }
        inputs.put("prenetMask", mask(rows, steps));
        Tensor length = count.shaped(1);
        length.longs().put(0, steps);
        inputs.put("steps", length);
        Tensor rowFrames = frames.shaped(rows, (long) steps * shape.framesPerStep(), shape.mels());
        outputs.put("frames", rowFrames);
        outputs.put("gates", gates.shaped(rows, steps));
        states.addTo(inputs, outputs);
        model.decoder().run(inputs, outputs);
        states.advance();
        made = steps;
        madeFrames = rowFrames.floats();
        madeGates = gates.shaped(rows, steps).floats();
        if (shape.attends()) {
            madeAttended = attended.shaped(rows, steps).longs();
        }
    }

    private Tensor mask(int rows, int steps) {
        Tensor mask = masks.shaped(steps, rows, 2, shape.prenet());
        masked |= seated.stream().anyMatch(sequence -> sequence.masks().drop());
        if (masked) {
            FloatBuffer values = mask.floats();
            for (int row = 0; row < rows; row++) {
                seated.get(row).masks().fill(values, row, rows, seated.get(row).steps(), steps);
            }
        }
        return mask;
    }

    /** Copies the frames of one step of the last call: {@code [framesPerStep, mels]}, normalized. */
    void frames(int row, int step, float[] into, int at) {
        int values = shape.framesPerStep() * shape.mels();
        madeFrames.get((row * made + step) * values, into, at, values);
    }

    /** Logit of the gate at one step of the last call. */
    float gate(int row, int step) {
        return madeGates.get(row * made + step);
    }

    /** Index of the symbol that the attention looked at most; not to be asked without attention. */
    int attended(int row, int step) {
        return (int) madeAttended.get(row * made + step);
    }

    @Override
    public void close() {
        states.close();
        for (TensorBuffer buffer : List.of(memory, keys, lengths, masks, count, frames, gates, attended)) {
            buffer.close();
        }
    }
}
