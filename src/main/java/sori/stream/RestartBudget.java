package sori.stream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** So many restarts within so much time. Thread-safe. */
public final class RestartBudget {
    private final int restarts;
    private final long windowNanos;
    private final Deque<Long> spent = new ArrayDeque<>();

    public RestartBudget(int restarts, Duration window) {
        this.restarts = restarts;
        this.windowNanos = window.toNanos();
    }

    /** Whether one more is allowed now; if so, it counts. */
    public synchronized boolean spend() {
        long now = System.nanoTime();
        while (!spent.isEmpty() && now - spent.peekFirst() > windowNanos) {
            spent.removeFirst();
        }
        if (spent.size() >= restarts) {
            return false;
        }
        spent.addLast(now);
        return true;
    }
}
