package sori.synthesis;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import sori.acoustic.AttentionLimits;
import sori.audio.Pcm;
import sori.audio.Wav;
import sori.mel.MelFormat;
import sori.schema.AudioChunk;
import sori.schema.MelChunk;

/**
 * An utterance as {@link Synthesizer} has spoken it. Immutable.
 *
 * @param limits that the voice's attention is held to
 * @param sentences in order
 * @param audio in order, as a pipeline would write it to {@code speech.audio}
 * @param melNanos wall time from symbols to mel frames
 * @param vocodeNanos wall time from mel frames to samples
 */
public record Speech(
        MelFormat format,
        AttentionLimits limits,
        List<Sentence> sentences,
        List<AudioChunk> audio,
        long melNanos,
        long vocodeNanos) {
    public Speech {
        sentences = List.copyOf(sentences);
        audio = List.copyOf(audio);
    }

    /**
     * A sentence on its way.
     *
     * @param firstSample where it begins within the utterance
     * @param symbols indices into the voice's symbol table, the end symbol last; none where nothing is to be spoken
     * @param chunks its mel
     */
    public record Sentence(long firstSample, List<Integer> symbols, List<MelChunk> chunks) {
        public Sentence {
            symbols = List.copyOf(symbols);
            chunks = List.copyOf(chunks);
        }

        /** {@code [frames, mels]} row-major, natural log. */
        public float[] mel() {
            float[] mel = new float[0];
            for (MelChunk chunk : chunks) {
                float[] more = MelFrames.of(chunk);
                mel = Arrays.copyOf(mel, mel.length + more.length);
                System.arraycopy(more, 0, mel, mel.length - more.length, more.length);
            }
            return mel;
        }

        public int frames() {
            return chunks.stream().mapToInt(MelChunk::getFrames).sum();
        }

        /** {@code [frames]} index into {@link #symbols} that each frame attended to most; empty for a voice without attention. */
        public int[] attended() {
            return chunks.stream()
                    .flatMap(chunk -> chunk.getAttended().stream())
                    .mapToInt(Integer::intValue)
                    .toArray();
        }
    }

    /** Length of the utterance, pauses included. */
    public long samples() {
        return audio.stream()
                .mapToLong(chunk -> chunk.getAudio().remaining() / Short.BYTES)
                .sum();
    }

    public double seconds() {
        return (double) samples() / format.sampleRateHz();
    }

    /** The whole audio: signed 16 bit little endian, one channel. */
    public byte[] pcm() {
        ByteBuffer pcm = ByteBuffer.allocate((int) (samples() * Short.BYTES));
        audio.forEach(chunk -> pcm.put(chunk.getAudio().duplicate()));
        return pcm.array();
    }

    /** The whole audio, to be written to a file. */
    public Wav wav() {
        return new Wav(Pcm.decode(pcm()), format.sampleRateHz());
    }
}
