package sori.client;

import java.util.List;
import sori.schema.AudioChunk;
import sori.schema.SpeechStatus;

/**
 * A whole utterance as it came out of {@code speech.audio}.
 *
 * @param chunks of the highest attempt, in sequence, the last one last
 */
public record SpokenUtterance(List<AudioChunk> chunks) implements HeardSpeech {
    public SpokenUtterance {
        chunks = List.copyOf(chunks);
        if (chunks.isEmpty() || !chunks.get(chunks.size() - 1).getLast()) {
            throw new IllegalArgumentException("an utterance ends with its last chunk");
        }
    }

    public SpeechStatus status() {
        return end().getStatus();
    }

    /** Characters that the voice's symbol table lacks. */
    public int unmapped() {
        return end().getUnmapped();
    }

    /** Without the audio. */
    @Override
    public String toString() {
        return utteranceId() + " (attempt " + end().getAttempt() + ", " + chunks.size() + " chunks, " + status() + ")";
    }
}
