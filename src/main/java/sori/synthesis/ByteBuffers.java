package sori.synthesis;

import java.nio.ByteBuffer;

/** Byte buffers as Avro hands them out. */
public final class ByteBuffers {
    private ByteBuffers() {}

    /** A copy of what remains; the buffer's position stays. */
    public static byte[] toArray(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
