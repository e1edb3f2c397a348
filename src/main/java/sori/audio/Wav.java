package sori.audio;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A WAV file's content as mono floats. Read from 8, 16, 24 and 32-bit integers and 32 and 64-bit floats of any number of channels
 * (their mean is taken); written as 16-bit mono. Whole files in memory, so below 2 GiB each.
 *
 * @param samples in -1..1; shared with the caller, not copied
 */
public record Wav(float[] samples, int sampleRateHz) {
    private static final int HEADER_BYTES = 44;

    public Wav {
        if (sampleRateHz <= 0) {
            throw new IllegalArgumentException("sampleRateHz must be positive, but is " + sampleRateHz);
        }
    }

    public double seconds() {
        return (double) samples.length / sampleRateHz;
    }

    /** @throws IOException when the file cannot be read or is no WAV file of a known encoding; the message names the file */
    public static Wav read(Path file) throws IOException {
        try {
            return parse(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /** @throws IOException when the bytes are no WAV file of a known encoding */
    public static Wav parse(byte[] bytes) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < 12 || !tag(in).equals("RIFF") || in.getInt() == 0 || !tag(in).equals("WAVE")) {
            throw new IOException("not a WAV file");
        }
        WavFormat format = null;
        while (in.remaining() >= 8) {
            String tag = tag(in);
            ByteBuffer chunk = chunk(in);
            if (tag.equals("fmt ")) {
                format = WavFormat.parse(chunk);
            } else if (tag.equals("data") && format != null) {
                return new Wav(format.mono(chunk), format.sampleRateHz());
            }
        }
        throw new IOException("a WAV file without " + (format == null ? "format" : "data"));
    }

    /** Writes 16-bit mono, over what was there. Samples outside of -1..1 are limited. */
    public void write(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(header(samples.length));
            out.write(Pcm.encode(samples));
        }
    }

    /** The next chunk's content. Its size may be a streaming writer's 0xFFFFFFFF, or lie when the file was cut: bounded by the file. */
    private static ByteBuffer chunk(ByteBuffer in) {
        int size = (int) Math.min(Integer.toUnsignedLong(in.getInt()), in.remaining());
        ByteBuffer chunk = in.slice(in.position(), size).order(ByteOrder.LITTLE_ENDIAN);
        in.position(Math.min(in.limit(), in.position() + size + size % 2));
        return chunk;
    }

    static String tag(ByteBuffer in) {
        byte[] tag = new byte[4];
        in.get(tag);
        return new String(tag, StandardCharsets.ISO_8859_1);
    }

    private byte[] header(int count) {
        int dataBytes = Math.multiplyExact(2, count);
        return ByteBuffer.allocate(HEADER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(StandardCharsets.ISO_8859_1))
                .putInt(HEADER_BYTES - 8 + dataBytes)
                .put("WAVEfmt ".getBytes(StandardCharsets.ISO_8859_1))
                .putInt(16)
                .putShort((short) 1)
                .putShort((short) 1)
                .putInt(sampleRateHz)
                .putInt(2 * sampleRateHz)
                .putShort((short) 2)
                .putShort((short) 16)
                .put("data".getBytes(StandardCharsets.ISO_8859_1))
                .putInt(dataBytes)
                .array();
    }
}
