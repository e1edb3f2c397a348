package sori.vocoder;

import java.util.ArrayList;
import java.util.List;
import sori.mel.MelFormat;
import sori.onnx.GraphContract;
import sori.onnx.TensorSpec;

/**
 * Sizes of a causal vocoder: a convolution over mel frames, blocks of a depthwise convolution and two dense layers, and a
 * spectrum per frame.
 *
 * @param mels bands of a frame
 * @param bins of the spectrum: half the Fourier transform's points and one
 * @param channels width of the blocks
 * @param blocks how many
 * @param kernel frames seen by each convolution, all in the past but the current one
 * @param hidden width between a block's dense layers
 * @param lookAhead frames that must follow before a frame's spectrum is made; silence after the last
 */
public record VocoderShape(int mels, int bins, int channels, int blocks, int kernel, int hidden, int lookAhead) {
    public VocoderShape {
        for (int size : new int[] {mels, bins, channels, blocks, kernel, hidden}) {
            if (size <= 0) {
                throw new IllegalArgumentException("every size of a vocoder must be positive");
            }
        }
        if (lookAhead < 0) {
            throw new IllegalArgumentException("lookAhead is negative: " + lookAhead);
        }
    }

    /** 1.6 million parameters. */
    public static VocoderShape small(MelFormat mel) {
        return new VocoderShape(mel.mels(), mel.bins(), 192, 6, 7, 576, 2);
    }

    /** For tests. */
    public static VocoderShape tiny(MelFormat mel) {
        return new VocoderShape(mel.mels(), mel.bins(), 16, 2, 3, 24, 2);
    }

    /**
     * What the graph takes and gives. {@code frames} are log mels; {@code real} and {@code imaginary} are the spectrum
     * {@code lookAhead} frames earlier. Each cache {@code x} comes back as {@code next.x}; all start at zero.
     */
    public GraphContract contract() {
        List<TensorSpec> inputs = new ArrayList<>(List.of(TensorSpec.floats("frames", "batch", "frames", mels)));
        List<TensorSpec> outputs = new ArrayList<>(List.of(
                TensorSpec.floats("real", "batch", "frames", bins),
                TensorSpec.floats("imaginary", "batch", "frames", bins)));
        for (TensorSpec cache : caches()) {
            inputs.add(cache);
            outputs.add(new TensorSpec("next." + cache.name(), cache.type(), cache.dimensions()));
        }
        return new GraphContract(inputs, outputs);
    }

    /** What each convolution still needs of the past, first layer first: {@code [batch, kernel - 1, channels]}. */
    public List<TensorSpec> caches() {
        List<TensorSpec> caches = new ArrayList<>();
        for (int layer = 0; layer <= blocks; layer++) {
            caches.add(TensorSpec.floats("cache." + layer, "batch", kernel - 1, layer == 0 ? mels : channels));
        }
        return caches;
    }
}
