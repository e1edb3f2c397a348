package sori.synthesis;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import sori.schema.MelChunk;

/** Mel frames as the records carry them: {@code [frames, mels]} row-major, float32, little endian. */
public final class MelFrames {
    private MelFrames() {}

    public static ByteBuffer bytes(float[] mel) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * mel.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(mel);
        return bytes;
    }

    /** A chunk's frames. */
    public static float[] of(MelChunk chunk) {
        FloatBuffer floats =
                chunk.getMel().duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        float[] mel = new float[floats.remaining()];
        floats.get(mel);
        return mel;
    }
}
