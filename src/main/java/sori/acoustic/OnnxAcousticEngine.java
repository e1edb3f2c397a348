package sori.acoustic;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tacotron 2 in ONNX Runtime. Each worker thread advances a batch of segments, which join and leave between decoder calls; who
 * finds no place waits in one queue for all workers, where interactive segments go before bulk ones. Owns the model.
 */
public final class OnnxAcousticEngine implements AcousticEngine {
    private final AcousticModel model;
    private final BlockCuts cuts;
    private final SequenceQueue waiting = new SequenceQueue();
    private final List<RunningBatch> batches = new ArrayList<>();
    private final List<Thread> workers = new ArrayList<>();
    private volatile boolean closed;

    public OnnxAcousticEngine(AcousticModel model, EngineOptions options) {
        this.model = model;
        this.cuts = BlockCuts.of(options, model.shape());
        for (int i = 0; i < options.workers(); i++) {
            RunningBatch batch = new RunningBatch(model, options, waiting);
            batches.add(batch);
            Thread worker = new Thread(() -> work(batch), "acoustic-" + i);
            worker.setDaemon(true);
            workers.add(worker);
        }
        workers.forEach(Thread::start);
    }

    /** @throws IllegalStateException if the engine is closed */
    @Override
    public AcousticJob submit(AcousticRequest request) {
        QueuedJob job = new QueuedJob(request);
        synchronized (waiting) {
            if (closed) {
                throw new IllegalStateException("the acoustic engine is closed");
            }
            waiting.add(new Sequence(job, model, cuts));
        }
        return job;
    }

    @Override
    public String fingerprint() {
        return model.fingerprint();
    }

    @Override
    public EngineLoad load() {
        EngineLoad queued = new EngineLoad(0, 0, waiting.size(false) + waiting.size(true), 0, 0);
        return batches.stream().map(RunningBatch::load).reduce(queued, EngineLoad::and);
    }

    @Override
    public Optional<String> givenUp() {
        return model.givenUp();
    }

    private void work(RunningBatch batch) {
        try (batch) {
            while (!closed) {
                if (batch.isEmpty()) {
                    batch.admit(waiting.take());
                }
                batch.advance();
            }
        } catch (InterruptedException e) {
            // close() asks the worker to end while it waits for a job; nothing is lost.
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        synchronized (waiting) {
            closed = true;
        }
        model.hurry();
        workers.forEach(Thread::interrupt);
        boolean interrupted = false;
        for (Thread worker : workers) {
            interrupted |= join(worker);
        }
        waiting.forEach(sequence -> sequence.job().cancel());
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
