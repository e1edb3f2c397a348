package sori.vocoder;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import sori.mel.MelFormat;
import sori.onnx.GraphRefusedException;
import sori.onnx.OnnxGraph;
import sori.onnx.OnnxRuntime;
import sori.onnx.Tensor;
import sori.onnx.TensorArena;
import sori.onnx.TensorSpec;

/**
 * A causal graph that makes a spectrum of every frame, and the inverse Fourier transform. A whole utterance is a stream that
 * gets all frames at once. Thread-safe; {@link #close} waits for running calls.
 */
public final class NeuralVocoder implements Vocoder {
    /** Frames per run of the graph: enough for good matrix products, little enough for the caches of the processor. */
    private static final int MAX_FRAMES = 64;

    private final VocoderShape shape;
    private final MelFormat format;
    private final OnnxGraph graph;
    private final Stft stft;
    private final Queue<TensorArena> arenas = new ConcurrentLinkedQueue<>();

    private NeuralVocoder(VocoderShape shape, MelFormat format, OnnxGraph graph) {
        this.shape = shape;
        this.format = format;
        this.graph = graph;
        this.stft = new Stft(format);
    }

    /**
     * @param graph the whole ONNX file
     * @throws GraphRefusedException if the graph or the shape does not fit
     */
    public static NeuralVocoder load(OnnxRuntime runtime, VocoderShape shape, MelFormat format, byte[] graph)
            throws GraphRefusedException {
        if (shape.mels() != format.mels() || shape.bins() != format.bins()) {
            throw new GraphRefusedException("vocoder.onnx is for " + shape.mels() + " mels and " + shape.bins()
                    + " bins; the mel format has " + format.mels() + " and " + format.bins());
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

    /** Takes a frame's spectrum. */
    interface SpectrumSink {
        /** @param spectrum packed as {@link Stft} has it; overwritten by the next */
        void accept(float[] spectrum);
    }

    /**
     * Runs frames through the graph.
     *
     * @param caches read and replaced
     */
    void run(float[] mel, float[][] caches, SpectrumSink sink) {
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

    private void runBlock(TensorArena arena, float[] mel, int from, int length, float[][] caches, SpectrumSink sink) {
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
        Tensor real = arena.floats(1, frames, shape.bins());
        Tensor imaginary = arena.floats(1, frames, shape.bins());
        outputs.put("real", real);
        outputs.put("imaginary", imaginary);
        graph.run(inputs, outputs);
        for (int i = 0; i < caches.length; i++) {
            next[i].floats().get(caches[i]);
        }
        pack(real.floats(), imaginary.floats(), frames, sink);
    }

    private void pack(FloatBuffer real, FloatBuffer imaginary, int frames, SpectrumSink sink) {
        int last = shape.bins() - 1;
        float[] re = new float[shape.bins()];
        float[] im = new float[shape.bins()];
        float[] spectrum = new float[format.fftSize()];
        for (int frame = 0; frame < frames; frame++) {
            real.get(re);
            imaginary.get(im);
            spectrum[0] = re[0];
            spectrum[1] = re[last];
            for (int bin = 1; bin < last; bin++) {
                spectrum[2 * bin] = re[bin];
                spectrum[2 * bin + 1] = im[bin];
            }
            sink.accept(spectrum);
        }
    }

    Stft stft() {
        return stft;
    }

    /** What the overlapping windows add up to: the same everywhere but at an utterance's ends, which fade. */
    float gain() {
        return 0.5f * format.windowSamples() / format.hopSamples();
    }

    @Override
    public void close() {
        graph.close();
        arenas.forEach(TensorArena::close);
        arenas.clear();
    }
}
