package sori.acoustic;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
     * @param raw normalised frames, {@code [count, mels]} in its beginning
     * @param caches the segment's, changed to what the following frames need
     * @return {@code [count, mels]}
     */
    float[] refine(float[] raw, int count, float[][] caches) {
        int mels = model.shape().mels();
        Tensor in = frames.shaped(1, count, mels);
        in.floats().put(0, raw, 0, count * mels);
        Tensor out = mel.shaped(1, count, mels);
        Map<String, Tensor> inputs = new HashMap<>(Map.of("frames", in));
        Map<String, Tensor> outputs = new HashMap<>(Map.of("mel", out));
        List<Tensor> next = new ArrayList<>();
        for (int i = 0; i < specs.size(); i++) {
            long past = specs.get(i).dimensions().get(1).size();
            long channels = specs.get(i).dimensions().get(2).size();
            Tensor cache = read.get(i).shaped(1, past, channels);
            cache.floats().put(0, caches[i]);
            next.add(written.get(i).shaped(1, past, channels));
            inputs.put(specs.get(i).name(), cache);
            outputs.put(AcousticGraphs.next(specs.get(i)).name(), next.get(i));
        }
        model.postnet().run(inputs, outputs);
        for (int i = 0; i < caches.length; i++) {
            next.get(i).floats().get(0, caches[i]);
        }
        float[] values = new float[count * mels];
        out.floats().get(0, values);
        return values;
    }

    @Override
    public void close() {
        frames.close();
        mel.close();
        read.forEach(TensorBuffer::close);
        written.forEach(TensorBuffer::close);
    }
}
