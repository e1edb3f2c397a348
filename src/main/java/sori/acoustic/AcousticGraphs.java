package sori.acoustic;

import java.util.ArrayList;
import java.util.List;
import sori.onnx.GraphContract;
import sori.onnx.TensorSpec;

/**
 * What the three graphs of an acoustic model of a given shape take and give. {@code batch}, {@code symbols}, {@code steps} and
 * {@code frames} are free lengths; what stands in one sequence's rows never depends on the others or on padding.
 */
public final class AcousticGraphs {
    private AcousticGraphs() {}

    /** Symbols to memory, once per segment. Positions past a sequence's length are zero in {@code memory}. */
    public static GraphContract encoder(AcousticShape s) {
        return new GraphContract(
                List.of(TensorSpec.longs("symbols", "batch", "symbols"), TensorSpec.longs("lengths", "batch")),
                List.of(
                        TensorSpec.floats("memory", "batch", "symbols", s.memory()),
                        TensorSpec.floats("processedMemory", "batch", "symbols", s.attention())));
    }

    /**
     * Advances every sequence by {@code steps} decoder steps. Each state {@code x} comes back as {@code next.x}; all start at
     * zero. {@code frames} are normalised, {@code gates} are logits per step, {@code attended} is the most attended symbol.
     */
    public static GraphContract decoder(AcousticShape s) {
        List<TensorSpec> inputs = new ArrayList<>(List.of(
                TensorSpec.floats("memory", "batch", "symbols", s.memory()),
                TensorSpec.floats("processedMemory", "batch", "symbols", s.attention()),
                TensorSpec.longs("lengths", "batch"),
                TensorSpec.floats("prenetMask", "steps", "batch", 2, s.prenet()),
                TensorSpec.longs("steps", 1)));
        List<TensorSpec> outputs = new ArrayList<>(List.of(
                TensorSpec.floats("frames", "batch", "frames", s.mels()),
                TensorSpec.floats("gates", "batch", "steps"),
                TensorSpec.longs("attended", "batch", "steps"),
                TensorSpec.floats("alignments", "batch", "steps", "symbols")));
        for (TensorSpec state : decoderStates(s)) {
            inputs.add(state);
            outputs.add(next(state));
        }
        return new GraphContract(inputs, outputs);
    }

    /** The decoder's states, in the order of its inputs. */
    public static List<TensorSpec> decoderStates(AcousticShape s) {
        return List.of(
                TensorSpec.floats("frame", "batch", s.mels()),
                TensorSpec.floats("attentionHidden", "batch", s.attentionRnn()),
                TensorSpec.floats("attentionCell", "batch", s.attentionRnn()),
                TensorSpec.floats("decoderHidden", "batch", s.decoderRnn()),
                TensorSpec.floats("decoderCell", "batch", s.decoderRnn()),
                TensorSpec.floats("context", "batch", s.memory()),
                TensorSpec.floats("attentionWeights", "batch", "symbols"),
                TensorSpec.floats("attentionCumulative", "batch", "symbols"));
    }

    /**
     * Normalised frames to mel (natural log). Causal: the caches carry each convolution's last inputs, zero at first. One that looks
     * ahead has no caches, and what it gives within {@link AcousticShape#postnetReach} of a cut depends on the cut.
     */
    public static GraphContract postnet(AcousticShape s) {
        List<TensorSpec> inputs = new ArrayList<>(List.of(TensorSpec.floats("frames", "batch", "frames", s.mels())));
        List<TensorSpec> outputs = new ArrayList<>(List.of(TensorSpec.floats("mel", "batch", "frames", s.mels())));
        for (TensorSpec cache : postnetCaches(s)) {
            inputs.add(cache);
            outputs.add(next(cache));
        }
        return new GraphContract(inputs, outputs);
    }

    /** The postnet's caches, first layer first: {@code [batch, postnetKernel - 1, channels]}; none if it looks ahead. */
    public static List<TensorSpec> postnetCaches(AcousticShape s) {
        List<TensorSpec> caches = new ArrayList<>();
        for (int layer = 0; !s.postnetLooksAhead() && layer < s.postnetLayers(); layer++) {
            int channels = layer == 0 ? s.mels() : s.postnetChannels();
            caches.add(TensorSpec.floats("cache." + layer, "batch", s.postnetKernel() - 1, channels));
        }
        return caches;
    }

    /** The output that carries a state or cache on. */
    public static TensorSpec next(TensorSpec state) {
        return new TensorSpec("next." + state.name(), state.type(), state.dimensions());
    }
}
