package sori.acoustic;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A segment in the engine. Polled by one thread, worked on by another; thread-safe. */
public interface AcousticJob {
    /** The blocks finished since the last call, in order of their frames; empty when there are none. Never blocks. */
    List<MelBlock> poll();

    /** Why the engine gave up, if it did; no block follows. */
    Optional<String> failure();

    /**
     * Waits until there is something to {@link #poll}, or the engine gave up, or the job is cancelled; or for so long.
     *
     * @return whether it is so
     */
    boolean await(Duration limit) throws InterruptedException;

    /** Stops the work and drops what was not polled. */
    void cancel();
}
