package sori.stream.stage;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** Tells a backlog of bulk that is being read from bulk that comes as it is written, by how fast its records come. Not thread-safe. */
final class BacklogReading {
    static final long WINDOW_MS = 200;

    /** So many within the window, 500 a second, come faster than they could be spoken. */
    private static final int RECORDS = 100;

    private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(WINDOW_MS);

    private final Deque<Long> last = new ArrayDeque<>(RECORDS + 1);

    void came(long nanos) {
        last.add(nanos);
        if (last.size() > RECORDS) {
            last.remove();
        }
    }

    /** Whether so many have come within the window. */
    boolean goesOn(long nanos) {
        return last.size() == RECORDS && nanos - last.element() < WINDOW_NANOS;
    }
}
