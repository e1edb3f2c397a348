package sori.training;

import java.util.Arrays;

/** Layers of the reference model, as plain loops over doubles. */
final class ReferenceLayers {
    private final AcousticWeights weights;

    ReferenceLayers(AcousticWeights weights) {
        this.weights = weights;
    }

    Lstm lstm(String name, int units) {
        return new Lstm(name, units);
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

    /** An LSTM cell with its state, gates i, f, g, o. */
    final class Lstm {
        private final String name;
        private final double[] cell;
        private double[] hidden;

        Lstm(String name, int units) {
            this.name = name;
            this.cell = new double[units];
            this.hidden = new double[units];
        }

        double[] step(double[] input) {
            int units = cell.length;
            double[] fromInput = plus(times(name + ".weight_ih", input, 4 * units), weights.values(name + ".bias_ih"));
            double[] fromHidden =
                    plus(times(name + ".weight_hh", hidden, 4 * units), weights.values(name + ".bias_hh"));
            double[] z = new double[4 * units];
            for (int i = 0; i < z.length; i++) {
                z[i] = fromInput[i] + fromHidden[i];
            }
            hidden = new double[units];
            for (int u = 0; u < units; u++) {
                cell[u] = sigmoid(z[units + u]) * cell[u] + sigmoid(z[u]) * Math.tanh(z[2 * units + u]);
                hidden[u] = sigmoid(z[3 * units + u]) * Math.tanh(cell[u]);
            }
            return hidden;
        }

        private double sigmoid(double x) {
            return 1 / (1 + Math.exp(-x));
        }
    }
}
