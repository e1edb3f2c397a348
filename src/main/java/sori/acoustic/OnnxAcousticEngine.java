package sori.acoustic;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tacotron 2 in ONNX Runtime. Each worker thread speaks one segment at a time, in the order of submission; blocks are cut
 * every {@code blockSteps} decoder steps, whatever else is going on. Owns the model.
 */
public final class OnnxAcousticEngine implements AcousticEngine {
    private static final Logger log = LoggerFactory.getLogger(OnnxAcousticEngine.class);

    private final AcousticModel model;
    private final EngineOptions options;
    private final LinkedBlockingQueue<QueuedJob> waiting = new LinkedBlockingQueue<>();
    private final Set<QueuedJob> running = ConcurrentHashMap.newKeySet();
    private final List<Thread> workers = new ArrayList<>();
    private volatile boolean closed;

    public OnnxAcousticEngine(AcousticModel model, EngineOptions options) {
        this.model = model;
        this.options = options;
        for (int i = 0; i < options.workers(); i++) {
            Thread worker = new Thread(this::work, "acoustic-" + i);
            worker.setDaemon(true);
            workers.add(worker);
            worker.start();
        }
    }

    /** @throws IllegalStateException if the engine is closed */
    @Override
    public AcousticJob submit(AcousticRequest request) {
        QueuedJob job = new QueuedJob(request);
        synchronized (waiting) {
            if (closed) {
                throw new IllegalStateException("the acoustic engine is closed");
            }
            waiting.add(job);
        }
        return job;
    }

    @Override
    public String fingerprint() {
        return model.fingerprint();
    }

    private void work() {
        try (Workspace memory = new Workspace()) {
            while (!closed) {
                QueuedJob job = waiting.take();
                running.add(job);
                speak(job, memory);
                running.remove(job);
            }
        } catch (InterruptedException e) {
            // close() asks the worker to end while it waits for a job; nothing is lost.
            Thread.currentThread().interrupt();
        }
    }

    private void speak(QueuedJob job, Workspace memory) {
        try {
            if (job.cancelled() || closed) {
                return;
            }
            SegmentDecoder decoder = new SegmentDecoder(model, memory, job.request(), options.blockSteps());
            while (!decoder.done() && !job.cancelled()) {
                job.add(decoder.next());
            }
        } catch (RuntimeException | OutOfMemoryError e) {
            log.warn(
                    "A segment of {} symbols could not be spoken", job.request().symbols().length, e);
            job.fail(e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    @Override
    public void close() {
        synchronized (waiting) {
            closed = true;
        }
        waiting.forEach(QueuedJob::cancel);
        running.forEach(QueuedJob::cancel);
        workers.forEach(Thread::interrupt);
        boolean interrupted = false;
        for (Thread worker : workers) {
            interrupted |= join(worker);
        }
        model.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Waits for a worker, also when interrupted: the model must not go while it runs.
     *
     * @return whether it was interrupted
     */
    private static boolean join(Thread worker) {
        boolean interrupted = false;
        while (worker.isAlive()) {
            try {
                worker.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        return interrupted;
    }
}
