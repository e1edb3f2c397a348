package sori.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import sori.registry.Alias;
import sori.registry.AliasMover;
import sori.registry.ModelId;
import sori.registry.RolloutOptions;

/** An operator who promotes the versions of a voice by turns while a load runs, in a thread of its own. For one thread. */
final class Promoter {
    /** From one promote to the next. */
    static final double SLOT_SECONDS = 2;

    /** Somebody must be heard between two, or the first shows nothing. */
    private static final double REST_SECONDS = 1;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final AliasMover mover;
    private final List<ModelId> versions;
    private final int count;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private Future<List<Promote>> promotes = CompletableFuture.completedFuture(List.of());

    /**
     * Does nothing yet.
     *
     * @param versions to promote by turns; the last is what speaks before
     */
    Promoter(AliasMover mover, List<ModelId> versions, int count) {
        this.mover = mover;
        this.versions = List.copyOf(versions);
        this.count = count;
    }

    /**
     * One promotion, on the load's clock.
     *
     * @param version that speaks from now on
     * @param acknowledgedAt when the registry had it and the operator was told
     */
    record Promote(String version, double beganAt, double acknowledgedAt) {}

    /** Promotes each once, so that none of it is new to the process when it is measured. */
    void warmUp() throws IOException {
        for (ModelId version : versions) {
            promote(version);
        }
    }

    /** Promotes from half a slot after the load's start. */
    void begin(Stopwatch watch) {
        promotes = thread.submit(() -> promote(watch));
    }

    private List<Promote> promote(Stopwatch watch) throws IOException, InterruptedException {
        List<Promote> done = new ArrayList<>();
        double restedAt = SLOT_SECONDS / 2;
        while (!stopping.await((long) (1e9 * (restedAt - watch.wallSeconds())), TimeUnit.NANOSECONDS)
                && done.size() < count) {
            ModelId next = versions.get(done.size() % versions.size());
            double beganAt = watch.wallSeconds();
            promote(next);
            double acknowledgedAt = watch.wallSeconds();
            done.add(new Promote(next.version(), beganAt, acknowledgedAt));
            restedAt = Math.max(beganAt + SLOT_SECONDS, acknowledgedAt + REST_SECONDS);
        }
        return done;
    }

    private void promote(ModelId next) throws IOException {
        mover.promote(
                next,
                new Alias(Alias.STABLE, next.version(), OptionalInt.empty()),
                new RolloutOptions(PATIENCE, false, "bench", line -> {}));
    }

    /** Whether all are made, and the time in which the last one is to be noticed is over. */
    boolean done() {
        return promotes.isDone();
    }

    /** Returns when the promotion in hand is made, and begins no other. */
    void stop() throws InterruptedException {
        stopping.countDown();
        thread.shutdown();
        if (!thread.awaitTermination(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            thread.shutdownNow();
        }
    }

    /**
     * Those that were made, after the end.
     *
     * @throws IOException if one was refused
     */
    List<Promote> promotes() throws IOException, InterruptedException {
        try {
            return promotes.get();
        } catch (ExecutionException e) {
            throw new IOException("a version was not promoted: " + e.getCause(), e);
        }
    }
}
