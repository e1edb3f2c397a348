package sori.graph;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import sori.mel.MelFormat;
import sori.mel.MelStatistics;
import sori.vocoder.VocoderShape;

/**
 * A vocoder's weights by {@link #layout}'s names. Not to be changed once exported.
 *
 * @param mel what the vocoder takes
 * @param statistics by which it normalizes
 */
public record VocoderWeights(
        VocoderShape shape, MelFormat mel, MelStatistics statistics, Map<String, float[]> tensors) {
    public static final double NORM_EPSILON = 1e-6;
    /** A filter that lifts more than this has gone wrong. */
    public static final double LARGEST_LOG_GAIN = 5;

    /** Log gains of the pulses, their phases, and log gains of the noise. */
    private static final List<String> FILTERS = List.of("magnitude", "phase", "noise");

    /** Name to shape of all parameters; matrices are {@code [in, out]}, those of convolutions oldest frame first. */
    public static Map<String, long[]> layout(VocoderShape s) {
        Map<String, long[]> p = new LinkedHashMap<>();
        p.put("embed.weight", new long[] {(long) s.kernel() * s.mels(), s.channels()});
        p.put("embed.bias", new long[] {s.channels()});
        norm(p, "embed.norm", s.channels());
        for (int block = 0; block < s.blocks(); block++) {
            String name = "block." + block;
            p.put(name + ".depthwise.weight", new long[] {s.kernel(), s.channels()});
            p.put(name + ".depthwise.bias", new long[] {s.channels()});
            norm(p, name + ".norm", s.channels());
            p.put(name + ".expand.weight", new long[] {s.channels(), s.hidden()});
            p.put(name + ".expand.bias", new long[] {s.hidden()});
            p.put(name + ".reduce.weight", new long[] {s.hidden(), s.channels()});
            p.put(name + ".reduce.bias", new long[] {s.channels()});
            p.put(name + ".scale", new long[] {s.channels()});
        }
        norm(p, "norm", s.channels());
        p.put("pitch.weight", new long[] {s.channels(), 2});
        p.put("pitch.bias", new long[] {2});
        for (String filter : FILTERS) {
            p.put(filter + ".weight", new long[] {s.channels(), s.bins()});
            p.put(filter + ".bias", new long[] {s.bins()});
        }
        return p;
    }

    /** Whether a parameter has a number for each frequency of a filter, or rows of such. */
    public static boolean perBin(String parameter) {
        return FILTERS.contains(parameter.substring(0, parameter.indexOf('.')));
    }

    private static void norm(Map<String, long[]> p, String name, long channels) {
        p.put(name + ".weight", new long[] {channels});
        p.put(name + ".bias", new long[] {channels});
    }

    public float[] values(String name) {
        float[] values = tensors.get(name);
        if (values == null) {
            throw new IllegalArgumentException("no tensor '" + name + "'");
        }
        return values;
    }

    /**
     * Reads weights back out of a graph that {@link VocoderGraph} wrote. What it multiplied is taken apart into factors with the
     * same product: blocks begin with the scale of a fresh one.
     *
     * @param graph the whole ONNX file
     * @throws IOException if it lacks a tensor, which is named, or has one of another size
     */
    public static VocoderWeights read(byte[] graph, VocoderShape shape, MelFormat mel) throws IOException {
        return new VocoderGraphWeights(graph, shape).read(mel);
    }

    /** Noise whose level follows the mel. The same arguments give the same weights. */
    public static VocoderWeights random(VocoderShape shape, MelFormat mel, long seed) {
        Random random = new Random(seed);
        Map<String, float[]> tensors = new LinkedHashMap<>();
        layout(shape).forEach((name, sides) -> {
            int size = 1;
            for (long side : sides) {
                size *= Math.toIntExact(side);
            }
            float[] values = new float[size];
            for (int i = 0; i < size; i++) {
                values[i] = name.endsWith("norm.weight")
                        ? 1
                        : (float) (random.nextGaussian() / Math.sqrt(sides.length == 1 ? 100 : sides[0]));
            }
            tensors.put(name, values);
        });
        float[] mean = new float[mel.mels()];
        float[] std = new float[mel.mels()];
        Arrays.fill(mean, -5);
        Arrays.fill(std, 2);
        return new VocoderWeights(shape, mel, new MelStatistics(mean, std), tensors);
    }
}
