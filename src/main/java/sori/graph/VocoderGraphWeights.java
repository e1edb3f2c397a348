package sori.graph;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import sori.mel.MelFormat;
import sori.mel.MelStatistics;
import sori.vocoder.VocoderShape;

/** The weights that a {@link VocoderGraph} was made of, out of its file. */
final class VocoderGraphWeights {
    private final VocoderShape shape;
    private final Map<String, float[]> stored = new HashMap<>();

    VocoderGraphWeights(byte[] graph, VocoderShape shape) throws IOException {
        this.shape = shape;
        for (TensorProto tensor : ModelProto.parseFrom(graph).getGraph().getInitializerList()) {
            if (tensor.getDataType() == TensorProto.DataType.FLOAT.getNumber()) {
                stored.put(tensor.getName(), WeightLayouts.floats(tensor));
            }
        }
    }

    VocoderWeights read(MelFormat mel) throws IOException {
        Map<String, float[]> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, long[]> entry : VocoderWeights.layout(shape).entrySet()) {
            String name = entry.getKey();
            float[] values = values(name);
            long size = Arrays.stream(entry.getValue()).reduce(1, (a, b) -> a * b);
            tensors.put(name, sized(name, values, size));
        }
        MelStatistics statistics = new MelStatistics(
                sized("mel.mean", stored("mel.mean"), mel.mels()), sized("mel.std", stored("mel.std"), mel.mels()));
        return new VocoderWeights(shape, mel, statistics, tensors);
    }

    private float[] values(String name) throws IOException {
        if (name.endsWith(".scale")) {
            float[] scale = new float[shape.channels()];
            Arrays.fill(scale, 1f / shape.blocks());
            return scale;
        }
        if (name.contains(".reduce.")) {
            float[] scaled = stored(name).clone();
            for (int i = 0; i < scaled.length; i++) {
                scaled[i] *= shape.blocks();
            }
            return scaled;
        }
        if (name.endsWith(".depthwise.weight")) {
            return depthwise(name.substring(0, name.lastIndexOf('.')));
        }
        return VocoderWeights.perBin(name) ? narrowed(stored(name)) : stored(name);
    }

    private float[] depthwise(String name) throws IOException {
        float[] weight = new float[shape.kernel() * shape.channels()];
        for (int k = 0; k < shape.kernel(); k++) {
            float[] row = sized(name + "." + k, stored(name + "." + k), shape.channels());
            System.arraycopy(row, 0, weight, k * shape.channels(), row.length);
        }
        return weight;
    }

    /** Without what pads the bins to whole vectors. */
    private float[] narrowed(float[] wide) {
        float[] rows = new float[wide.length / shape.stride() * shape.bins()];
        for (int row = 0; row < rows.length / shape.bins(); row++) {
            System.arraycopy(wide, row * shape.stride(), rows, row * shape.bins(), shape.bins());
        }
        return rows;
    }

    private float[] stored(String name) throws IOException {
        float[] values = stored.get(name);
        if (values == null) {
            throw new IOException(
                    "the vocoder's graph has no tensor '" + name + "': it was not written by this trainer");
        }
        return values;
    }

    private static float[] sized(String name, float[] values, long size) throws IOException {
        if (values.length != size) {
            throw new IOException("the vocoder's graph has '" + name + "' with " + values.length + " numbers, not "
                    + size + ": it is of another shape than its package says");
        }
        return values;
    }
}
