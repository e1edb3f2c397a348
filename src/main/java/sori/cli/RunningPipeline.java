package sori.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import sori.config.Refusal;
import sori.observe.Observation;
import sori.stream.SpeechApplication;
import sori.stream.SpeechMetrics;
import sori.stream.TopologyFile;
import sori.synthesis.Voices;

/** A topology file at work with its local stores; what {@code run} and {@code say} have in common. */
final class RunningPipeline implements AutoCloseable {
    private final StateSlot slot;
    private final SpeechApplication application;

    private RunningPipeline(StateSlot slot, SpeechApplication application) {
        this.slot = slot;
        this.application = application;
    }

    /**
     * Starts, and returns when every partition is assigned, or the stop signal came.
     *
     * @param voices stay the caller's, to be closed after the pipeline
     */
    static RunningPipeline start(
            TopologyFile topology, Cluster cluster, Voices voices, Console console, StopSignal stop) {
        return start(topology, cluster, voices, null, console, stop);
    }

    /** @param observation is told what happens, and shows it; null: nobody watches */
    static RunningPipeline start(
            TopologyFile topology,
            Cluster cluster,
            Voices voices,
            @Nullable Observation observation,
            Console console,
            StopSignal stop) {
        StateSlot slot = takeSlot(cluster);
        SpeechMetrics metrics = observation == null ? SpeechMetrics.NONE : observation.metrics();
        SpeechApplication application =
                new SpeechApplication(topology, voices, cluster.access(), slot.stores(), metrics);
        if (observation != null) {
            observation.application(application);
        }
        application.concessions().forEach(console::warn);
        RunningPipeline pipeline = new RunningPipeline(slot, application);
        try {
            console.step("starting " + topology.application() + " ...");
            application.start();
            pipeline.awaitReady(stop);
        } catch (RuntimeException e) {
            pipeline.close();
            throw e;
        }
        return pipeline;
    }

    /** @throws Refusal if the application died */
    void check() {
        if (application.ended().isCompletedExceptionally()) {
            try {
                application.ended().join();
            } catch (CompletionException e) {
                throw new Refusal("the application stopped: " + Cluster.reason(e), e);
            }
        }
    }

    @Override
    public void close() {
        application.close();
        try {
            slot.close();
        } catch (IOException e) {
            throw new Refusal("cannot leave the state directory: " + e.getMessage(), e);
        }
    }

    private void awaitReady(StopSignal stop) {
        while (!application.ready().isDone() && !stop.await(Duration.ofMillis(20))) {
            check();
        }
        check();
    }

    private static StateSlot takeSlot(Cluster cluster) {
        try {
            return StateSlot.acquire(Home.here().state().resolve("streams"), cluster.id());
        } catch (IOException e) {
            throw new Refusal("no place for local stores: " + e.getMessage(), e);
        }
    }
}
