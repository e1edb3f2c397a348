package sori.acoustic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A job between the worker that fills it and the caller that polls it. */
final class QueuedJob implements AcousticJob {
    private final AcousticRequest request;
    private List<MelBlock> ready = new ArrayList<>();
    private @Nullable String failure;
    private boolean cancelled;
    private volatile boolean bulk;

    QueuedJob(AcousticRequest request) {
        this.request = request;
        this.bulk = request.bulk();
    }

    AcousticRequest request() {
        return request;
    }

    @Override
    public synchronized List<MelBlock> poll() {
        if (ready.isEmpty()) {
            return List.of();
        }
        List<MelBlock> polled = ready;
        ready = new ArrayList<>();
        return polled;
    }

    @Override
    public synchronized Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public synchronized boolean await(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (ready.isEmpty() && failure == null) {
            long leftNanos = end - System.nanoTime();
            if (leftNanos <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, leftNanos);
        }
        return true;
    }

    /** Whether others go first. */
    boolean bulk() {
        return bulk;
    }

    @Override
    public void hurry() {
        bulk = false;
    }

    @Override
    public synchronized void cancel() {
        cancelled = true;
        ready = new ArrayList<>();
        failure = failure == null ? "the work was cancelled" : failure;
        notifyAll();
    }

    synchronized boolean cancelled() {
        return cancelled;
    }

    synchronized void add(MelBlock block) {
        if (!cancelled) {
            ready.add(block);
            notifyAll();
        }
    }

    synchronized void fail(String reason) {
        failure = reason;
        notifyAll();
    }
}
