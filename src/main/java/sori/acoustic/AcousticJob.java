package sori.acoustic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** A segment in the engine. Polled by one thread, worked on by another; thread-safe. */
public interface AcousticJob {
    /** The blocks finished since the last call, in order of their frames; empty when there are none. Never blocks. */
    List<MelBlock> poll();

    /** Why the engine gave up, or that the work was cancelled; no block follows. */
    Optional<String> failure();

    /**
     * Waits until the segment is done, or the engine gave up on it.
     *
     * @return what was not polled yet, in order; it ends with the segment's last block unless there is a {@link #failure}
     * @throws TimeoutException if it is not done within the limit; the work is cancelled then, as it is after an interruption
     */
    default List<MelBlock> join(Duration limit) throws InterruptedException, TimeoutException {
        List<MelBlock> blocks = new ArrayList<>();
        long end = System.nanoTime() + limit.toNanos();
        try {
            while (blocks.isEmpty() || !blocks.get(blocks.size() - 1).last()) {
                if (!await(Duration.ofNanos(end - System.nanoTime()))) {
                    throw new TimeoutException("not done within " + limit.toMillis() + " ms");
                }
                boolean gaveUp = failure().isPresent(); // asked first: what was finished before it is polled below
                blocks.addAll(poll());
                if (gaveUp) {
                    break;
                }
            }
            return blocks;
        } catch (InterruptedException | TimeoutException e) {
            cancel();
            throw e;
        }
    }

    /**
     * Waits until there is something to {@link #poll}, or the engine gave up; or for so long.
     *
     * @return whether it is so
     */
    boolean await(Duration limit) throws InterruptedException;

    /** From now on it does not stand behind others as {@link AcousticRequest#bulk}. */
    void hurry();

    /** Stops the work and drops what was not polled. */
    void cancel();
}
