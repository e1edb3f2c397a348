package sori.audio;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The {@code fmt } chunk of a RIFF WAVE file, and how its samples become floats (Microsoft and IBM, "Multimedia Programming
 * Interface and Data Specifications 1.0"; WAVE_FORMAT_EXTENSIBLE of Microsoft's "Multiple Channel Audio Data").
 *
 * @param real IEEE floats rather than integers
 */
record WavFormat(boolean real, int channels, int sampleRateHz, int bits) {
    private static final int PCM = 1;
    private static final int IEEE_FLOAT = 3;
    private static final int EXTENSIBLE = 0xFFFE;
    private static final int SUB_FORMAT_OFFSET = 24;

    WavFormat {
        if (channels < 1 || sampleRateHz < 1) {
            throw new IllegalArgumentException(channels + " channels at " + sampleRateHz + " Hz");
        }
    }

    /** @param chunk the chunk's content, little-endian */
    static WavFormat parse(ByteBuffer chunk) throws IOException {
        if (chunk.remaining() < 16) {
            throw new IOException("not a WAV file: its format chunk has " + chunk.remaining() + " bytes");
        }
        int start = chunk.position();
        int tag = Short.toUnsignedInt(chunk.getShort(start));
        if (tag == EXTENSIBLE && chunk.remaining() >= SUB_FORMAT_OFFSET + 2) {
            tag = Short.toUnsignedInt(chunk.getShort(start + SUB_FORMAT_OFFSET));
        }
        int channels = Short.toUnsignedInt(chunk.getShort(start + 2));
        int sampleRateHz = chunk.getInt(start + 4);
        int bits = Short.toUnsignedInt(chunk.getShort(start + 14));
        boolean readable = switch (tag) {
            case PCM -> bits == 8 || bits == 16 || bits == 24 || bits == 32;
            case IEEE_FLOAT -> bits == 32 || bits == 64;
            default -> false;
        };
        if (!readable || channels < 1 || sampleRateHz < 1) {
            throw new IOException("cannot read a WAV file of format " + tag + " with " + channels + " channels of "
                    + bits + " bits at " + sampleRateHz + " Hz");
        }
        return new WavFormat(tag == IEEE_FLOAT, channels, sampleRateHz, bits);
    }

    int frameBytes() {
        return channels * bits / 8;
    }

    /** @return the mean of the channels; an incomplete frame at the end is left out */
    float[] mono(ByteBuffer data) {
        float[] samples = new float[data.remaining() / frameBytes()];
        for (int i = 0; i < samples.length; i++) {
            double sum = 0;
            for (int c = 0; c < channels; c++) {
                sum += sample(data);
            }
            samples[i] = (float) (sum / channels);
        }
        return samples;
    }

    private double sample(ByteBuffer in) {
        if (real) {
            return bits == 32 ? in.getFloat() : in.getDouble();
        }
        return switch (bits) {
            case 8 -> ((in.get() & 0xFF) - 128) / 128.0;
            case 16 -> in.getShort() / 32768.0;
            case 24 -> ((in.getShort() & 0xFFFF) | in.get() << 16) / 8388608.0;
            default -> in.getInt() / 2147483648.0;
        };
    }
}
