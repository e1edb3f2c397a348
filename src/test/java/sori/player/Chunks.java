package sori.player;

import java.nio.ByteBuffer;
import sori.schema.AudioChunk;
import sori.schema.Records;
import sori.schema.SpeechStatus;

/** Audio chunks whose samples say where they belong: every chunk but an empty one has two samples. */
final class Chunks {
    static final int RATE = 1000;

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
        return Records.audio(id, sequence)
                .setAttempt(attempt)
                .setSampleRateHz(RATE)
                .setAudio(ByteBuffer.wrap(pcm))
                .setLast(last)
                .setStatus(status)
                .build();
    }
}
