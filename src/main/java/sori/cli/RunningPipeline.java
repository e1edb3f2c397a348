package sori.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import sori.cli.options.Cluster;
import sori.cli.options.Console;
import sori.cli.options.Home;
import sori.cli.options.StopSignal;
import sori.config.Refusal;
import sori.kafka.KafkaAccess;
import sori.observe.Observation;
import sori.stream.SpeechApplication;
import sori.stream.stage.SpeechMetrics;
import sori.synthesis.Voices;
import sori.topology.TopologyFile;
import sori.trace.OtlpSpans;
import sori.trace.SpanSink;

/** A topology file at work with its local stores; what {@code run} and {@code say} have in common. */
final class RunningPipeline implements AutoCloseable {
    private final StateSlot slot;
    private final SpeechApplication application;
    private final TroubleLine trouble;
    private final Optional<OtlpSpans> spans;

    private RunningPipeline(StateSlot slot, SpeechApplication application, Optional<OtlpSpans> spans, Console console) {
        this.slot = slot;
        this.spans = spans;
        this.application = application;
        this.trouble = new TroubleLine(application::trouble, console);
    }

    /**
     * Starts, and returns when every partition is assigned, or the stop signal came.
     *
     * @param voices stay the caller's, to be closed after the pipeline
     */
    static RunningPipeline start(
            TopologyFile topology, Cluster cluster, Voices voices, Console console, StopSignal stop) {
        return start(topology, cluster, voices, null, console, stop, false);
    }

    /**
     * The same.
     *
     * @param observation is told what happens, and shows it; null: nobody watches
     * @param stays whether it stays a member of its group while it is away, by the name of this machine
     */
    static RunningPipeline start(
            TopologyFile topology,
            Cluster cluster,
            Voices voices,
            @Nullable Observation observation,
            Console console,
            StopSignal stop,
            boolean stays) {
        StateSlot slot = takeSlot(cluster);
        SpeechMetrics metrics = observation == null ? SpeechMetrics.NONE : observation.metrics();
        KafkaAccess access = stays ? staying(slot, cluster, topology) : cluster.access();
        Optional<OtlpSpans> spans = spans(topology);
        SpeechApplication application = new SpeechApplication(
                topology,
                voices,
                access,
                slot.stores(),
                metrics,
                spans.<SpanSink>map(sink -> sink).orElse(SpanSink.NONE));
        if (observation != null) {
            observation.application(application);
        }
        application.concessions().forEach(console::warn);
        RunningPipeline pipeline = new RunningPipeline(slot, application, spans, console);
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

    private static Optional<OtlpSpans> spans(TopologyFile topology) {
        String endpoint = topology.tracing().endpoint();
        return endpoint.isEmpty()
                ? Optional.empty()
                : Optional.of(new OtlpSpans(endpoint, topology.application(), Sori.VERSION));
    }

    /** @throws Refusal if the application died */
    void check() {
        trouble.look();
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
        spans.ifPresent(OtlpSpans::close);
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

    private static KafkaAccess staying(StateSlot slot, Cluster cluster, TopologyFile topology) {
        try {
            return slot.staying(cluster.access(), topology.application());
        } catch (IOException e) {
            throw new Refusal("cannot tell where local stores lie: " + e.getMessage(), e);
        }
    }

    private static StateSlot takeSlot(Cluster cluster) {
        try {
            return StateSlot.acquire(Home.here().state().resolve("streams"), cluster.id());
        } catch (IOException e) {
            throw new Refusal("no place for local stores: " + e.getMessage(), e);
        }
    }
}
