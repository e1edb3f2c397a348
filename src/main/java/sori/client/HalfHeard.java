package sori.client;

import java.util.List;
import sori.schema.AudioChunk;

/**
 * What had come of an utterance when it was cancelled.
 *
 * @param chunks of the highest attempt, in sequence from 0 without a gap; at least one, none of them the last
 */
public record HalfHeard(List<AudioChunk> chunks) implements HeardSpeech {
    public HalfHeard {
        chunks = List.copyOf(chunks);
        if (chunks.isEmpty()) {
            throw new IllegalArgumentException("nothing came of it");
        }
    }

    /** Without the audio. */
    @Override
    public String toString() {
        return utteranceId() + " (attempt " + end().getAttempt() + ", " + chunks.size() + " chunks, not whole)";
    }
}
