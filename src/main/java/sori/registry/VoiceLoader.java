package sori.registry;

import java.io.IOException;
import java.util.Optional;

/** Makes a release speak. */
public interface VoiceLoader<T> {
    /**
     * Fetches, checks, loads and tries.
     *
     * @throws ModelRefusedException if it can never be used here
     * @throws sori.voice.VoiceRefusedException likewise
     * @throws IOException if it cannot be fetched at the moment
     */
    T load(Release release) throws IOException;

    /** Why a version that was loaded cannot speak any more; empty while it can. */
    default Optional<String> givenUp(T voice) {
        return Optional.empty();
    }

    /** Memory that a version takes, as far as it is known; else 0. */
    default long memoryBytes(T voice) {
        return 0;
    }
}
