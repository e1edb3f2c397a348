package sori.audio;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jflac.FLACDecoder;
import org.jflac.PCMProcessor;
import org.jflac.metadata.StreamInfo;
import org.jflac.util.ByteData;
import org.jspecify.annotations.Nullable;

/** FLAC (RFC 9639) of 8, 16 or 24 bits, decoded by jFLAC. Stateless. */
final class Flac {
    /** Of the file, up to the end of its first block, which is always the one with the checksum. */
    private static final int HEAD_BYTES = 42;

    private static final int CHECKSUM_OFFSET = 26;
    private static final byte[] MAGIC = {'f', 'L', 'a', 'C'};

    private Flac() {}

    /** Whether a file that begins with these bytes is FLAC. */
    static boolean begins(byte[] bytes) {
        return bytes.length >= MAGIC.length
                && bytes[0] == MAGIC[0]
                && bytes[1] == MAGIC[1]
                && bytes[2] == MAGIC[2]
                && bytes[3] == MAGIC[3];
    }

    /** Takes a decoded piece: whole frames of all channels, as a WAV file has them. */
    interface Sink {
        void take(WavFormat format, ByteBuffer frames) throws IOException;
    }

    /**
     * What the file says of itself.
     *
     * @param samples of each channel; 0 where the writer did not know
     */
    record Info(WavFormat format, long samples) {}

    /**
     * Decodes all that is there, piece by piece.
     *
     * @throws IOException if it is no FLAC file, is damaged, or has another number of bits
     */
    static Info decode(InputStream in, Sink sink) throws IOException {
        byte[] head = in.readNBytes(HEAD_BYTES);
        FLACDecoder decoder = new FLACDecoder(new SequenceInputStream(new ByteArrayInputStream(head), in));
        Pieces pieces = new Pieces(sink);
        decoder.addPCMProcessor(pieces);
        try {
            decoder.decode();
        } catch (RuntimeException e) {
            throw new IOException("a damaged FLAC file: " + e, e);
        }
        IOException failure = pieces.failure;
        if (failure != null) {
            throw failure;
        }
        StreamInfo info = decoder.getStreamInfo();
        if (info == null) {
            throw new IOException("a FLAC file without its first block");
        }
        if (decoder.getBadFrames() > 0) {
            throw new IOException("a damaged FLAC file: " + decoder.getBadFrames() + " of its frames can't be decoded");
        }
        if (pieces.samples >= info.getTotalSamples()) { // else its end is missing
            check(Arrays.copyOfRange(head, CHECKSUM_OFFSET, HEAD_BYTES), pieces.checksum.digest());
        }
        return new Info(pieces.format(info), info.getTotalSamples());
    }

    /** The decoder does not look at checksums. */
    private static void check(byte[] promised, byte[] found) throws IOException {
        boolean known = !Arrays.equals(promised, new byte[promised.length]); // some writers leave it out
        if (known && !Arrays.equals(promised, found)) {
            throw new IOException("a damaged FLAC file: its samples have another checksum than was written with them");
        }
    }

    /** The mean of the channels. */
    static Wav read(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Info info = decode(in, (format, frames) -> bytes.write(frames.array(), 0, frames.limit()));
        ByteBuffer data = ByteBuffer.wrap(bytes.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        return new Wav(info.format().mono(data), info.format().sampleRateHz());
    }

    /** Hands pieces on; the decoder's interface lets no exception through. */
    private static final class Pieces implements PCMProcessor {
        private final Sink sink;
        private final MessageDigest checksum;
        private long samples;
        private @Nullable StreamInfo info;
        private @Nullable IOException failure;

        Pieces(Sink sink) {
            this.sink = sink;
            try {
                this.checksum = MessageDigest.getInstance("MD5");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has MD5", e);
            }
        }

        private WavFormat format(StreamInfo of) throws IOException {
            int bits = of.getBitsPerSample();
            if (bits != 8 && bits != 16 && bits != 24) {
                throw new IOException("cannot read a FLAC file of " + bits + " bits");
            }
            return new WavFormat(false, of.getChannels(), of.getSampleRate(), bits);
        }

        @Override
        public void processStreamInfo(StreamInfo streamInfo) {
            info = streamInfo;
        }

        @Override
        public void processPCM(ByteData pcm) {
            StreamInfo known = info;
            if (failure == null && known != null) {
                try {
                    WavFormat format = format(known);
                    samples += pcm.getLen() / format.frameBytes();
                    for (int i = 0; i < pcm.getLen(); i++) { // 8 bits have a sign there, and none in a WAV file
                        checksum.update((byte) (pcm.getData()[i] - (format.bits() == 8 ? 128 : 0)));
                    }
                    sink.take(
                            format,
                            ByteBuffer.wrap(pcm.getData(), 0, pcm.getLen()).order(ByteOrder.LITTLE_ENDIAN));
                } catch (IOException e) {
                    failure = e;
                }
            }
        }
    }
}
