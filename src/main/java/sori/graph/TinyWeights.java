package sori.graph;

import java.util.Arrays;
import sori.acoustic.AcousticShape;
import sori.acoustic.Cell;

/**
 * Random weights in which a few units are set by hand so that the model behaves like a trained one: units that count positions
 * and steps move the attention from left to right at a steady rate, and a unit that knows the end symbol opens the gate. Without
 * attention the gate opens when as many steps are counted as belong to the symbols.
 */
final class TinyWeights {
    /** A gate with this bias is open for good; with its negative, shut. */
    private static final float OPEN = 20;

    /** What a counter adds per symbol: small, so that tanh stays nearly straight over hundreds of symbols. */
    private static final double COUNT = 0.003;

    /** The same where each step goes through tanh. */
    private static final double COUNT_WITHOUT_CELL = 1e-5;

    private static final double FRAMES_PER_SYMBOL = 6;

    /** Sharpness of the attention, over what a symbol counts: makes a bump about one symbol wide. */
    private static final double SHARPNESS = 1.5;

    private static final float BUMP_WIDTH = 1.5f;
    private static final float BUMP_HEIGHT = 8;

    /** Over most of the attention on the end symbol the gate's logit is positive. */
    private static final float GATE_GAIN = 40;

    private final AcousticWeights weights;
    private final AcousticShape shape;
    private final boolean hasCellState;
    private final double count;

    private TinyWeights(AcousticWeights weights) {
        this.weights = weights;
        this.shape = weights.shape();
        this.hasCellState = shape.cell().hasCellState();
        this.count = hasCellState ? COUNT : COUNT_WITHOUT_CELL;
    }

    /** @param end index of the symbol that ends every sequence */
    static AcousticWeights of(AcousticShape shape, int end, long seed) {
        TinyWeights tiny = new TinyWeights(AcousticWeights.random(shape, seed));
        double symbol = tiny.count;
        double step = symbol * shape.framesPerStep() / FRAMES_PER_SYMBOL;
        tiny.count("encoder.rnn.forward", shape.encoderRnn(), symbol);
        if (shape.attends()) {
            tiny.markEnd(end);
            tiny.count("attentionRnn", shape.attentionRnn(), step);
            tiny.aim();
            tiny.stopAtEnd();
        } else {
            tiny.count("decoderRnn", shape.decoderRnn(), step);
            tiny.stopAtLength();
        }
        tiny.tone();
        return tiny.weights;
    }

    /** Embedding channel 0 is 1 for the end symbol alone, passes the convolutions, and reaches backward unit 0. */
    private void markEnd(int end) {
        float[] embedding = weights.values("embedding.weight");
        for (int symbol = 0; symbol < shape.symbols(); symbol++) {
            embedding[symbol * shape.embedding()] = symbol == end ? 1 : 0;
        }
        int kernel = shape.encoderKernel();
        for (int layer = 0; layer < shape.encoderLayers(); layer++) {
            float[] weight = weights.values("encoder.conv." + layer + ".weight");
            Arrays.fill(weight, 0, shape.embedding() * kernel, 0);
            weight[kernel / 2] = 1;
            weights.values("encoder.conv." + layer + ".bias")[0] = 0;
        }
        String backward = "encoder.rnn.backward";
        unit(backward, shape.encoderRnn(), 0, false, 0);
        weights.values(backward + ".weight_ih")[candidate() * shape.encoderRnn() * shape.embedding()] = 5;
    }

    private void count(String rnn, int units, double perStep) {
        unit(rnn, units, 0, true, (float) perStep);
    }

    /** The gate that is no gate. */
    private int candidate() {
        return shape.cell() == Cell.RNN ? 0 : 2;
    }

    /** Cuts a unit off its inputs: it becomes the candidate, or adds it to what it was. */
    private void unit(String rnn, int units, int unit, boolean adds, float candidate) {
        float[] input = weights.values(rnn + ".weight_ih");
        float[] hidden = weights.values(rnn + ".weight_hh");
        float[] biases = switch (shape.cell()) {
            case RNN -> new float[] {candidate};
            case LSTM -> new float[] {OPEN, adds ? OPEN : -OPEN, candidate, OPEN};
            case GRU -> new float[] {OPEN, -OPEN, candidate};
        };
        for (int gate = 0; gate < biases.length; gate++) {
            int row = gate * units + unit;
            int width = input.length / (biases.length * units);
            Arrays.fill(input, row * width, (row + 1) * width, 0);
            Arrays.fill(hidden, row * units, (row + 1) * units, 0);
            weights.values(rnn + ".bias_ih")[row] = biases[gate];
            weights.values(rnn + ".bias_hh")[row] = 0;
        }
        if (adds && !hasCellState) {
            hidden[(candidate() * units + unit) * units + unit] = 1;
        }
    }

    /** Energies are highest where the position's count meets the steps': tanh(x + width) - tanh(x - width), x their distance. */
    private void aim() {
        unit("attentionRnn", shape.attentionRnn(), 1, false, OPEN); // a bias for the query
        double one = hasCellState ? Math.tanh(1) : 1;
        float sharpness = (float) (SHARPNESS / count);
        float[] memory = weights.values("attention.memory.weight");
        float[] query = weights.values("attention.query.weight");
        float[] dense = weights.values("attention.location.dense.weight");
        float[] v = weights.values("attention.v.weight");
        for (int row = 0; row < shape.attention(); row++) {
            v[row] *= 0.1f;
        }
        for (int row = 0; row < 2; row++) {
            int sign = row == 0 ? 1 : -1;
            Arrays.fill(memory, row * shape.memory(), (row + 1) * shape.memory(), 0);
            memory[row * shape.memory()] = sharpness;
            Arrays.fill(query, row * shape.attentionRnn(), (row + 1) * shape.attentionRnn(), 0);
            query[row * shape.attentionRnn()] = -sharpness;
            query[row * shape.attentionRnn() + 1] = sign * BUMP_WIDTH / (float) one;
            Arrays.fill(dense, row * shape.locationFilters(), (row + 1) * shape.locationFilters(), 0);
            v[row] = sign * BUMP_HEIGHT;
        }
    }

    /** The decoder's count of steps against the context's count of symbols. */
    private void stopAtLength() {
        float[] gate = weights.values("gate.weight");
        Arrays.fill(gate, 0);
        gate[0] = (float) (SHARPNESS / count);
        gate[shape.decoderRnn()] = -gate[0];
        weights.values("gate.bias")[0] = 0;
    }

    private void stopAtEnd() {
        float[] gate = weights.values("gate.weight");
        Arrays.fill(gate, 0);
        gate[shape.decoderRnn() + shape.encoderRnn()] = GATE_GAIN;
        weights.values("gate.bias")[0] = -0.4f * GATE_GAIN;
    }

    /** A level that falls with the frequency, as speech has it. */
    private void tone() {
        float[] mean = weights.values("mel.mean");
        for (int mel = 0; mel < shape.mels(); mel++) {
            mean[mel] = -4 - 3f * mel / shape.mels() + mean[mel];
        }
    }
}
