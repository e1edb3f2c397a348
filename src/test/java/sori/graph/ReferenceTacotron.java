package sori.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import sori.acoustic.AcousticShape;

/** The acoustic model once more, as plain loops over doubles, to hold the graphs against. One sequence; keeps decoder state. */
final class ReferenceTacotron {
    /** What one decoder step gives. */
    record Step(double[] frames, double gate, double[] weights) {}

    private final AcousticWeights weights;
    private final AcousticShape s;
    private final ReferenceLayers layers;
    private double[][] memory = {};
    private double[][] keys = {};
    private double[] frame;
    private double[] context;
    private double[] previous = {};
    private double[] cumulative = {};
    private final ReferenceLayers.Recurrent attentionRnn;
    private final ReferenceLayers.Recurrent decoderRnn;

    ReferenceTacotron(AcousticWeights weights) {
        this.weights = weights;
        this.s = weights.shape();
        this.layers = new ReferenceLayers(weights);
        this.frame = new double[s.mels()];
        this.context = new double[s.memory()];
        this.attentionRnn = layers.recurrent("attentionRnn", s.attentionRnn());
        this.decoderRnn = layers.recurrent("decoderRnn", s.decoderRnn());
    }

    /** A row for each symbol, or one for all of them. */
    double[][] memory() {
        return memory;
    }

    double[][] keys() {
        return keys;
    }

    void encode(int[] symbols) {
        double[][] signal = new double[symbols.length][];
        float[] table = weights.values("embedding.weight");
        for (int t = 0; t < symbols.length; t++) {
            signal[t] = new double[s.embedding()];
            for (int e = 0; e < s.embedding(); e++) {
                signal[t][e] = table[symbols[t] * s.embedding() + e];
            }
        }
        for (int layer = 0; layer < s.encoderLayers(); layer++) {
            int reach = s.encoderKernel() / 2;
            signal = layers.convolve("encoder.conv." + layer, signal, s.embedding(), s.encoderKernel(), reach);
            for (double[] row : signal) {
                ReferenceLayers.relu(row);
            }
        }
        memory = recur(signal);
        if (!s.attends()) {
            context = ReferenceLayers.join(
                    Arrays.copyOf(memory[symbols.length - 1], s.encoderRnn()),
                    Arrays.copyOfRange(memory[0], s.encoderRnn(), s.memory()));
            memory = new double[][] {context};
            return;
        }
        keys = new double[symbols.length][];
        for (int t = 0; t < symbols.length; t++) {
            keys[t] = layers.times("attention.memory.weight", memory[t], s.attention());
        }
        previous = new double[symbols.length];
        cumulative = new double[symbols.length];
    }

    private double[][] recur(double[][] signal) {
        int length = signal.length;
        double[][] states = new double[length][2 * s.encoderRnn()];
        ReferenceLayers.Recurrent forward = layers.recurrent("encoder.rnn.forward", s.encoderRnn());
        ReferenceLayers.Recurrent backward = layers.recurrent("encoder.rnn.backward", s.encoderRnn());
        for (int t = 0; t < length; t++) {
            System.arraycopy(forward.step(signal[t]), 0, states[t], 0, s.encoderRnn());
            int u = length - 1 - t;
            System.arraycopy(backward.step(signal[u]), 0, states[u], s.encoderRnn(), s.encoderRnn());
        }
        return states;
    }

    /** @param masks {@code [2][prenet]} */
    Step step(float[][] masks) {
        double[] pre = frame;
        for (int layer = 0; layer < 2; layer++) {
            pre = layers.times("prenet." + layer + ".weight", pre, s.prenet());
            ReferenceLayers.relu(pre);
            for (int i = 0; i < pre.length; i++) {
                pre[i] *= masks[layer][i];
            }
        }
        double[] query = attentionRnn.step(ReferenceLayers.join(pre, context));
        if (s.attends()) {
            attend(query);
        }
        double[] features = ReferenceLayers.join(decoderRnn.step(ReferenceLayers.join(query, context)), context);
        double[] frames = ReferenceLayers.plus(
                layers.times("projection.weight", features, s.framesPerStep() * s.mels()),
                weights.values("projection.bias"));
        double gate = layers.times("gate.weight", features, 1)[0] + weights.values("gate.bias")[0];
        frame = Arrays.copyOfRange(frames, frames.length - s.mels(), frames.length);
        return new Step(frames, gate, previous.clone());
    }

    private void attend(double[] query) {
        double[] q = layers.times("attention.query.weight", query, s.attention());
        float[] v = weights.values("attention.v.weight");
        double[] energies = new double[memory.length];
        double highest = Double.NEGATIVE_INFINITY;
        for (int t = 0; t < memory.length; t++) {
            double[] location = layers.times("attention.location.dense.weight", filters(t), s.attention());
            for (int a = 0; a < s.attention(); a++) {
                energies[t] += v[a] * Math.tanh(q[a] + keys[t][a] + location[a]);
            }
            highest = Math.max(highest, energies[t]);
        }
        double sum = 0;
        for (int t = 0; t < energies.length; t++) {
            energies[t] = Math.exp(energies[t] - highest);
            sum += energies[t];
        }
        context = new double[s.memory()];
        for (int t = 0; t < energies.length; t++) {
            previous[t] = energies[t] / sum;
            cumulative[t] += previous[t];
            for (int m = 0; m < context.length; m++) {
                context[m] += previous[t] * memory[t][m];
            }
        }
    }

    private double[] filters(int t) {
        float[] conv = weights.values("attention.location.conv.weight");
        double[] out = new double[s.locationFilters()];
        for (int f = 0; f < out.length; f++) {
            for (int k = 0; k < s.locationKernel(); k++) {
                int at = t + k - s.locationKernel() / 2;
                if (at >= 0 && at < previous.length) {
                    out[f] += conv[(f * 2) * s.locationKernel() + k] * previous[at];
                    out[f] += conv[(f * 2 + 1) * s.locationKernel() + k] * cumulative[at];
                }
            }
        }
        return out;
    }

    /** All frames at once, from the start. */
    double[][] postnet(List<double[]> frames) {
        double[][] signal = frames.toArray(double[][]::new);
        int last = s.postnetLayers() - 1;
        for (int layer = 0; layer <= last; layer++) {
            int out = layer == last ? s.mels() : s.postnetChannels();
            signal = layers.convolve("postnet." + layer, signal, out, s.postnetKernel(), s.postnetKernel() - 1);
            for (double[] row : signal) {
                for (int i = 0; layer < last && i < row.length; i++) {
                    row[i] = Math.tanh(row[i]);
                }
            }
        }
        for (int t = 0; t < signal.length; t++) {
            for (int m = 0; m < s.mels(); m++) {
                signal[t][m] = (signal[t][m] + frames.get(t)[m]) * weights.values("mel.std")[m]
                        + weights.values("mel.mean")[m];
            }
        }
        return signal;
    }

    static List<double[]> split(double[] frames, int mels) {
        List<double[]> split = new ArrayList<>();
        for (int at = 0; at < frames.length; at += mels) {
            split.add(Arrays.copyOfRange(frames, at, at + mels));
        }
        return split;
    }
}
