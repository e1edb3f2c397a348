package sori.audio;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a WAV or FLAC file is and how loud, read piece by piece: a file of hours takes no more memory than a short one. Levels are of the
 * mean of the channels, where full scale is 1.
 *
 * @param real whether its samples are floats
 * @param seconds of all that is there
 * @param soundSeconds from the first sample at the threshold of silence to the last; 0 where there is none
 * @param peak largest magnitude
 * @param clippedSamples how many lie in runs of three or more at full scale
 * @param missingBytes that the header promises and the file lacks; 0 where the writer did not know the length
 * @param sha256 of the sample bytes, in hexadecimal: equal for equal audio under different headers
 */
public record AudioScan(
        int sampleRateHz,
        int channels,
        int bits,
        boolean real,
        double seconds,
        double soundSeconds,
        double peak,
        long clippedSamples,
        long missingBytes,
        String sha256) {
    private static final int PIECE_BYTES = 1 << 16;
    private static final int MAX_FORMAT_BYTES = 4096;
    /** What a writer to a pipe puts in place of a length that it does not know; some take the largest signed number. */
    private static final long UNKNOWN_BYTES = 0x7FFF_F000L;

    private static final float FULL_SCALE = 0.999f;
    private static final int RUN = 3;

    /**
     * @param silence magnitude from which on a sample counts as sound
     * @throws IOException when the file cannot be read, is no WAV or FLAC file of a known encoding, or holds what is not a number; the
     *     message names the file
     */
    public static AudioScan read(Path file, double silence) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), PIECE_BYTES)) {
            in.mark(4);
            boolean flac = Flac.begins(in.readNBytes(4));
            in.reset();
            return flac ? scanFlac(in, silence) : scan(in, silence);
        } catch (EOFException e) {
            throw new IOException(file + ": the file ends within its header", e);
        } catch (IOException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static AudioScan scanFlac(InputStream in, double silence) throws IOException {
        Meter meter = new Meter(silence);
        Flac.Info info = Flac.decode(in, meter::add);
        long missing = info.samples() == 0 ? 0 : Math.max(0, info.samples() - meter.samples);
        return meter.result(info.format(), missing * info.format().frameBytes());
    }

    private static AudioScan scan(InputStream in, double silence) throws IOException {
        ByteBuffer head = bytes(in, 12);
        if (head.remaining() < 12
                || !Wav.tag(head).equals("RIFF")
                || head.getInt() == 0
                || !Wav.tag(head).equals("WAVE")) {
            throw new IOException("not a WAV file");
        }
        WavFormat format = null;
        for (ByteBuffer chunk = bytes(in, 8); chunk.remaining() == 8; chunk = bytes(in, 8)) {
            String tag = Wav.tag(chunk);
            long size = Integer.toUnsignedLong(chunk.getInt());
            long read = 0;
            if (tag.equals("data") && format != null) {
                return measure(in, size, format, silence);
            } else if (tag.equals("fmt ")) {
                ByteBuffer content = bytes(in, (int) Math.min(size, MAX_FORMAT_BYTES));
                read = content.remaining();
                format = WavFormat.parse(content);
            }
            in.skipNBytes(size - read + size % 2);
        }
        throw new IOException("a WAV file without " + (format == null ? "format" : "data"));
    }

    private static AudioScan measure(InputStream in, long size, WavFormat format, double silence) throws IOException {
        Meter meter = new Meter(silence);
        byte[] piece = new byte[Math.max(1, PIECE_BYTES / format.frameBytes()) * format.frameBytes()];
        long left = size;
        int read = in.readNBytes(piece, 0, (int) Math.min(left, piece.length));
        while (read > 0) {
            meter.add(format, ByteBuffer.wrap(piece, 0, read).order(ByteOrder.LITTLE_ENDIAN));
            left -= read;
            read = in.readNBytes(piece, 0, (int) Math.min(left, piece.length));
        }
        return meter.result(format, size >= UNKNOWN_BYTES ? 0 : left);
    }

    private static ByteBuffer bytes(InputStream in, int count) throws IOException {
        return ByteBuffer.wrap(in.readNBytes(count)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Takes the samples as they come. */
    private static final class Meter {
        private final double silence;
        private final MessageDigest digest;
        private long samples;
        private long firstSound = -1;
        private long lastSound = -1;
        private float peak;
        private int run;
        private long clipped;

        Meter(double silence) {
            this.silence = silence;
            try {
                this.digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }

        /** @param frames of all channels */
        void add(WavFormat format, ByteBuffer frames) throws IOException {
            digest.update(frames.duplicate());
            for (float sample : format.mono(frames)) {
                add(sample);
            }
        }

        AudioScan result(WavFormat format, long missingBytes) {
            endRun();
            return new AudioScan(
                    format.sampleRateHz(),
                    format.channels(),
                    format.bits(),
                    format.real(),
                    (double) samples / format.sampleRateHz(),
                    firstSound < 0 ? 0 : (double) (lastSound + 1 - firstSound) / format.sampleRateHz(),
                    peak,
                    clipped,
                    missingBytes,
                    HexFormat.of().formatHex(digest.digest()));
        }

        private void add(float sample) throws IOException {
            float magnitude = Math.abs(sample);
            if (!Float.isFinite(magnitude)) {
                throw new IOException("its sample " + samples + " is not a number");
            }
            if (magnitude >= silence) {
                firstSound = firstSound < 0 ? samples : firstSound;
                lastSound = samples;
            }
            if (magnitude >= FULL_SCALE) {
                run++;
            } else {
                endRun();
            }
            peak = Math.max(peak, magnitude);
            samples++;
        }

        private void endRun() {
            clipped += run >= RUN ? run : 0;
            run = 0;
        }
    }
}
