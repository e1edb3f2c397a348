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

    /** Symbols to what the decoder reads, once per segment. */
    public static GraphContract encoder(AcousticShape s) {
        return new GraphContract(
                List.of(TensorSpec.longs("symbols", "batch", "symbols"), TensorSpec.longs("lengths", "batch")),
                encoded(s));
    }

    /**
     * What the encoder gives and the decoder reads: a row for each symbol, zero past a sequence's length in {@code memory}. Without
     * attention it is one row for the whole sequence, the forward direction's last state and the backward direction's.
     */
    public static List<TensorSpec> encoded(AcousticShape s) {
        return s.attends()
                ? List.of(
                        TensorSpec.floats("memory", "batch", "symbols", s.memory()),
                        TensorSpec.floats("processedMemory", "batch", "symbols", s.attention()))
                : List.of(TensorSpec.floats("memory", "batch", 1, s.memory()));
    }

    /**
     * Advances every sequence by {@code steps} decoder steps. Each state {@code x} comes back as {@code next.x}; all start at
     * zero. {@code frames} are normalized, {@code gates} are logits per step, {@code attended} is the most attended symbol. Without
     * attention there are no {@code lengths}, {@code attended} and {@code alignments}.
     */
    public static GraphContract decoder(AcousticShape s) {
        List<TensorSpec> inputs = new ArrayList<>(encoded(s));
        List<TensorSpec> outputs = new ArrayList<>(List.of(
                TensorSpec.floats("frames", "batch", "frames", s.mels()),
                TensorSpec.floats("gates", "batch", "steps")));
        if (s.attends()) {
            inputs.add(TensorSpec.longs("lengths", "batch"));
            outputs.add(TensorSpec.longs("attended", "batch", "steps"));
            outputs.add(TensorSpec.floats("alignments", "batch", "steps", "symbols"));
        }
        inputs.add(TensorSpec.floats("prenetMask", "steps", "batch", 2, s.prenet()));
        inputs.add(TensorSpec.longs("steps", 1));
        for (TensorSpec state : decoderStates(s)) {
            inputs.add(state);
            outputs.add(next(state));
        }
        return new GraphContract(inputs, outputs);
    }

    /** The decoder's states, in the order of its inputs. */
    public static List<TensorSpec> decoderStates(AcousticShape s) {
        List<TensorSpec> states = new ArrayList<>(List.of(TensorSpec.floats("frame", "batch", s.mels())));
        addCell(states, s, "attention", s.attentionRnn());
        addCell(states, s, "decoder", s.decoderRnn());
        if (s.attends()) {
            states.add(TensorSpec.floats("context", "batch", s.memory()));
            states.add(TensorSpec.floats("attentionWeights", "batch", "symbols"));
            states.add(TensorSpec.floats("attentionCumulative", "batch", "symbols"));
        }
        return states;
    }

    private static void addCell(List<TensorSpec> states, AcousticShape s, String name, int units) {
        states.add(TensorSpec.floats(name + "Hidden", "batch", units));
        if (s.cell().hasCellState()) {
            states.add(TensorSpec.floats(name + "Cell", "batch", units));
        }
    }

    /**
     * Normalized frames to mel (natural log). Causal: the caches carry each convolution's last inputs, zero at first. One that looks
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
