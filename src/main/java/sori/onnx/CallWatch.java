package sori.onnx;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks after the calls of graphs that are under way and has those given up that do not end. It counts its own rounds, not time, so
 * that a process that was stopped for a while gives nothing up. Thread-safe.
 */
final class CallWatch {
    static final int ROUNDS_PER_SECOND = 4;

    private final Set<WatchedCall> calls = ConcurrentHashMap.newKeySet();

    /** The process's, with a thread of its own. */
    static CallWatch ofProcess() {
        return OfProcess.ONLY;
    }

    private static final class OfProcess {
        private static final CallWatch ONLY = begin();

        private static CallWatch begin() {
            CallWatch watch = new CallWatch();
            Thread thread = new Thread(watch::goRound, "graph-calls");
            thread.setDaemon(true);
            thread.start();
            return watch;
        }
    }

    private void goRound() {
        try {
            while (true) {
                Thread.sleep(1000 / ROUNDS_PER_SECOND);
                round();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks at every call once. */
    void round() {
        calls.forEach(WatchedCall::round);
    }

    void add(WatchedCall call) {
        calls.add(call);
    }

    void remove(WatchedCall call) {
        calls.remove(call);
    }
}
