package sori.stream;

import java.nio.ByteBuffer;

/** Byte buffers as Avro hands them out. */
final class ByteBuffers {
    private ByteBuffers() {}

    /** A copy of what remains; the buffer's position stays. */
    static byte[] toArray(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
