package sori.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Samples as 8-bit µ-law (ITU-T G.711): half the bytes of 16-bit PCM, the noise always some 38 dB below the signal. For samples that
 * travel inside a page; browsers play them. Stateless.
 */
public final class MuLaw {
    private static final int BIAS = 33 << 2;
    private static final int CLIP = 32635;
    private static final int FORMAT_MU_LAW = 7;
    private static final int HEADER_BYTES = 58;

    private MuLaw() {}

    /** A WAV file's bytes. Samples outside of -1..1 are limited. */
    public static byte[] wav(float[] samples, int sampleRateHz) {
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + samples.length + samples.length % 2)
                .order(ByteOrder.LITTLE_ENDIAN);
        out.put(ascii("RIFF")).putInt(out.capacity() - 8).put(ascii("WAVEfmt ")).putInt(18);
        out.putShort((short) FORMAT_MU_LAW)
                .putShort((short) 1)
                .putInt(sampleRateHz)
                .putInt(sampleRateHz);
        out.putShort((short) 1).putShort((short) 8).putShort((short) 0);
        out.put(ascii("fact")).putInt(4).putInt(samples.length);
        out.put(ascii("data")).putInt(samples.length);
        for (float sample : samples) {
            out.put(encode(sample));
        }
        return out.array();
    }

    /** G.711's table 2a: a sign, an exponent of three bits, a mantissa of four, all inverted. */
    static byte encode(float sample) {
        int value = Math.round(Math.max(-1, Math.min(1, sample)) * Short.MAX_VALUE);
        int sign = value < 0 ? 0x80 : 0;
        int magnitude = Math.min(Math.abs(value), CLIP) + BIAS;
        int exponent = 24 - Integer.numberOfLeadingZeros(magnitude);
        int mantissa = magnitude >> (exponent + 3) & 0x0F;
        return (byte) ~(sign | exponent << 4 | mantissa);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
