package sori.player;

import java.nio.ByteBuffer;
import java.util.List;
import sori.kafka.Topics;
import sori.schema.AudioChunk;
import sori.schema.SpeechStatus;

/** Audio chunks whose samples say where they belong: every chunk but an empty one has two samples. */
final class Chunks {
    static final int RATE = 1000;
    /** Loading the topics also teaches Avro to trust the generated classes. */
    private static final String SOURCE = Topics.TEXT.name();

    private final String id;
    private final int attempt;

    Chunks(String id, int attempt) {
        this.id = id;
        this.attempt = attempt;
    }

    AudioChunk chunk(int sequence) {
        return chunk(sequence, pcm(sequence), false, SpeechStatus.OK);
    }

    AudioChunk last(int sequence) {
        return chunk(sequence, pcm(sequence), true, SpeechStatus.OK);
    }

    AudioChunk failed(int sequence) {
        return chunk(sequence, new byte[0], true, SpeechStatus.FAILED);
    }

    /** Two samples, the utterance's first letter and the sequence in the first, its complement in the second. */
    byte[] pcm(int sequence) {
        byte letter = (byte) id.charAt(0);
        return new byte[] {letter, (byte) sequence, letter, (byte) ~sequence};
    }

    private AudioChunk chunk(int sequence, byte[] pcm, boolean last, SpeechStatus status) {
        return AudioChunk.newBuilder()
                .setUtteranceId(id)
                .setAttempt(attempt)
                .setSequence(sequence)
                .setStartSample(2L * sequence)
                .setSampleRateHz(RATE)
                .setEncoding("pcm_s16le")
                .setAudio(ByteBuffer.wrap(pcm))
                .setMarks(List.of())
                .setLast(last)
                .setStatus(status)
                .setVoice("fake")
                .setVoiceVersion("1")
                .setSourceTopic(SOURCE)
                .setSourcePartition(0)
                .setSourceOffset(0)
                .build();
    }
}
