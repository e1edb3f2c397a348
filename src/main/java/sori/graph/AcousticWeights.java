package sori.graph;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import sori.acoustic.AcousticShape;

/**
 * The parameters of one acoustic model under the names of {@link #layout}, in torch's layouts (row-major float32; gates i, f, g,
 * o of an LSTM and r, z, n of a GRU), batch norm already folded into the convolutions. Complete and finite by construction. The arrays are not
 * copied and not to be changed.
 */
public record AcousticWeights(AcousticShape shape, Map<String, Tensor> tensors) {
    /** A parameter: row-major values and their dimensions. */
    public record Tensor(float[] values, int... shape) {
        public Tensor {
            shape = shape.clone();
            if (values.length != size(shape)) {
                throw new IllegalArgumentException(
                        values.length + " values do not fill the shape " + Arrays.toString(shape));
            }
        }

        private static int size(int[] shape) {
            int size = 1;
            for (int dimension : shape) {
                size = Math.multiplyExact(size, dimension);
            }
            return size;
        }
    }

    /**
     * @throws IllegalArgumentException naming the parameter that is missing, unknown, of another shape than the layout's, or
     *     not finite
     */
    public AcousticWeights {
        tensors = Map.copyOf(tensors);
        Map<String, int[]> layout = layout(shape);
        TreeSet<String> unknown = new TreeSet<>(tensors.keySet());
        unknown.removeAll(layout.keySet());
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("parameters that no acoustic model has: " + unknown);
        }
        for (Map.Entry<String, int[]> expected : layout.entrySet()) {
            Tensor tensor = tensors.get(expected.getKey());
            if (tensor == null) {
                throw new IllegalArgumentException("parameter " + expected.getKey() + " is missing");
            }
            check(expected.getKey(), tensor, expected.getValue());
        }
    }

    private static void check(String name, Tensor tensor, int[] expected) {
        if (!Arrays.equals(tensor.shape(), expected)) {
            throw new IllegalArgumentException("parameter " + name + " has the shape " + Arrays.toString(tensor.shape())
                    + ", not " + Arrays.toString(expected));
        }
        for (float value : tensor.values()) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException("parameter " + name + " holds " + value);
            }
        }
    }

    /**
     * Values of a parameter.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public float[] values(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no parameter " + name);
        }
        return tensor.values();
    }

    public long parameters() {
        return tensors.values().stream().mapToLong(t -> t.values().length).sum();
    }

    /** Every parameter's name and dimensions, in the order of the signal's way. */
    public static Map<String, int[]> layout(AcousticShape s) {
        Map<String, int[]> layout = new LinkedHashMap<>();
        layout.put("embedding.weight", new int[] {s.symbols(), s.embedding()});
        for (int i = 0; i < s.encoderLayers(); i++) {
            convolution(layout, "encoder.conv." + i, s.embedding(), s.embedding(), s.encoderKernel());
        }
        int gates = s.cell().gates();
        recurrent(layout, "encoder.rnn.forward", gates, s.embedding(), s.encoderRnn());
        recurrent(layout, "encoder.rnn.backward", gates, s.embedding(), s.encoderRnn());
        if (s.attends()) {
            attention(layout, s);
        }
        layout.put("prenet.0.weight", new int[] {s.prenet(), s.mels()});
        layout.put("prenet.1.weight", new int[] {s.prenet(), s.prenet()});
        recurrent(layout, "attentionRnn", gates, s.prenet() + s.memory(), s.attentionRnn());
        recurrent(layout, "decoderRnn", gates, s.attentionRnn() + s.memory(), s.decoderRnn());
        int features = s.decoderRnn() + s.memory();
        layout.put("projection.weight", new int[] {s.framesPerStep() * s.mels(), features});
        layout.put("projection.bias", new int[] {s.framesPerStep() * s.mels()});
        layout.put("gate.weight", new int[] {1, features});
        layout.put("gate.bias", new int[] {1});
        for (int i = 0; i < s.postnetLayers(); i++) {
            int in = i == 0 ? s.mels() : s.postnetChannels();
            int out = i == s.postnetLayers() - 1 ? s.mels() : s.postnetChannels();
            convolution(layout, "postnet." + i, in, out, s.postnetKernel());
        }
        layout.put("mel.mean", new int[] {s.mels()});
        layout.put("mel.std", new int[] {s.mels()});
        return layout;
    }

    private static void attention(Map<String, int[]> layout, AcousticShape s) {
        layout.put("attention.memory.weight", new int[] {s.attention(), s.memory()});
        layout.put("attention.query.weight", new int[] {s.attention(), s.attentionRnn()});
        layout.put("attention.location.conv.weight", new int[] {s.locationFilters(), 2, s.locationKernel()});
        layout.put("attention.location.dense.weight", new int[] {s.attention(), s.locationFilters()});
        layout.put("attention.v.weight", new int[] {1, s.attention()});
    }

    private static void convolution(Map<String, int[]> layout, String name, int in, int out, int kernel) {
        layout.put(name + ".weight", new int[] {out, in, kernel});
        layout.put(name + ".bias", new int[] {out});
    }

    private static void recurrent(Map<String, int[]> layout, String name, int gates, int in, int units) {
        layout.put(name + ".weight_ih", new int[] {gates * units, in});
        layout.put(name + ".weight_hh", new int[] {gates * units, units});
        layout.put(name + ".bias_ih", new int[] {gates * units});
        layout.put(name + ".bias_hh", new int[] {gates * units});
    }

    /** Untrained weights: uniform, scaled by the inputs of each unit (deviations of mels are 1 to 2). For tests and benchmarks. */
    public static AcousticWeights random(AcousticShape shape, long seed) {
        Random random = new Random(seed);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        layout(shape).forEach((name, dims) -> {
            float[] values = new float[Tensor.size(dims)];
            double scale = dims.length == 1 ? 0.1 : Math.sqrt(3.0 * dims[0] / values.length);
            for (int i = 0; i < values.length; i++) {
                double value = scale * (2 * random.nextDouble() - 1);
                values[i] = (float) (name.equals("mel.std") ? 1 + random.nextDouble() : value);
            }
            tensors.put(name, new Tensor(values, dims));
        });
        return new AcousticWeights(shape, tensors);
    }
}
