package sori.stream;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where a stage has long work done, so that its stream thread and its open transaction need not wait. */
interface SerialExecutor extends Executor, AutoCloseable {
    /**
     * Has work done some time, in the order of the calls.
     *
     * @throws RejectedExecutionException after {@link #close}
     */
    @Override
    void execute(Runnable work);

    /**
     * The same, where bulk may have to wait until there is nothing else.
     *
     * @throws RejectedExecutionException after {@link #close}
     */
    default void execute(Runnable work, boolean bulk) {
        execute(work);
    }

    /** Forgets what is not begun. Does not wait. */
    @Override
    void close();

    /**
     * Executors that share threads, one for each processor: more would only take turns in each other's caches. Each has one work
     * done at a time, and they take turns; those that have none but bulk come after the others. The threads end when nothing was to be
     * done for a while.
     */
    static Supplier<SerialExecutor> sharing(String name) {
        return sharing(name, Runtime.getRuntime().availableProcessors());
    }

    /** The same with so many threads. */
    static Supplier<SerialExecutor> sharing(String name, int count) {
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(count, count, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread worker = new Thread(work, name);
                    worker.setDaemon(true);
                    return worker;
                });
        threads.allowCoreThreadTimeOut(true);
        Deque<Queue> ready = new ArrayDeque<>();
        return () -> new Queue(threads, ready);
    }

    /** The caller's own thread, at once: for tests that let time pass step by step. */
    static SerialExecutor here() {
        return new SerialExecutor() {
            @Override
            public void execute(Runnable work) {
                work.run();
            }

            @Override
            public void close() {}
        };
    }

    /** One work after the other, on whichever of the threads is free. Thread-safe; what queues share is guarded by {@link #ready}. */
    final class Queue implements SerialExecutor {
        private final Executor threads;
        /** Those with work to be done and none at it. */
        private final Deque<Queue> ready;

        private final Deque<Runnable> waiting = new ArrayDeque<>();
        private final Deque<Runnable> waitingBulk = new ArrayDeque<>();
        private boolean busy;
        private boolean closed;

        private Queue(Executor threads, Deque<Queue> ready) {
            this.threads = threads;
            this.ready = ready;
        }

        @Override
        public void execute(Runnable work) {
            execute(work, false);
        }

        @Override
        public void execute(Runnable work, boolean bulk) {
            synchronized (ready) {
                if (closed) {
                    throw new RejectedExecutionException("the executor is closed");
                }
                (bulk ? waitingBulk : waiting).add(work);
                if (!busy) {
                    becomeReady();
                }
            }
        }

        private void becomeReady() {
            busy = true;
            ready.add(this); // behind the other executors
            threads.execute(this::doOneOfAll);
        }

        /** As many calls as queues are ready: each takes whichever comes first now. */
        private void doOneOfAll() {
            Queue first;
            @Nullable Runnable work;
            synchronized (ready) {
                first = ready.stream()
                        .filter(queue -> !queue.waiting.isEmpty())
                        .findFirst()
                        .orElseGet(ready::getFirst);
                ready.remove(first);
                work = first.waiting.isEmpty() ? first.waitingBulk.poll() : first.waiting.poll();
            }
            try {
                if (work != null) {
                    work.run();
                }
            } finally {
                first.goOn();
            }
        }

        private void goOn() {
            synchronized (ready) {
                busy = false;
                if (!waiting.isEmpty() || !waitingBulk.isEmpty()) {
                    becomeReady();
                }
            }
        }

        @Override
        public void close() {
            synchronized (ready) {
                closed = true;
                waiting.clear();
                waitingBulk.clear();
            }
        }
    }
}
