package sori.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call of a graph after the other, each of which can be given up from another thread: ONNX Runtime asks before every node, also
 * inside a loop, whether it is to end. Thread-safe.
 */
final class WatchedCall {
    /** Of a call whose graph is about to be closed. */
    private static final int HURRIED_ROUNDS = 2 * CallWatch.ROUNDS_PER_SECOND;

    private static final Logger log = LoggerFactory.getLogger(WatchedCall.class);

    private final OrtSession.RunOptions options;
    private final BooleanSupplier hurried;
    private boolean running;
    private boolean givenUp;
    private int rounds;
    private int mostRounds;

    /** @param hurried whether calls are not to be waited for much longer */
    WatchedCall(BooleanSupplier hurried) throws OrtException {
        this.options = new OrtSession.RunOptions();
        this.hurried = hurried;
    }

    /** @param mostRounds of the watch that the call may take */
    synchronized void begin(int mostRounds) {
        this.mostRounds = mostRounds;
        rounds = 0;
        running = true;
    }

    OrtSession.RunOptions options() {
        return options;
    }

    /** @return whether it was given up, after which there is no other call */
    synchronized boolean end() {
        running = false;
        return givenUp;
    }

    synchronized void round() {
        if (!running
                || givenUp
                || ++rounds <= (hurried.getAsBoolean() ? Math.min(HURRIED_ROUNDS, mostRounds) : mostRounds)) {
            return;
        }
        givenUp = true;
        try {
            options.setTerminate(true);
        } catch (OrtException e) {
            log.error("a call that does not end cannot be given up", e);
        }
    }

    /** Not while a call runs. */
    void close() {
        options.close();
    }
}
