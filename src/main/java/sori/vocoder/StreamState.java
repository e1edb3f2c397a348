package sori.vocoder;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** The bytes of a stream's state, read front to back: a format version, integers, float64 and float32, little-endian. */
final class StreamState {
    private static final int FORMAT_VERSION = 1;

    private final ByteBuffer bytes;

    /** @throws IllegalArgumentException if it is of another version */
    StreamState(byte[] state) {
        this.bytes = ByteBuffer.wrap(state).order(ByteOrder.LITTLE_ENDIAN);
        if (state.length < Integer.BYTES || bytes.getInt() != FORMAT_VERSION) {
            throw new IllegalArgumentException(
                    "the bytes are no vocoder state of format " + FORMAT_VERSION + ": begin the utterance again");
        }
    }

    /** Room for so many bytes after the version, which is written. */
    static ByteBuffer allocate(int size) {
        return ByteBuffer.allocate(Integer.BYTES + size)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(FORMAT_VERSION);
    }

    long integer() {
        try {
            return bytes.getLong();
        } catch (BufferUnderflowException e) {
            throw mismatch(e);
        }
    }

    double real() {
        return Double.longBitsToDouble(integer());
    }

    void floats(float[] into) {
        try {
            bytes.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(into);
            bytes.position(bytes.position() + Float.BYTES * into.length);
        } catch (BufferUnderflowException e) {
            throw mismatch(e);
        }
    }

    /** All floats that are left. */
    float[] rest() {
        float[] rest = new float[bytes.remaining() / Float.BYTES];
        floats(rest);
        requireEnd();
        return rest;
    }

    void requireEnd() {
        if (bytes.hasRemaining()) {
            throw mismatch(null);
        }
    }

    private static IllegalArgumentException mismatch(@Nullable Throwable cause) {
        return new IllegalArgumentException(
                "the state is not of a stream of this vocoder: begin the utterance again", cause);
    }
}
