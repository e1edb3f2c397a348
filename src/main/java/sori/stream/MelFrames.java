package sori.stream;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import sori.schema.MelChunk;

/** Mel frames as the records carry them: {@code [frames, mels]} row-major, float32, little endian. */
final class MelFrames {
    private MelFrames() {}

    static ByteBuffer bytes(float[] mel) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * mel.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(mel);
        return bytes;
    }

    /** The frames of several chunks, one after the other. */
    static float[] join(List<MelChunk> chunks) {
        int values = chunks.stream()
                .mapToInt(chunk -> chunk.getMel().remaining() / Float.BYTES)
                .sum();
        float[] mel = new float[values];
        int at = 0;
        for (MelChunk chunk : chunks) {
            FloatBuffer floats =
                    chunk.getMel().duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
            int length = floats.remaining();
            floats.get(mel, at, length);
            at += length;
        }
        return mel;
    }
}
