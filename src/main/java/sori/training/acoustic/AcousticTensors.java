package sori.training.acoustic;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import sori.acoustic.AcousticShape;
import sori.acoustic.Alignment;
import sori.acoustic.Cell;
import sori.training.FlatParameters;

/** Names, shapes and first values of the acoustic module's tensors, and their form for the exporter. */
final class AcousticTensors {
    private AcousticTensors() {}

    static Map<String, long[]> parameters(AcousticShape s) {
        Map<String, long[]> p = new LinkedHashMap<>();
        p.put("embedding.weight", new long[] {s.symbols(), s.embedding()});
        for (int i = 0; i < s.encoderLayers(); i++) {
            conv(p, "encoder.conv." + i, s.embedding(), s.embedding(), s.encoderKernel());
        }
        rnn(p, "encoder.rnn.forward", s.cell(), s.encoderRnn(), s.embedding());
        rnn(p, "encoder.rnn.backward", s.cell(), s.encoderRnn(), s.embedding());
        if (s.alignment() == Alignment.ATTENTION) {
            attention(p, s);
        }
        p.put("prenet.0.weight", new long[] {s.prenet(), s.mels()});
        p.put("prenet.1.weight", new long[] {s.prenet(), s.prenet()});
        rnn(p, "attentionRnn", s.cell(), s.attentionRnn(), s.prenet() + s.memory());
        rnn(p, "decoderRnn", s.cell(), s.decoderRnn(), s.attentionRnn() + s.memory());
        p.put("projection.weight", new long[] {(long) s.framesPerStep() * s.mels(), s.decoderRnn() + s.memory()});
        p.put("projection.bias", new long[] {(long) s.framesPerStep() * s.mels()});
        p.put("gate.weight", new long[] {1, s.decoderRnn() + s.memory()});
        p.put("gate.bias", new long[] {1});
        for (int i = 0; i < s.postnetLayers(); i++) {
            conv(p, "postnet." + i, postnetOut(s, i), i == 0 ? s.mels() : s.postnetChannels(), s.postnetKernel());
        }
        return p;
    }

    private static int postnetOut(AcousticShape s, int layer) {
        return layer == s.postnetLayers() - 1 ? s.mels() : s.postnetChannels();
    }

    private static void conv(Map<String, long[]> p, String name, long out, long in, long kernel) {
        p.put(name + ".weight", new long[] {out, in, kernel});
        p.put(name + ".norm.weight", new long[] {out});
        p.put(name + ".norm.bias", new long[] {out});
    }

    private static void attention(Map<String, long[]> p, AcousticShape s) {
        p.put("attention.memory.weight", new long[] {s.attention(), s.memory()});
        p.put("attention.query.weight", new long[] {s.attention(), s.attentionRnn()});
        p.put("attention.location.conv.weight", new long[] {s.locationFilters(), 2, s.locationKernel()});
        p.put("attention.location.dense.weight", new long[] {s.attention(), s.locationFilters()});
        p.put("attention.v.weight", new long[] {1, s.attention()});
    }

    private static void rnn(Map<String, long[]> p, String name, Cell cell, long units, long in) {
        long rows = cell.gates() * units;
        p.put(name + ".weight_ih", new long[] {rows, in});
        p.put(name + ".weight_hh", new long[] {rows, units});
        p.put(name + ".bias_ih", new long[] {rows});
        p.put(name + ".bias_hh", new long[] {rows});
    }

    static Map<String, long[]> statistics(AcousticShape s) {
        Map<String, long[]> p = new LinkedHashMap<>();
        parameters(s).forEach((name, shape) -> {
            if (name.endsWith(".norm.bias")) {
                String norm = name.substring(0, name.length() - "bias".length());
                p.put(norm + "mean", shape);
                p.put(norm + "variance", shape);
            }
        });
        return p;
    }

    /** Uniform with the variance of Glorot and Bengio (2010); norms at one, the stop gate's bias low, an LSTM's forget gates open. */
    static void initialize(FlatParameters parameters, FlatParameters statistics, AcousticShape shape) {
        try (NoGradGuard guard = new NoGradGuard()) {
            for (String name : parameters.names()) {
                Tensor tensor = parameters.get(name);
                if (name.equals("embedding.weight")) {
                    tensor.normal_(0, 1, new GeneratorOptional()).mul_(new Scalar(0.3));
                } else if (name.endsWith(".norm.weight")) {
                    boolean last = name.equals("postnet." + (shape.postnetLayers() - 1) + ".norm.weight");
                    tensor.fill_(new Scalar(last ? 0.1 : 1));
                } else if (name.endsWith(".weight_hh")) {
                    tensor.uniform_(
                            -1 / Math.sqrt(tensor.size(1)), 1 / Math.sqrt(tensor.size(1)), new GeneratorOptional());
                } else if (name.endsWith("weight") || name.endsWith("weight_ih")) {
                    glorot(tensor);
                } else if (name.endsWith("bias_ih") && shape.cell() == Cell.LSTM) {
                    long units = tensor.size(0) / 4;
                    tensor.narrow(0, units, units).fill_(new Scalar(1));
                } else if (name.equals("gate.bias")) {
                    tensor.fill_(new Scalar(-2));
                }
            }
            for (String name : statistics.names()) {
                statistics.get(name).fill_(new Scalar(name.endsWith("variance") ? 1 : 0));
            }
        }
    }

    private static void glorot(Tensor tensor) {
        long receptive = tensor.dim() == 3 ? tensor.size(2) : 1;
        double bound = Math.sqrt(6.0 / (receptive * (tensor.size(0) + tensor.size(1))));
        tensor.uniform_(-bound, bound, new GeneratorOptional());
    }

    /** Flat values by name, every batch norm folded into the convolution before it. */
    static Map<String, float[]> folded(AcousticShape shape, float[] values, float[] statistics, double epsilon) {
        Map<String, float[]> all = FlatParameters.split(parameters(shape), values);
        Map<String, float[]> running = FlatParameters.split(statistics(shape), statistics);
        Map<String, float[]> out = new LinkedHashMap<>();
        all.forEach((name, elements) -> {
            if (name.contains(".norm.")) {
                return;
            }
            String norm = name.replaceAll("weight$", "norm.");
            if (!name.endsWith(".weight") || !all.containsKey(norm + "weight")) {
                out.put(name, elements);
                return;
            }
            float[] scale = required(all, norm + "weight");
            float[] mean = required(running, norm + "mean");
            float[] variance = required(running, norm + "variance");
            float[] weight = elements.clone();
            float[] bias = required(all, norm + "bias").clone();
            int perChannel = weight.length / bias.length;
            for (int channel = 0; channel < bias.length; channel++) {
                double factor = scale[channel] / Math.sqrt(variance[channel] + epsilon);
                bias[channel] = (float) (bias[channel] - mean[channel] * factor);
                for (int i = 0; i < perChannel; i++) {
                    weight[channel * perChannel + i] *= (float) factor;
                }
            }
            out.put(name, weight);
            out.put(name.replaceAll("weight$", "bias"), bias);
        });
        return out;
    }

    private static float[] required(Map<String, float[]> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }
}
