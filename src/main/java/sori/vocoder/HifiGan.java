package sori.vocoder;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import sori.mel.MelFormat;
import sori.onnx.GraphContract;
import sori.onnx.GraphRefusedException;
import sori.onnx.OnnxGraph;
import sori.onnx.OnnxRuntime;
import sori.onnx.Tensor;
import sori.onnx.TensorArena;
import sori.onnx.TensorSpec;

/**
 * A graph from mel to samples that needs the whole mel at once, such as a generator of HiFi-GAN (Kong, Kim and Bae 2020). Thread-safe;
 * {@link #close} waits for running calls.
 */
public final class HifiGan implements Vocoder {
    /** The graph's input. */
    public static final String MEL = "mel";

    /** The graph's output. */
    public static final String AUDIO = "audio";

    /** Of a sentence: 12 minutes at 22,050 Hz. */
    private static final int MOST_SAMPLES = 1 << 24;

    private final MelFormat format;
    private final OnnxGraph graph;
    private final Queue<TensorArena> arenas = new ConcurrentLinkedQueue<>();

    private HifiGan(MelFormat format, OnnxGraph graph) {
        this.format = format;
        this.graph = graph;
    }

    /** A mel {@code [1, mels, frames]}, natural log, to samples {@code [1, frames * hopSamples]} in -1..1. */
    public static GraphContract contract(MelFormat format) {
        return new GraphContract(
                List.of(TensorSpec.floats(MEL, 1, format.mels(), "frames")),
                List.of(TensorSpec.floats(AUDIO, 1, "samples")));
    }

    /**
     * @param graph the whole ONNX file
     * @throws GraphRefusedException if the graph does not keep {@link #contract}
     */
    public static HifiGan load(OnnxRuntime runtime, MelFormat format, byte[] graph) throws GraphRefusedException {
        return new HifiGan(format, OnnxGraph.load(runtime, "vocoder.onnx", graph, contract(format)));
    }

    /** @throws IllegalStateException if the graph makes another number of samples */
    @Override
    public float[] vocode(float[] mel) {
        int mels = format.mels();
        if (mel.length % mels != 0) {
            throw new IllegalArgumentException(mel.length + " values are no frames of " + mels + " mels");
        }
        int frames = mel.length / mels;
        if (frames == 0) {
            return new float[0];
        }
        if ((long) frames * format.hopSamples() > MOST_SAMPLES) {
            throw new IllegalArgumentException(frames
                    + " frames in one sentence are more than the vocoder can hold; shorter sentences can be spoken");
        }
        TensorArena arena = arenas.poll();
        if (arena == null) {
            arena = new TensorArena();
        }
        try {
            arena.reset();
            Tensor input = arena.floats(1, mels, frames);
            for (int frame = 0; frame < frames; frame++) {
                for (int band = 0; band < mels; band++) {
                    input.floats().put(band * frames + frame, mel[frame * mels + band]);
                }
            }
            float[] samples = new float[frames * format.hopSamples()];
            Tensor output = arena.floats(1, samples.length);
            graph.run(Map.of(MEL, input), Map.of(AUDIO, output), limit(samples.length));
            output.floats().get(samples);
            for (int i = 0; i < samples.length; i++) {
                samples[i] = Math.max(-1, Math.min(1, samples[i]));
            }
            return samples;
        } finally {
            arenas.add(arena);
        }
    }

    /** The one call of a whole sentence may take ten times as long as it is spoken. */
    private Duration limit(int samples) {
        return OnnxGraph.CALL_LIMIT.plusSeconds(10L * samples / format.sampleRateHz());
    }

    @Override
    public Optional<String> givenUp() {
        return graph.givenUp();
    }

    @Override
    public void close() {
        graph.close();
        arenas.forEach(TensorArena::close);
        arenas.clear();
    }
}
