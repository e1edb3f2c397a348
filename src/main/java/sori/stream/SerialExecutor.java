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

    /** Forgets what is not begun. Does not wait. */
    @Override
    void close();

    /**
     * Executors that share threads, one for each processor: more would only take turns in each other's caches. Each has one work
     * done at a time, and they take turns. The threads end when nothing was to be done for a while.
     */
    static Supplier<SerialExecutor> sharing(String name) {
        int processors = Runtime.getRuntime().availableProcessors();
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                processors, processors, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread worker = new Thread(work, name);
                    worker.setDaemon(true);
                    return worker;
                });
        threads.allowCoreThreadTimeOut(true);
        return () -> new Queue(threads);
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

    /** One work after the other, on whichever of the threads is free. Thread-safe. */
    final class Queue implements SerialExecutor {
        private final Executor threads;
        private final Deque<Runnable> waiting = new ArrayDeque<>();
        private boolean busy;
        private boolean closed;

        private Queue(Executor threads) {
            this.threads = threads;
        }

        @Override
        public synchronized void execute(Runnable work) {
            if (closed) {
                throw new RejectedExecutionException("the executor is closed");
            }
            waiting.add(work);
            if (!busy) {
                busy = true;
                threads.execute(this::doOne);
            }
        }

        private void doOne() {
            try {
                @Nullable Runnable work = next();
                if (work != null) {
                    work.run();
                }
            } finally {
                goOn();
            }
        }

        private synchronized @Nullable Runnable next() {
            return waiting.poll();
        }

        private synchronized void goOn() {
            busy = !waiting.isEmpty();
            if (busy) {
                threads.execute(this::doOne); // behind the other executors' work
            }
        }

        @Override
        public synchronized void close() {
            closed = true;
            waiting.clear();
        }
    }
}
