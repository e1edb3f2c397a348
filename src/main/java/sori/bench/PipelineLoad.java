package sori.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import sori.client.SpeechPublisher;
import sori.kafka.TopicReader;
import sori.kafka.Topics;
import sori.schema.AudioChunk;
import sori.schema.SpeechFailure;
import sori.schema.TextEvent;
import sori.stream.SpeechApplication;
import sori.topology.TopologyFile;

/** Sends events and hears what comes of them, as somebody beside the pipeline would. For one thread. */
final class PipelineLoad implements AutoCloseable {
    private static final Duration LONGEST_POLL = Duration.ofMillis(20);

    /** Nothing comes any more: longer than a busy machine takes over a sentence. */
    private static final double PATIENCE_SECONDS = 90;

    private final Workplace workplace;
    private final TopologyFile topology;
    private final BenchBroker broker;
    private final Supplier<KafkaCounters> counters;
    private final SpeechPublisher publisher;
    private final TopicReader<AudioChunk> audio;
    private final TopicReader<SpeechFailure> failures;
    private final Random random;

    /** On an application in this process. */
    PipelineLoad(Workplace workplace, TopologyFile topology, BenchBroker broker, SpeechApplication application) {
        this(workplace, topology, broker, () -> KafkaCounters.of(application.metrics()));
    }

    /** @param counters what the application's clients have counted so far */
    PipelineLoad(Workplace workplace, TopologyFile topology, BenchBroker broker, Supplier<KafkaCounters> counters) {
        this.workplace = workplace;
        this.topology = topology;
        this.broker = broker;
        this.counters = counters;
        this.publisher = new SpeechPublisher(broker.access(), Topics.TEXT.named(topology.from()));
        this.audio = TopicReader.fromNow(broker.access(), Topics.AUDIO.named(topology.to()));
        this.failures = TopicReader.fromNow(broker.access(), Topics.FAILURES.named(topology.failures()));
        this.random = new Random(workplace.sizes().seed());
    }

    /**
     * Sends an event for each text, and returns when all are spoken.
     *
     * @param rate events a second at moments that nothing foretells (Poisson); infinite for all at once
     * @throws TimeoutException when nothing comes any more
     */
    PipelineRun send(String name, List<String> texts, double rate) throws TimeoutException {
        PipelineRun run = new PipelineRun(texts.size());
        List<TextEvent> events = IntStream.range(0, texts.size())
                .mapToObj(i -> event(workplace, name + "-" + i, texts.get(i)))
                .toList();
        send(events.iterator(), () -> poisson(rate), run, new Stopwatch());
        return run;
    }

    /**
     * The same with events that the caller makes.
     *
     * @param events asked often whether there are more
     * @param gapSeconds asked after each event how long to wait for the next
     * @param run told what is heard, also when in the end it is too little
     * @param watch whose start is the run's
     */
    void send(Iterator<TextEvent> events, DoubleSupplier gapSeconds, PipelineRun run, Stopwatch watch)
            throws TimeoutException {
        List<CompletableFuture<?>> acknowledged = new ArrayList<>();
        double brokerCpu = broker.cpuSeconds();
        KafkaCounters before = counters.get();
        double due = 0;
        double progressAt = 0;
        while (events.hasNext() || !run.complete()) {
            while (events.hasNext() && watch.wallSeconds() >= due) {
                TextEvent event = events.next();
                run.sent(
                        event.getUtteranceId(),
                        due); // not when it is really sent: a late sender would flatter the pipeline
                acknowledged.add(publisher.publish(event, Optional.empty()));
                due += gapSeconds.getAsDouble();
            }
            int endedBefore = run.ended();
            double untilDue = events.hasNext() ? due - watch.wallSeconds() : Double.MAX_VALUE;
            for (AudioChunk chunk : audio.poll(poll(untilDue))) {
                run.hear(chunk, watch.wallSeconds());
            }
            progressAt = run.ended() > endedBefore ? watch.wallSeconds() : progressAt;
            if (watch.wallSeconds() - progressAt > PATIENCE_SECONDS) {
                throw new TimeoutException(standsStill(run, acknowledged.size()));
            }
        }
        run.cost(new PipelineRun.Costs(
                watch.wallSeconds(),
                watch.cpuSeconds(),
                broker.cpuSeconds() - brokerCpu,
                counters.get().minus(before)));
        acknowledged.forEach(CompletableFuture::join);
    }

    private static Duration poll(double untilDueSeconds) {
        double most = LONGEST_POLL.toMillis() / 1000.0;
        return Duration.ofNanos((long) (1e9 * Math.max(0, Math.min(most, untilDueSeconds))));
    }

    private double poisson(double rate) {
        return -Math.log(1 - random.nextDouble()) / rate;
    }

    private String standsStill(PipelineRun run, int events) {
        List<SpeechFailure> failed = failures.poll(Duration.ofSeconds(1));
        String why =
                failed.isEmpty() ? "" : "; the first failure: " + failed.get(0).getDetail();
        return "the pipeline (" + topology.guarantee().title() + ") stands still: " + run.ended() + " of " + events
                + " events were spoken" + why;
    }

    /** For the workplace's voice. */
    static TextEvent event(Workplace workplace, String id, String text) {
        return TextEvent.newBuilder()
                .setUtteranceId(id)
                .setText(text)
                .setVoice(workplace.voice().manifest().name())
                .build();
    }

    @Override
    public void close() {
        publisher.close();
        audio.close();
        failures.close();
    }
}
