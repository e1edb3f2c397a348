package sori.graph;

import java.util.Arrays;

/** Layers of the reference model, as plain loops over doubles. */
final class ReferenceLayers {
    private final AcousticWeights weights;

    ReferenceLayers(AcousticWeights weights) {
        this.weights = weights;
    }

    Recurrent recurrent(String name, int units) {
        return new Recurrent(name, units);
    }

    /**
     * A convolution along the positions.
     *
     * @param left zeros before the first position
     */
    double[][] convolve(String name, double[][] signal, int out, int kernel, int left) {
        float[] weight = weights.values(name + ".weight");
        int in = signal[0].length;
        double[][] result = new double[signal.length][];
        for (int t = 0; t < signal.length; t++) {
            result[t] = plus(new double[out], weights.values(name + ".bias"));
            for (int k = 0; k < kernel; k++) {
                int at = t + k - left;
                for (int o = 0; at >= 0 && at < signal.length && o < out; o++) {
                    for (int i = 0; i < in; i++) {
                        result[t][o] += weight[(o * in + i) * kernel + k] * signal[at][i];
                    }
                }
            }
        }
        return result;
    }

    double[] times(String name, double[] vector, int rows) {
        float[] matrix = weights.values(name);
        double[] product = new double[rows];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < vector.length; c++) {
                product[r] += matrix[r * vector.length + c] * vector[c];
            }
        }
        return product;
    }

    static double[] plus(double[] a, float[] b) {
        double[] sum = a.clone();
        for (int i = 0; i < a.length; i++) {
            sum[i] += b[i];
        }
        return sum;
    }

    static void relu(double[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.max(0, values[i]);
        }
    }

    static double[] join(double[] a, double[] b) {
        double[] joined = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, joined, a.length, b.length);
        return joined;
    }

    /** A recurrent cell with its state; gates i, f, g, o of an LSTM and r, z, n of a GRU. */
    final class Recurrent {
        private final String name;
        private final double[] cell;
        private double[] hidden;

        Recurrent(String name, int units) {
            this.name = name;
            this.cell = new double[units];
            this.hidden = new double[units];
        }

        double[] step(double[] input) {
            int units = cell.length;
            int rows = weights.shape().cell().gates() * units;
            double[] x = plus(times(name + ".weight_ih", input, rows), weights.values(name + ".bias_ih"));
            double[] h = plus(times(name + ".weight_hh", hidden, rows), weights.values(name + ".bias_hh"));
            double[] next = new double[units];
            for (int u = 0; u < units; u++) {
                next[u] = switch (weights.shape().cell()) {
                    case RNN -> Math.tanh(x[u] + h[u]);
                    case LSTM -> lstm(x, h, u, units);
                    case GRU -> gru(x, h, u, units);
                };
            }
            hidden = next;
            return hidden;
        }

        private double lstm(double[] x, double[] h, int u, int units) {
            double kept = sigmoid(x[units + u] + h[units + u]) * cell[u];
            cell[u] = kept + sigmoid(x[u] + h[u]) * Math.tanh(x[2 * units + u] + h[2 * units + u]);
            return sigmoid(x[3 * units + u] + h[3 * units + u]) * Math.tanh(cell[u]);
        }

        private double gru(double[] x, double[] h, int u, int units) {
            double reset = sigmoid(x[u] + h[u]);
            double update = sigmoid(x[units + u] + h[units + u]);
            double candidate = Math.tanh(x[2 * units + u] + reset * h[2 * units + u]);
            return (1 - update) * candidate + update * hidden[u];
        }

        private double sigmoid(double x) {
            return 1 / (1 + Math.exp(-x));
        }
    }
}
