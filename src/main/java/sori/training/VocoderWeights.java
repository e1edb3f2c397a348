package sori.training;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import sori.mel.MelFormat;
import sori.vocoder.VocoderShape;

/**
 * A vocoder's weights by {@link VocoderModule#layout}'s names. Not to be changed once exported.
 *
 * @param mel what the vocoder takes
 * @param statistics by which it normalises
 */
record VocoderWeights(VocoderShape shape, MelFormat mel, MelStatistics statistics, Map<String, float[]> tensors) {
    float[] values(String name) {
        float[] values = tensors.get(name);
        if (values == null) {
            throw new IllegalArgumentException("no tensor '" + name + "'");
        }
        return values;
    }

    /** The moving average of a run's parameters. */
    static VocoderWeights of(VocoderTrainer trainer) {
        return of(trainer.module(), trainer.statistics(), trainer.state().adam().average());
    }

    /** @param flat parameters in the module's order */
    static VocoderWeights of(VocoderModule module, MelStatistics statistics, float[] flat) {
        Map<String, float[]> tensors = FlatParameters.split(VocoderModule.layout(module.shape()), flat);
        return new VocoderWeights(module.shape(), module.format(), statistics, tensors);
    }

    /**
     * Reads weights back out of a graph that {@link VocoderGraph} wrote. What it multiplied is taken apart into factors with the
     * same product: blocks begin with the scale of a fresh one.
     *
     * @param graph the whole ONNX file
     * @throws IOException if it lacks a tensor, which is named, or has one of another size
     */
    static VocoderWeights read(byte[] graph, VocoderShape shape, MelFormat mel) throws IOException {
        return new VocoderGraphWeights(graph, shape).read(mel);
    }

    /** Noise whose level follows the mel. The same arguments give the same weights. */
    static VocoderWeights random(VocoderShape shape, MelFormat mel, long seed) {
        Random random = new Random(seed);
        Map<String, float[]> tensors = new LinkedHashMap<>();
        VocoderModule.layout(shape).forEach((name, sides) -> {
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
