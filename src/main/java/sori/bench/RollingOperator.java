package sori.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** An operator who restarts all instances in turn while a load runs, in a thread of their own. For one thread. */
final class RollingOperator implements AutoCloseable {
    /** What a restart does to the group is over by then, and the next one is a restart of its own. */
    static final double SETTLE_SECONDS = 5;

    private static final double PATIENCE_SECONDS = 240;
    private static final int POLL_MS = 20;

    private final Supplier<BenchInstances.Instance> starting;
    private final List<BenchInstances.Instance> instances = new ArrayList<>();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private Future<List<Restart>> restarts = CompletableFuture.completedFuture(List.of());

    /**
     * A restart, on the load's clock.
     *
     * @param beganAt when the instance was told to end
     * @param endedAt when it had
     * @param speaksAt when its successor was ready
     */
    record Restart(double beganAt, double endedAt, double speaksAt) {
        /** When listeners can have noticed the last of it. */
        double overAt() {
            return speaksAt + SETTLE_SECONDS;
        }
    }

    RollingOperator(Supplier<BenchInstances.Instance> starting) {
        this.starting = starting;
    }

    /** Starts so many instances, and returns when all speak. */
    void launch(int count) throws TimeoutException, InterruptedException {
        for (int i = 0; i < count; i++) {
            instances.add(starting.get());
        }
        for (BenchInstances.Instance each : instances) {
            await(each);
        }
    }

    /** Restarts each, the first after a time of quiet. */
    void begin(Stopwatch watch, double quietSeconds, Workplace workplace) {
        FutureTask<List<Restart>> task = new FutureTask<>(() -> restartAll(watch, quietSeconds, workplace));
        restarts = task;
        Thread thread = new Thread(task, "sori-rolling");
        thread.setDaemon(true);
        thread.start();
    }

    private List<Restart> restartAll(Stopwatch watch, double quietSeconds, Workplace workplace) throws Exception {
        List<Restart> done = new ArrayList<>();
        boolean stopped = stopping.await((long) (1e9 * quietSeconds), TimeUnit.NANOSECONDS);
        for (int i = 0; i < instances.size() && !stopped; i++) {
            workplace.progress("rolling: restarting instance " + (i + 1) + " of " + instances.size() + " ...");
            double beganAt = watch.wallSeconds();
            instances.get(i).close();
            double endedAt = watch.wallSeconds();
            instances.set(i, starting.get());
            await(instances.get(i));
            done.add(new Restart(beganAt, endedAt, watch.wallSeconds()));
            stopped = stopping.await((long) (1e9 * SETTLE_SECONDS), TimeUnit.NANOSECONDS);
        }
        return done;
    }

    private static void await(BenchInstances.Instance instance) throws TimeoutException, InterruptedException {
        long start = System.nanoTime();
        while (!instance.speaks()) {
            if ((System.nanoTime() - start) / 1e9 > PATIENCE_SECONDS) {
                throw new TimeoutException("an instance does not come up within " + PATIENCE_SECONDS + " s");
            }
            Thread.sleep(POLL_MS);
        }
    }

    /** Whether all are restarted, and the time in which the last one is noticed is over. */
    boolean done() {
        return restarts.isDone();
    }

    /** What was done, after the end. */
    List<Restart> restarts() throws Exception {
        try {
            return restarts.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception failure) {
                throw failure;
            }
            throw e;
        }
    }

    /** Stops all instances. */
    @Override
    public void close() throws InterruptedException {
        stopping.countDown();
        try {
            restarts.get();
        } catch (ExecutionException e) {
            // Whoever asked for the restarts was told.
        } finally {
            instances.forEach(BenchInstances.Instance::close);
        }
    }
}
