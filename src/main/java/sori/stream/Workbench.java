package sori.stream;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Where a stage has long work done, so that its stream thread and its open transaction need not wait. */
interface Workbench extends AutoCloseable {
    /** Has work done some time, in the order of the calls. */
    void execute(Runnable work);

    /** Forgets what is not begun. Does not wait. */
    @Override
    void close();

    /** One thread beside the caller's. */
    static Workbench beside(String name) {
        ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
            Thread worker = new Thread(work, name);
            worker.setDaemon(true);
            return worker;
        });
        return new Workbench() {
            @Override
            public void execute(Runnable work) {
                thread.execute(work);
            }

            @Override
            public void close() {
                thread.shutdownNow();
            }
        };
    }

    /** The caller's own thread, at once: for tests that let time pass step by step. */
    static Workbench here() {
        return new Workbench() {
            @Override
            public void execute(Runnable work) {
                work.run();
            }

            @Override
            public void close() {}
        };
    }
}
