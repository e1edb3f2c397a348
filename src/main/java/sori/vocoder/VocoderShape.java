package sori.vocoder;

import java.util.ArrayList;
import java.util.List;
import sori.mel.MelFormat;
import sori.onnx.GraphContract;
import sori.onnx.TensorSpec;

/**
 * Sizes of a causal vocoder: a convolution over mel frames, blocks of a depthwise convolution and two dense layers, and filters
 * for every part of a frame.
 *
 * @param mels bands of a frame
 * @param channels width of the blocks
 * @param blocks how many
 * @param kernel frames seen by each convolution, all in the past but the current one
 * @param hidden width between a block's dense layers
 * @param lookAhead frames that must follow before a frame's filters are made; silence after the last
 * @param fftSize points of the Fourier transform in which the filters work
 * @param parts filters per frame, evenly spaced: they work every {@code hopSamples / parts} samples
 */
public record VocoderShape(
        int mels, int channels, int blocks, int kernel, int hidden, int lookAhead, int fftSize, int parts) {
    /** Floats in the widest vector register. */
    private static final int VECTOR = 16;

    /** Twice the numbers of a frame's filters. */
    private static final int MOST_FILTERS = 1 << 15;

    /** Numbers that a stream carries from one call to the next; its state is a record of a store. */
    private static final int MOST_CARRIED = 1 << 18;

    /** @throws IllegalArgumentException naming the size that is out of its bounds */
    public VocoderShape {
        within("mels", mels, 256);
        within("channels", channels, 2048);
        within("blocks", blocks, 64);
        within("kernel", kernel, 31);
        within("hidden", hidden, 8192);
        within("fftSize", fftSize, 8192);
        within("parts", parts, 64);
        if (fftSize < 16 || Integer.bitCount(fftSize) != 1) {
            throw new IllegalArgumentException("fftSize is " + fftSize + ", no power of two from 16 on");
        }
        if (parts * fftSize > MOST_FILTERS) {
            throw new IllegalArgumentException(
                    "parts times fftSize is " + parts * fftSize + ", more than " + MOST_FILTERS);
        }
        if (blocks * (kernel - 1) * channels > MOST_CARRIED) {
            throw new IllegalArgumentException("blocks times channels times kernel - 1 is "
                    + blocks * (kernel - 1) * channels + ", more than " + MOST_CARRIED);
        }
        if (lookAhead < 1 || lookAhead + 1 >= kernel) {
            throw new IllegalArgumentException("lookAhead is not in 1.." + (kernel - 2) + ": " + lookAhead);
        }
    }

    private static void within(String field, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(field + " is " + value + ", not in 1.." + most);
        }
    }

    /** 0.65 million parameters. */
    public static VocoderShape small(MelFormat mel) {
        return new VocoderShape(mel.mels(), 128, 5, 5, 384, 2, 512, 2);
    }

    /** For tests. */
    public static VocoderShape tiny(MelFormat mel) {
        return new VocoderShape(mel.mels(), 16, 2, 4, 24, 2, 512, 2);
    }

    /** Frequencies of a filter. */
    public int bins() {
        return fftSize / 2 + 1;
    }

    /** Numbers from one filter to the next in the graph's outputs: the bins, and zeros or ones up to a whole vector. */
    public int stride() {
        return (bins() + VECTOR - 1) / VECTOR * VECTOR;
    }

    /** Where a part stands, in frames from its frame's centre on. */
    public double place(int part) {
        return (part + 0.5) / parts - 0.5;
    }

    /** Samples between two filters. */
    public int hopSamples(MelFormat format) {
        return format.hopSamples() / parts;
    }

    /** Samples of a filter's window before its hop, and after. */
    public int leadSamples(MelFormat format) {
        return (fftSize - hopSamples(format)) / 2;
    }

    /** Whether filters of this shape can be laid over frames of the format. */
    public boolean fits(MelFormat format) {
        try {
            requireFits(format);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** @throws IllegalArgumentException if filters of this shape can't be laid over frames of the format */
    public void requireFits(MelFormat format) {
        int hop = hopSamples(format);
        if (mels != format.mels() || hop * parts != format.hopSamples() || fftSize % (4 * hop) != 0) {
            throw new IllegalArgumentException("filters of " + fftSize + " points, " + parts + " a frame, over " + mels
                    + " mels do not fit " + format.mels() + " mels every " + format.hopSamples() + " samples");
        }
        if (lookAhead * format.hopSamples() + format.hopSamples() / 2 < format.hopSamples() + leadSamples(format)) {
            throw new IllegalArgumentException(
                    "a frame's last filter reaches beyond the pitch that is known " + lookAhead + " frames ahead");
        }
    }

    /**
     * What the graph takes and gives. {@code frames} are log mels. {@code pitch} is the newest frame's: the logarithm of its
     * frequency in Hz, and a number above 0 where it is voiced. The filters are those of {@code lookAhead} frames earlier, part
     * by part, {@link #stride} apart: {@code real} and {@code imaginary} for the pulses, {@code noise} for the noise. Each cache {@code x} comes back as
     * {@code next.x}; all start at zero.
     */
    public GraphContract contract() {
        List<TensorSpec> inputs = new ArrayList<>(List.of(TensorSpec.floats("frames", "batch", "frames", mels)));
        List<TensorSpec> outputs = new ArrayList<>();
        outputs.add(TensorSpec.floats("pitch", "batch", "frames", 2));
        for (String filter : List.of("real", "imaginary", "noise")) {
            outputs.add(TensorSpec.floats(filter, "batch", "frames", parts * stride()));
        }
        for (TensorSpec cache : caches()) {
            inputs.add(cache);
            outputs.add(new TensorSpec("next." + cache.name(), cache.type(), cache.dimensions()));
        }
        return new GraphContract(inputs, outputs);
    }

    /**
     * What each convolution still needs of the past, first layer first: {@code [batch, kernel - 1, channels]}. The last one is
     * what the filters are made of.
     */
    public List<TensorSpec> caches() {
        List<TensorSpec> caches = new ArrayList<>();
        for (int layer = 0; layer <= blocks; layer++) {
            caches.add(TensorSpec.floats("cache." + layer, "batch", kernel - 1, layer == 0 ? mels : channels));
        }
        caches.add(TensorSpec.floats("cache." + (blocks + 1), "batch", lookAhead + 1, channels));
        return caches;
    }
}
