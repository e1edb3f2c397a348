package sori.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The encoding {@code pcm_s16le}: 16-bit signed little-endian mono. Full scale is 32768, so bytes survive a round trip through
 * floats unchanged; the sample +1.0 becomes 32767.
 */
public final class Pcm {
    public static final String S16LE = "pcm_s16le";

    private static final float FULL_SCALE = 32768f;

    private Pcm() {}

    /**
     * @param samples in -1..1; what lies outside is limited, not a number is silence
     * @return two bytes a sample
     */
    public static byte[] encode(float[] samples) {
        return encode(samples, 0, samples.length);
    }

    /** {@link #encode(float[])} of {@code samples[from]} to {@code samples[to - 1]}. */
    public static byte[] encode(float[] samples, int from, int to) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(2, to - from)).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = from; i < to; i++) {
            // The same as Math.round, which is slower: a float and a half add up exactly in a double.
            int value = (int) Math.floor((double) (samples[i] * FULL_SCALE) + 0.5);
            bytes.putShort((short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, value)));
        }
        return bytes.array();
    }

    /**
     * @return samples in -1..1
     * @throws IllegalArgumentException when the number of bytes is odd
     */
    public static float[] decode(byte[] bytes) {
        if (bytes.length % 2 != 0) {
            throw new IllegalArgumentException(S16LE + " needs an even number of bytes, not " + bytes.length);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        float[] samples = new float[bytes.length / 2];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = in.getShort() / FULL_SCALE;
        }
        return samples;
    }
}
