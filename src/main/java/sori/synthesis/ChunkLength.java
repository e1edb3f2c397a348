package sori.synthesis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import sori.schema.MelChunk;

/**
 * How much audio a chunk may have so that its record fits its topic. Settled with an utterance's first chunk, and later only made
 * shorter: where a restart finds a topic that takes less. For one thread.
 */
final class ChunkLength {
    /** A chunk's numbers at their longest, and the names of its encoding: all but names of the utterance's own, audio and marks. */
    private static final int NUMBERS_BYTES = 128;

    /** Of nine bytes of room four samples take eight, and one is for the marks of the words: at most one each frame. */
    private static final int ROOM_OF_NINE_BYTES = 4;

    private final int recordBytes;
    private int samples;

    /**
     * @param recordBytes that a record may have, its key left out
     * @param longest samples that are asked for
     */
    ChunkLength(int recordBytes, int longest) {
        this.recordBytes = recordBytes;
        this.samples = longest;
    }

    /** The most samples of a chunk, as it was settled. */
    int samples() {
        return samples;
    }

    /** The most samples of a chunk that is made of frames; 1 at least, however little fits. */
    int of(MelChunk chunk) {
        long room = recordBytes - NUMBERS_BYTES - names(chunk) - bytes(warnings(chunk));
        samples = (int) Math.max(1, Math.min(samples, room * ROOM_OF_NINE_BYTES / 9));
        return samples;
    }

    /** The warnings that leave three quarters of a record to the audio; in all but small topics all of them. */
    List<String> warnings(MelChunk chunk) {
        List<String> fitting = new ArrayList<>();
        int room = recordBytes / 4;
        for (String warning : chunk.getWarnings()) {
            room -= bytes(List.of(warning));
            if (room < 0) {
                break;
            }
            fitting.add(warning);
        }
        return fitting;
    }

    private static int names(MelChunk chunk) {
        return bytes(
                List.of(chunk.getUtteranceId(), chunk.getVoice(), chunk.getVoiceVersion(), chunk.getSourceTopic()));
    }

    private static int bytes(List<String> texts) {
        return texts.stream()
                .mapToInt(text -> text.getBytes(StandardCharsets.UTF_8).length + 5)
                .sum();
    }
}
