package sori.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A neural vocoder's graph whose pitch moves farther, or less far, about a level. Stateless. */
public final class PitchGain {
    private static final String WEIGHT = "pitch.weight";
    private static final String BIAS = "pitch.bias";

    /** Values of a frame: the logarithm of its pitch, and voicing. */
    private static final int COLUMNS = 2;

    private PitchGain() {}

    /**
     * Changes the last layer of the pitch and nothing else, so a frame costs what it did.
     *
     * @param vocoder that {@link VocoderGraph} wrote
     * @param gain of the distance from the level, in logarithms of Hz
     * @param levelLogHz what stays where it is
     * @throws IllegalArgumentException if the graph has no such layer
     */
    public static ModelProto of(ModelProto vocoder, double gain, double levelLogHz) {
        GraphProto.Builder graph = vocoder.getGraph().toBuilder();
        int changed = 0;
        for (TensorProto.Builder tensor : graph.getInitializerBuilderList()) {
            if (tensor.getName().equals(WEIGHT)) {
                tensor.setRawData(scaled(tensor.getRawData(), gain, 0));
                changed++;
            } else if (tensor.getName().equals(BIAS)) {
                tensor.setRawData(scaled(tensor.getRawData(), gain, levelLogHz));
                changed++;
            }
        }
        if (changed != 2) {
            throw new IllegalArgumentException("the graph has no layer that hears a pitch");
        }
        return vocoder.toBuilder().setGraph(graph).build();
    }

    private static ByteString scaled(ByteString raw, double gain, double level) {
        ByteBuffer bytes = ByteBuffer.wrap(raw.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < bytes.limit(); at += COLUMNS * Float.BYTES) {
            bytes.putFloat(at, (float) (level + gain * (bytes.getFloat(at) - level)));
        }
        return ByteString.copyFrom(bytes.array());
    }
}
