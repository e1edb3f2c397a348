package sori.vocoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jtransforms.fft.FloatFFT_1D;
import sori.mel.MelFormat;
import sori.onnx.GraphRefusedException;
import sori.onnx.OnnxGraph;
import sori.onnx.OnnxRuntime;
import sori.onnx.Tensor;
import sori.onnx.TensorArena;
import sori.onnx.TensorSpec;

/**
 * A causal graph that hears a pitch in every frame and makes filters, an excitation at that pitch, and the inverse Fourier
 * transform. A whole utterance is a stream that
 * gets all frames at once. Thread-safe; {@link #close} waits for running calls.
 */
public final class NeuralVocoder implements Vocoder {
    /** Frames per run of the graph: enough for good matrix products, little enough for the caches of the processor. */
    private static final int MAX_FRAMES = 64;

    private final VocoderShape shape;
    private final MelFormat format;
    private final OnnxGraph graph;
    private final FloatFFT_1D fft;
    private final float[] window;
    private final Queue<TensorArena> arenas = new ConcurrentLinkedQueue<>();

    private NeuralVocoder(VocoderShape shape, MelFormat format, OnnxGraph graph) {
        this.shape = shape;
        this.format = format;
        this.graph = graph;
        this.fft = new FloatFFT_1D(shape.fftSize());
        this.window = Stft.hann(shape.fftSize());
    }

    /**
     * @param graph the whole ONNX file
     * @throws GraphRefusedException if the graph or the shape does not fit
     */
    public static NeuralVocoder load(OnnxRuntime runtime, VocoderShape shape, MelFormat format, byte[] graph)
            throws GraphRefusedException {
        try {
            shape.requireFits(format);
        } catch (IllegalArgumentException e) {
            throw new GraphRefusedException("vocoder.onnx can't be used: " + e.getMessage(), e);
        }
        return new NeuralVocoder(shape, format, OnnxGraph.load(runtime, "vocoder.onnx", graph, shape.contract()));
    }

    @Override
    public float[] vocode(float[] mel) {
        VocoderStream stream = stream();
        float[] first = stream.push(mel);
        float[] rest = stream.end();
        float[] samples = Arrays.copyOf(first, first.length + rest.length);
        System.arraycopy(rest, 0, samples, first.length, rest.length);
        return samples;
    }

    @Override
    public VocoderStream stream() {
        return new NeuralStream(this);
    }

    @Override
    public VocoderStream resume(byte[] state) {
        return new NeuralStream(this, new StreamState(state));
    }

    /**
     * The pitch that it hears in mels, logarithm of Hz, of the frames that are voiced, in their order.
     *
     * @param mel {@code [frames, mels]}
     */
    public float[] voicedLogHz(float[] mel) {
        float[] heard = new float[mel.length / shape.mels()];
        int[] count = {0};
        run(mel, emptyCaches(), (logHz, voicing, filters, at) -> {
            if (voicing > 0) {
                heard[count[0]++] = logHz;
            }
        });
        return Arrays.copyOf(heard, count[0]);
    }

    VocoderShape shape() {
        return shape;
    }

    MelFormat format() {
        return format;
    }

    /** What one convolution layer carries, zero at first. */
    float[][] emptyCaches() {
        return shape.caches().stream()
                .map(spec -> new float
                        [Math.toIntExact(spec.dimensions().get(1).size()
                                * spec.dimensions().get(2).size())])
                .toArray(float[][]::new);
    }

    /** Takes a frame's pitch, and the filters of an earlier frame. */
    interface FilterSink {
        /**
         * @param filters of this and other frames; overwritten by later ones
         * @param at where in them the frame begins
         */
        void accept(float logHz, float voicing, Filters filters, int at);
    }

    /** What a run of the graph makes of frames, filter by filter, and each of so many bins. */
    record Filters(float[] real, float[] imaginary, float[] noise) {
        /**
         * Shapes pulses and noise, which are two real signals transformed as one complex one: each is what the transform shares
         * with its mirrored conjugate.
         *
         * @param transform complex, of pulses + i noise
         * @param at the filter's first bin
         * @param spectrum overwritten, packed as {@link Stft} has it
         */
        void apply(float[] transform, int at, float[] spectrum) {
            int points = spectrum.length;
            int last = points / 2;
            spectrum[0] = real[at] * transform[0] + noise[at] * transform[1];
            spectrum[1] = real[at + last] * transform[points] + noise[at + last] * transform[points + 1];
            for (int bin = 1; bin < last; bin++) {
                float a = 0.5f * transform[2 * bin];
                float b = 0.5f * transform[2 * bin + 1];
                float c = 0.5f * transform[2 * (points - bin)];
                float d = 0.5f * transform[2 * (points - bin) + 1];
                float re = real[at + bin];
                float im = imaginary[at + bin];
                float n = noise[at + bin];
                spectrum[2 * bin] = re * (a + c) - im * (b - d) + n * (b + d);
                spectrum[2 * bin + 1] = re * (b - d) + im * (a + c) + n * (c - a);
            }
        }
    }

    /**
     * Runs frames through the graph.
     *
     * @param caches read and replaced
     */
    void run(float[] mel, float[][] caches, FilterSink sink) {
        TensorArena arena = arenas.poll();
        if (arena == null) {
            arena = new TensorArena();
        }
        try {
            int step = MAX_FRAMES * shape.mels();
            for (int from = 0; from < mel.length; from += step) {
                arena.reset();
                runBlock(arena, mel, from, Math.min(step, mel.length - from), caches, sink);
            }
        } finally {
            arenas.add(arena);
        }
    }

    private void runBlock(TensorArena arena, float[] mel, int from, int length, float[][] caches, FilterSink sink) {
        int frames = length / shape.mels();
        Map<String, Tensor> inputs = new HashMap<>();
        Map<String, Tensor> outputs = new HashMap<>();
        Tensor input = arena.floats(1, frames, shape.mels());
        input.floats().put(mel, from, length);
        inputs.put("frames", input);
        Tensor[] next = new Tensor[caches.length];
        for (int i = 0; i < caches.length; i++) {
            TensorSpec spec = shape.caches().get(i);
            long kept = spec.dimensions().get(1).size();
            long width = spec.dimensions().get(2).size();
            Tensor cache = arena.floats(1, kept, width);
            cache.floats().put(caches[i]);
            inputs.put(spec.name(), cache);
            next[i] = arena.floats(1, kept, width);
            outputs.put("next." + spec.name(), next[i]);
        }
        Tensor pitch = arena.floats(1, frames, 2);
        outputs.put("pitch", pitch);
        int values = shape.parts() * shape.stride();
        List<Tensor> made = new ArrayList<>();
        for (String filter : List.of("real", "imaginary", "noise")) {
            Tensor output = arena.floats(1, frames, values);
            outputs.put(filter, output);
            made.add(output);
        }
        graph.run(inputs, outputs);
        for (int i = 0; i < caches.length; i++) {
            next[i].floats().get(caches[i]);
        }
        float[] heard = floats(pitch, 2 * frames);
        Filters filters = new Filters(
                floats(made.get(0), frames * values),
                floats(made.get(1), frames * values),
                floats(made.get(2), frames * values));
        for (int frame = 0; frame < frames; frame++) {
            sink.accept(heard[2 * frame], heard[2 * frame + 1], filters, frame * values);
        }
    }

    private static float[] floats(Tensor tensor, int count) {
        float[] values = new float[count];
        tensor.floats().get(values);
        return values;
    }

    Excitation excitation() {
        return new Excitation(shape, format, fft, window, 0);
    }

    /** Adds a filter's windowed samples; {@code spectrum} is overwritten. */
    void addInverse(float[] spectrum, float[] sums) {
        fft.realInverse(spectrum, true);
        for (int i = 0; i < window.length; i++) {
            sums[i] += window[i] * spectrum[i];
        }
    }

    /** What the overlapping windows, squared, add up to: the same everywhere but at an utterance's ends, which fade. */
    float gain() {
        return 0.375f * shape.fftSize() / shape.hopSamples(format);
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
