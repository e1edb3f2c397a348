package sori.stream.stage;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Threads that executors share. Whoever has work that is no bulk comes first; they take turns. While there is such work, and some time
 * after it, bulk leaves one thread free and rests as long as it worked: what is waited for passes through a dozen threads, and each would
 * have to wait for a processor. While a backlog of bulk is read, all of it rests: somebody may wait for what stands behind it. Thread-safe.
 */
final class VocodingThreads {
    /** So long after other work bulk holds back. */
    private static final long HOLDS_BACK_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final int IDLE_SECONDS = 10;

    private final ThreadPoolExecutor threads;
    private final int count;
    private final LongSupplier nanoClock;
    /** Those with work to be done and none at it. */
    private final Deque<Queue> ready = new ArrayDeque<>();

    private int busy;
    private int takenByBulk;
    private final BacklogReading reading = new BacklogReading();
    private boolean looksAgain;
    private Optional<Long> lastOther = Optional.empty();

    /** @param nanoClock as {@link System#nanoTime} */
    VocodingThreads(String name, int count, LongSupplier nanoClock) {
        this.count = count;
        this.nanoClock = nanoClock;
        this.threads = new ThreadPoolExecutor(
                count, count, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread worker = new Thread(work, name);
                    worker.setDaemon(true);
                    return worker;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** Another executor. */
    SerialExecutor open() {
        return new Queue();
    }

    /** Gives free threads work, as much as may be begun now. */
    private synchronized void dispatch() {
        Optional<Queue> next;
        while (busy < count && (next = next()).isPresent()) {
            Queue queue = next.get();
            ready.remove(queue);
            boolean bulk = queue.others.isEmpty();
            Runnable work = bulk ? queue.bulk.remove() : queue.others.remove();
            busy++;
            takenByBulk += bulk ? 1 : 0;
            threads.execute(() -> run(queue, work, bulk));
        }
    }

    private Optional<Queue> next() {
        Optional<Queue> other =
                ready.stream().filter(queue -> !queue.others.isEmpty()).findFirst();
        return other.isPresent() || ready.isEmpty() || takenByBulk >= forBulk()
                ? other
                : Optional.ofNullable(ready.peek());
    }

    /** Threads that bulk may have. */
    private int forBulk() {
        if (reading.goesOn(nanoClock.getAsLong())) {
            lookAgain();
            return 0;
        }
        return holdsBack() ? Math.max(1, count - 1) : count;
    }

    /** Nobody tells when the last record of a backlog was read. */
    private void lookAgain() {
        if (!looksAgain) {
            looksAgain = true;
            CompletableFuture.delayedExecutor(BacklogReading.WINDOW_MS, TimeUnit.MILLISECONDS, Runnable::run)
                    .execute(this::looked);
        }
    }

    private synchronized void looked() {
        looksAgain = false;
        dispatch();
    }

    private boolean holdsBack() {
        return lastOther.isPresent() && nanoClock.getAsLong() - lastOther.get() < HOLDS_BACK_NANOS;
    }

    private void run(Queue queue, Runnable work, boolean bulk) {
        long begun = nanoClock.getAsLong();
        try {
            work.run();
        } finally {
            ended(queue, bulk, nanoClock.getAsLong() - begun);
        }
    }

    private synchronized void ended(Queue queue, boolean bulk, long nanos) {
        busy--;
        queue.placed = false;
        queue.becomeReady();
        if (bulk && holdsBack()) {
            CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS, Runnable::run)
                    .execute(this::rested);
        } else if (bulk) {
            takenByBulk--;
        }
        dispatch();
    }

    private synchronized void rested() {
        takenByBulk--;
        dispatch();
    }

    /** One work after the other, on whichever of the threads is free; guarded by the threads' lock. */
    private final class Queue implements SerialExecutor {
        private final Deque<Runnable> others = new ArrayDeque<>();
        private final Deque<Runnable> bulk = new ArrayDeque<>();
        /** Whether it is among the ready, or has work done. */
        private boolean placed;

        private boolean closed;

        @Override
        public void execute(Runnable work) {
            execute(work, false);
        }

        @Override
        public void execute(Runnable work, boolean ofBulk) {
            synchronized (VocodingThreads.this) {
                if (closed) {
                    throw new RejectedExecutionException("the executor is closed");
                }
                (ofBulk ? bulk : others).add(work);
                if (!ofBulk) {
                    lastOther = Optional.of(nanoClock.getAsLong());
                }
                becomeReady();
                dispatch();
            }
        }

        @Override
        public void bulkCame() {
            synchronized (VocodingThreads.this) {
                reading.came(nanoClock.getAsLong());
            }
        }

        @Override
        public boolean isBulkRead() {
            synchronized (VocodingThreads.this) {
                return reading.goesOn(nanoClock.getAsLong());
            }
        }

        private void becomeReady() {
            boolean empty = others.isEmpty() && bulk.isEmpty();
            if (!placed && !empty && !ready.contains(this)) {
                ready.add(this); // behind the other executors
                placed = true;
            }
        }

        @Override
        public void close() {
            synchronized (VocodingThreads.this) {
                closed = true;
                others.clear();
                bulk.clear();
                if (ready.remove(this)) {
                    placed = false;
                }
            }
        }
    }
}
