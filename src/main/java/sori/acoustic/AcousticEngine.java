package sori.acoustic;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * Turns symbols into mel frames on its own worker threads. Thread-safe. The same request gives the same bits on the same
 * engine, whatever else runs beside it.
 */
public interface AcousticEngine extends AutoCloseable {
    /** Queues a segment and returns at once. */
    AcousticJob submit(AcousticRequest request);

    /**
     * Speaks a segment, and returns when it is done.
     *
     * @return its blocks, in order, the last one {@link MelBlock#last}
     * @throws IllegalStateException if the engine gives up, saying why
     * @throws TimeoutException if it is not done within the limit; the work is cancelled then, as it is after an interruption
     */
    default List<MelBlock> speak(AcousticRequest request, Duration limit)
            throws InterruptedException, TimeoutException {
        AcousticJob job = submit(request);
        List<MelBlock> blocks = job.join(limit);
        Optional<String> gaveUp = job.failure();
        if (gaveUp.isPresent()) {
            throw new IllegalStateException("the engine gave up: " + gaveUp.get());
        }
        return blocks;
    }

    /**
     * What decides the last bits of its results besides the model: runtime and its version, provider, CPU features,
     * precision. Engines with equal fingerprints give equal bits; never empty.
     */
    String fingerprint();

    /** What it has to do now, and has done; for whoever watches. */
    default EngineLoad load() {
        return EngineLoad.NONE;
    }

    /** Why it will not speak any more, if one of its graphs did not come to an end and was given up. */
    default Optional<String> givenUp() {
        return Optional.empty();
    }

    /** Cancels every job and frees the model after the running calls have returned. */
    @Override
    void close();
}
