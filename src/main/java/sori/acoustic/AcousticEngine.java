package sori.acoustic;

import java.util.Optional;

/**
 * Turns symbols into mel frames on its own worker threads. Thread-safe. The same request gives the same bits on the same
 * engine, whatever else runs beside it.
 */
public interface AcousticEngine extends AutoCloseable {
    /** Queues a segment and returns at once. */
    AcousticJob submit(AcousticRequest request);

    /**
     * What decides the last bits of its results besides the model: runtime and its version, provider, CPU features,
     * precision. Engines with equal fingerprints give equal bits; never empty.
     */
    String fingerprint();

    /** Why it will not speak any more, if one of its graphs did not come to an end and was given up. */
    default Optional<String> givenUp() {
        return Optional.empty();
    }

    /** Cancels every job and frees the model after the running calls have returned. */
    @Override
    void close();
}
