package sori.schema;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Records as the stages write them, to be changed where a test asks for more: of the version "1" of a voice "fake", made of the first text in
 * {@code speech.text}.
 */
public final class Records {
    static {
        GeneratedSchemas.trust();
    }

    private Records() {}

    /** Two silent samples at 1,000 Hz behind those of the chunks before; not the last. */
    public static AudioChunk.Builder audio(String id, int sequence) {
        return AudioChunk.newBuilder()
                .setUtteranceId(id)
                .setSequence(sequence)
                .setStartSample(2L * sequence)
                .setSampleRateHz(1000)
                .setEncoding("pcm_s16le")
                .setAudio(ByteBuffer.allocate(4))
                .setLast(false)
                .setVoice("fake")
                .setVoiceVersion("1")
                .setSourceTopic("speech.text")
                .setSourcePartition(0)
                .setSourceOffset(0);
    }

    /** A whole sentence, the last, without a frame. */
    public static MelChunk.Builder mel(String id, int segment) {
        return MelChunk.newBuilder()
                .setUtteranceId(id)
                .setSegment(segment)
                .setLast(true)
                .setFrameOffset(0)
                .setFrames(0)
                .setMels(1)
                .setMel(ByteBuffer.allocate(0))
                .setAttended(List.of())
                .setEndOfSegment(true)
                .setVoice("fake")
                .setVoiceVersion("1")
                .setSourceTopic("speech.text")
                .setSourcePartition(0)
                .setSourceOffset(0);
    }
}
