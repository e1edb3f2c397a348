package sori.stream.stage;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/** Where a stage has long work done, so that its stream thread and its open transaction need not wait. */
public interface SerialExecutor extends Executor, AutoCloseable {
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

    /** A record of bulk has come, for which work is going to be done. */
    default void bulkCame() {}

    /** Whether bulk is not to begin now: so much of it comes that it had better be read first. */
    default boolean isBulkRead() {
        return false;
    }

    /** Forgets what is not begun. Does not wait. */
    @Override
    void close();

    /**
     * Executors that share threads, one for each processor: more would only take turns in each other's caches. Each has one work
     * done at a time, and they take turns; bulk comes last ({@link VocodingThreads}). The threads end when nothing was to be done for a
     * while.
     */
    static Supplier<SerialExecutor> sharing(String name) {
        return new VocodingThreads(name, Runtime.getRuntime().availableProcessors(), System::nanoTime)::open;
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
}
