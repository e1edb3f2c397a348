package sori.stream.stage;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/**
 * An utterance's share of its task's executor. Its work is done in its own order, whichever of it was hurried. {@link #execute} and
 * {@link #hurry} are for one stream thread.
 */
final class UtteranceExecutor implements Executor {
    private final SerialExecutor shared;
    /** Not begun. What the shared executor has of it is only that so many are to be done. */
    private final Queue<Runnable> own = new ConcurrentLinkedQueue<>();

    private boolean bulk;

    UtteranceExecutor(SerialExecutor shared, boolean bulk) {
        this.shared = shared;
        this.bulk = bulk;
    }

    @Override
    public void execute(Runnable work) {
        own.add(work);
        shared.execute(this::doNext, bulk);
    }

    /** What has no turn before others yet, and what comes, is bulk no more. */
    void hurry() {
        if (bulk) {
            bulk = false;
            own.forEach(each -> shared.execute(this::doNext, false));
        }
    }

    /** What comes is bulk. */
    void takeTime() {
        bulk = true;
    }

    private void doNext() {
        Runnable next = own.poll();
        if (next != null) { // was hurried, and is done
            next.run();
        }
    }
}
