package sori.acoustic;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;
import sori.onnx.Tensor;
import sori.onnx.TensorBuffer;
import sori.onnx.TensorSpec;

/** A worker's postnet. One thread. */
final class Postnet implements AutoCloseable {
    private final AcousticModel model;
    private final List<TensorSpec> specs;
    private final TensorBuffer frames = TensorBuffer.floats();
    private final TensorBuffer mel = TensorBuffer.floats();
    private final List<TensorBuffer> read = new ArrayList<>();
    private final List<TensorBuffer> written = new ArrayList<>();

    Postnet(AcousticModel model) {
        this.model = model;
        this.specs = AcousticGraphs.postnetCaches(model.shape());
        specs.forEach(spec -> {
            read.add(TensorBuffer.floats());
            written.add(TensorBuffer.floats());
        });
    }

    /** A segment's caches before its first frame. */
    float[][] emptyCaches() {
        return specs.stream().map(spec -> new float[width(spec)]).toArray(float[][]::new);
    }

    private static int width(TensorSpec spec) {
        return (int) (spec.dimensions().get(1).size() * spec.dimensions().get(2).size());
    }

    /**
     * Consecutive frames of one segment; where the postnet looks ahead, with as many around those that are wanted.
     *
     * @param raw normalized frames, {@code [count, mels]} in its beginning
     * @param caches the segment's, to be changed to what its following frames need
     * @param last whether nothing of the segment follows
     */
    record Window(float[] raw, int count, float[][] caches, boolean last) {}

    /**
     * Groups windows that one call can refine: those of one length. A segment's last one needs no caches any more, so it may be
     * filled up to the length of others, unless the postnet would see the filling.
     *
     * @param window of a segment
     * @return each segment once, those with the shortest windows first
     */
    <T> List<List<T>> groups(List<T> segments, Function<T, Window> window) {
        NavigableMap<Integer, List<T>> groups = new TreeMap<>();
        boolean fills = !model.shape().postnetLooksAhead();
        for (T segment : segments) {
            if (!fills || !window.apply(segment).last()) {
                group(groups, window.apply(segment).count()).add(segment);
            }
        }
        for (T segment : segments) {
            if (fills && window.apply(segment).last()) {
                int count = window.apply(segment).count();
                Integer longer = groups.ceilingKey(count);
                group(groups, longer == null ? count : longer).add(segment);
            }
        }
        return List.copyOf(groups.values());
    }

    private static <T> List<T> group(NavigableMap<Integer, List<T>> groups, int count) {
        return groups.computeIfAbsent(count, each -> new ArrayList<>());
    }

    /**
     * Refines windows in one call. Each becomes, bit for bit, what it is alone.
     *
     * @param windows a group
     * @return for each {@code [count, mels]}
     */
    List<float[]> refine(List<Window> windows) {
        int mels = model.shape().mels();
        int rows = windows.size();
        int longest = windows.stream().mapToInt(Window::count).max().orElseThrow();
        Tensor in = frames.shaped(rows, longest, mels);
        Tensor out = mel.shaped(rows, longest, mels);
        for (int row = 0; row < rows; row++) {
            Window window = windows.get(row);
            put(in.floats(), row * longest * mels, window.raw(), window.count() * mels, longest * mels);
        }
        Map<String, Tensor> inputs = new HashMap<>(Map.of("frames", in));
        Map<String, Tensor> outputs = new HashMap<>(Map.of("mel", out));
        List<Tensor> next = caches(windows, inputs, outputs);
        model.postnet().run(inputs, outputs);
        List<float[]> refined = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            Window window = windows.get(row);
            for (int i = 0; i < window.caches().length; i++) {
                float[] cache = window.caches()[i];
                next.get(i).floats().get(row * cache.length, cache);
            }
            float[] values = new float[window.count() * mels];
            out.floats().get(row * longest * mels, values);
            refined.add(values);
        }
        return refined;
    }

    private static void put(FloatBuffer into, int at, float[] values, int count, int width) {
        into.put(at, values, 0, count);
        if (count < width) {
            into.put(at + count, new float[width - count]);
        }
    }

    /** Adds the windows' caches to the inputs, and the places of the following ones, which it returns, to the outputs. */
    private List<Tensor> caches(List<Window> windows, Map<String, Tensor> inputs, Map<String, Tensor> outputs) {
        List<Tensor> next = new ArrayList<>();
        for (int i = 0; i < specs.size(); i++) {
            TensorSpec spec = specs.get(i);
            long past = spec.dimensions().get(1).size();
            long channels = spec.dimensions().get(2).size();
            Tensor cache = read.get(i).shaped(windows.size(), past, channels);
            for (int row = 0; row < windows.size(); row++) {
                cache.floats().put(row * width(spec), windows.get(row).caches()[i]);
            }
            next.add(written.get(i).shaped(windows.size(), past, channels));
            inputs.put(spec.name(), cache);
            outputs.put(AcousticGraphs.next(spec).name(), next.get(i));
        }
        return next;
    }

    @Override
    public void close() {
        frames.close();
        mel.close();
        read.forEach(TensorBuffer::close);
        written.forEach(TensorBuffer::close);
    }
}
