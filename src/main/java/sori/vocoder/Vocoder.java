package sori.vocoder;

import java.util.Optional;

/** Mel frames to samples. Implementations are thread-safe; streams are not. */
public interface Vocoder extends AutoCloseable {
    /**
     * @param mel {@code [frames, mels]} row-major, natural log, in the format that the vocoder was made for
     * @return {@code frames * hopSamples} samples in -1..1
     */
    float[] vocode(float[] mel);

    /** The beginning of an utterance. Unless the vocoder can do better, all its samples come at its end. */
    default VocoderStream stream() {
        return new GatheringStream(this, new float[0]);
    }

    /**
     * Goes on where a stream of an equal vocoder was.
     *
     * @param state from {@link VocoderStream#state}
     * @throws IllegalArgumentException if it is not a state of such a vocoder
     */
    default VocoderStream resume(byte[] state) {
        return new GatheringStream(this, new StreamState(state).rest());
    }

    /** Why it will not speak any more, if its graph did not come to an end and was given up. */
    default Optional<String> givenUp() {
        return Optional.empty();
    }

    /** Frees what is outside the heap; the vocoder and its streams are not to be used any more. */
    @Override
    default void close() {}
}
