package sori.client;

import java.util.List;
import sori.schema.AudioChunk;
import sori.schema.SpeechStatus;
import sori.schema.WordMark;

/**
 * A whole utterance as it came out of {@code speech.audio}.
 *
 * @param chunks of the highest attempt, in sequence, the last one last
 */
public record SpokenUtterance(List<AudioChunk> chunks) {
    public SpokenUtterance {
        chunks = List.copyOf(chunks);
        if (chunks.isEmpty() || !chunks.get(chunks.size() - 1).getLast()) {
            throw new IllegalArgumentException("an utterance ends with its last chunk");
        }
    }

    public String utteranceId() {
        return end().getUtteranceId();
    }

    public String voice() {
        return end().getVoice();
    }

    public String voiceVersion() {
        return end().getVoiceVersion();
    }

    public int sampleRateHz() {
        return end().getSampleRateHz();
    }

    public SpeechStatus status() {
        return end().getStatus();
    }

    /** Characters that the voice's symbol table lacks. */
    public int unmapped() {
        return end().getUnmapped();
    }

    /** The whole audio, signed 16 bit little endian, one channel. */
    public byte[] pcm() {
        int bytes =
                chunks.stream().mapToInt(chunk -> chunk.getAudio().remaining()).sum();
        byte[] all = new byte[bytes];
        int at = 0;
        for (AudioChunk chunk : chunks) {
            int length = chunk.getAudio().remaining();
            chunk.getAudio().duplicate().get(all, at, length);
            at += length;
        }
        return all;
    }

    public double seconds() {
        return pcm().length / 2.0 / sampleRateHz();
    }

    /** The words in the order in which they are heard. */
    public List<WordMark> marks() {
        return chunks.stream().flatMap(chunk -> chunk.getMarks().stream()).toList();
    }

    /** Without the audio. */
    @Override
    public String toString() {
        return utteranceId() + " (attempt " + end().getAttempt() + ", " + chunks.size() + " chunks, " + status() + ")";
    }

    private AudioChunk end() {
        return chunks.get(chunks.size() - 1);
    }
}
