package sori.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import sori.schema.FailureReason;
import sori.schema.SpeechPriority;
import sori.schema.SpeechStatus;
import sori.stream.stage.SpeechMetrics;
import sori.stream.stage.StageLoad;
import sori.synthesis.Stage;
import sori.topology.StageTopics;
import sori.topology.TopologyFile;

/** Meters of what an application does. Labels are stages, reasons and the like: their values are few and known. Thread-safe. */
final class Meters implements SpeechMetrics {
    static final String STAGE = "stage";
    static final String PRIORITY = "priority";

    /** For what Kafka Streams writes besides: the names of change logs are its own. */
    private static final String CHANGE_LOG = "changelog";

    static final Duration[] BUCKETS = Stream.of(
                    1, 2, 5, 10, 25, 50, 75, 100, 150, 200, 300, 500, 750, 1000, 2000, 5000, 10_000, 30_000, 60_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private static final double[] FACTORS = DoubleStream.of(
                    0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 5, 10)
            .toArray();

    private final MeterRegistry registry;
    private final StageGauges gauges;
    private final FirstAudio firstAudio;
    private final Map<String, Timer> stages = new ConcurrentHashMap<>();
    private final Map<String, Timer> waits = new ConcurrentHashMap<>();
    private final Map<String, DistributionSummary> factors = new ConcurrentHashMap<>();
    private final DoubleAdder audioSeconds = new DoubleAdder();
    private final Counter cancels;
    private final Set<String> topics;

    Meters(MeterRegistry registry, TopologyFile file) {
        this.registry = registry;
        this.topics = topics(file);
        this.gauges = new StageGauges(registry);
        this.firstAudio = new FirstAudio(registry, file.guarantee(), BUCKETS);
        this.cancels = Counter.builder("sori.cancel.requests")
                .description("Control records that asked for something to be cancelled.")
                .register(registry);
        topics.forEach(this::writeErrors);
        writeErrors(CHANGE_LOG);
        List<Stage> stages = file.stages();
        Stage last = stages.get(stages.size() - 1);
        for (SpeechStatus status : SpeechStatus.values()) {
            utterances(last.title(), title(status));
        }
        for (Stage stage : stages) {
            for (FailureReason reason : FailureReason.values()) {
                failures(stage.title(), reason);
            }
        }
        if (last == Stage.VOCODE) {
            firstAudio.register();
            FunctionCounter.builder("sori.audio", audioSeconds, DoubleAdder::sum)
                    .baseUnit("seconds")
                    .description("Audio that was written, in seconds of listening.")
                    .register(registry);
        }
    }

    static String title(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean watched() {
        return true;
    }

    @Override
    public void worked(String stage, long nanos) {
        stage(stage).record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer stage(String stage) {
        return stages.computeIfAbsent(
                stage,
                each -> Timer.builder("sori.stage")
                        .tag(STAGE, each)
                        .serviceLevelObjectives(BUCKETS)
                        .description(
                                "Own time of normalize and embed for a record; of mel, vocode and speak from beginning a"
                                        + " sentence to its last result.")
                        .register(registry));
    }

    @Override
    public void waited(String stage, SpeechPriority priority, long waitedMs) {
        waits.computeIfAbsent(
                        stage + '/' + priority,
                        each -> Timer.builder("sori.wait")
                                .tags(STAGE, stage, PRIORITY, title(priority))
                                .serviceLevelObjectives(BUCKETS)
                                .description("From when a text could be spoken to when the stage began with it.")
                                .register(registry))
                .record(waitedMs, TimeUnit.MILLISECONDS);
    }

    @Override
    public void spoke(String stage, long nanos, double audioSeconds) {
        stage(stage).record(nanos, TimeUnit.NANOSECONDS);
        factors.computeIfAbsent(
                        stage,
                        each -> DistributionSummary.builder("sori.sentence.real.time.factor")
                                .baseUnit("ratio")
                                .tag(STAGE, each)
                                .serviceLevelObjectives(FACTORS)
                                .description(
                                        "Time that a sentence took by how long it lasts: above 1 a listener waits.")
                                .register(registry))
                .record(nanos / 1e9 / audioSeconds);
    }

    @Override
    public void firstAudio(SpeechPriority priority, long latencyMs) {
        firstAudio.written(priority, latencyMs);
    }

    @Override
    public void committed() {
        firstAudio.committed();
    }

    @Override
    public void audio(double seconds) {
        audioSeconds.add(seconds);
    }

    @Override
    public void ended(String stage, String status) {
        utterances(stage, status).increment();
    }

    private Counter utterances(String stage, String status) {
        return Counter.builder("sori.utterances")
                .tags(STAGE, stage, "status", status)
                .description("Utterances that left the application's last stage, by how they ended.")
                .register(registry);
    }

    @Override
    public void failed(String stage, FailureReason reason) {
        failures(stage, reason).increment();
    }

    private Counter failures(String stage, FailureReason reason) {
        return Counter.builder("sori.failures")
                .tags(STAGE, stage, "reason", title(reason))
                .description("Failure records that were written.")
                .register(registry);
    }

    private static Set<String> topics(TopologyFile file) {
        Set<String> topics = new TreeSet<>(Set.of(file.to(), file.failures()));
        file.taps().forEach(tap -> topics.add(StageTopics.output(tap).name()));
        return topics;
    }

    @Override
    public void notWritten(String topic) {
        writeErrors(topics.contains(topic) ? topic : CHANGE_LOG).increment();
    }

    private Counter writeErrors(String topic) {
        return Counter.builder("sori.write.errors")
                .tag("topic", topic)
                .description("Records that were given up because their topic did not take them, or no broker in time.")
                .register(registry);
    }

    @Override
    public void cancelAsked() {
        cancels.increment();
    }

    @Override
    public Watch watch(String stage, Supplier<StageLoad> load) {
        return gauges.watch(stage, load);
    }
}
