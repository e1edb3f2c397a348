package sori.cli.options;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import sori.config.Refusal;

/**
 * Ctrl-C and SIGTERM as a wish that the command fulfils by itself: it leaves its loop, closes what it opened in the right
 * order, and closes this last. The process waits for that, so that the application has committed before the broker ends.
 */
public final class StopSignal implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(45);
    private static final Duration POLL = Duration.ofMillis(20);

    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook = new Thread(this::onSignal, "sori-stop");

    private StopSignal() {}

    /** To be opened before everything that it should outlive. */
    public static StopSignal install() {
        StopSignal signal = new StopSignal();
        Runtime.getRuntime().addShutdownHook(signal.hook);
        return signal;
    }

    public boolean requested() {
        return requested.getCount() == 0;
    }

    /** Waits; true when the end was asked for within that time. */
    public boolean await(Duration time) {
        try {
            return requested.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** As Ctrl-C does. */
    public void request() {
        requested.countDown();
    }

    /**
     * Does what may block for long, on a thread of its own. Once the end is asked for it has so much time left; then it is left alone, and its
     * thread ends with the process.
     *
     * @return what it came to; empty when it was left alone
     * @throws Exception what it threw
     */
    public <T> Optional<T> within(Duration grace, Callable<T> work) throws Exception {
        // Not a CompletableFuture, which takes a CompletionException apart.
        FutureTask<T> done = new FutureTask<>(work);
        Thread worker = new Thread(done, "sori-work");
        worker.setDaemon(true);
        worker.start();
        while (!done.isDone() && !await(POLL)) {}
        try {
            return Optional.of(done.get(grace.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal("interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception failure) {
                throw failure;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        finished.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already: the hook runs, and the latch lets it go.
        }
    }

    private void onSignal() {
        request();
        try {
            if (!finished.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                System.err.println("sori: something does not end; giving up on it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
