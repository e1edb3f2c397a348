package sori.stream;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sori.cluster.ClusterCheck;
import sori.cluster.ClusterLimits;
import sori.cluster.ClusterTrouble;
import sori.cluster.GroupCheck;
import sori.cluster.MissingRight;
import sori.cluster.TopicPlan;
import sori.kafka.Codecs;
import sori.kafka.KafkaAccess;
import sori.kafka.RegistryUnreachableException;
import sori.state.PrivateFolder;
import sori.state.WriteProbe;
import sori.stream.stage.SerialExecutor;
import sori.stream.stage.SpeechMetrics;
import sori.stream.stage.StageParts;
import sori.stream.store.StateRefusedException;
import sori.synthesis.Voices;
import sori.topology.TopologyFile;
import sori.trace.SpanSink;

/** A topology file at work on a cluster. Its topics must exist ({@link TopicPlan}). Thread-safe. */
public final class SpeechApplication implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SpeechApplication.class);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(30);

    /** Nothing can be committed, and nobody told. */
    private static final Duration CLOSE_LIMIT_WITHOUT_BROKERS = Duration.ofSeconds(10);

    /** Of Kafka Streams' threads. */
    private static final Set<String> ASSIGNED = Set.of("PARTITIONS_ASSIGNED", "RUNNING");

    private final KafkaStreams streams;
    private final GroupMembershipOperation leaving;
    private final List<String> concessions;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    /**
     * Asks the cluster for its limits, and takes what Kafka usually has where it does not answer.
     *
     * @throws sori.config.Refusal if it could not run with the topics as they are, saying what mends it
     * @throws StateRefusedException if the release before left utterances under way where this one would not look
     * @param voices stays the caller's, to be closed after the application
     * @param metrics is told what happens
     * @param stateDirectory local copies of the state stores; what is lost there is restored from the cluster
     * @param spans takes what was done; stays the caller's
     */
    public SpeechApplication(
            TopologyFile file,
            Voices voices,
            KafkaAccess kafka,
            Path stateDirectory,
            SpeechMetrics metrics,
            SpanSink spans) {
        ClusterCheck cluster = ClusterCheck.beforeTheStart(file, kafka);
        AbandonedJournal.refuse(file, kafka);
        Codecs codecs = WireCodecs.registered(file, kafka);
        ClusterLimits limits = limits(kafka);
        this.concessions = Stream.concat(
                        limits.concessions(file.commitIntervalMs()).stream(), cluster.remarks().stream())
                .toList();
        this.leaving = GroupCheck.stays(kafka)
                ? GroupMembershipOperation.REMAIN_IN_GROUP
                : GroupMembershipOperation.LEAVE_GROUP;
        StageParts parts = new StageParts(voices, SerialExecutor.sharing("vocode"), metrics);
        Properties properties = StreamsProperties.of(file, kafka, stateDirectory, limits, cluster.room());
        WriteWatch.put(properties, metrics);
        this.streams = new KafkaStreams(
                SpeechTopology.build(file, () -> parts, codecs, cluster.room(), spans, Clock.systemUTC()),
                properties,
                new StreamsClients(file.control(), StreamsProperties.POLL_RECORDS, metrics));
        keepPrivate(stateDirectory);
        RestartBudget budget = new RestartBudget(5, Duration.ofMinutes(1));
        streams.setUncaughtExceptionHandler(failure -> onUncaught(failure, file, stateDirectory, budget));
        streams.setStateListener((now, before) -> onState(now));
    }

    /** One that nobody watches. */
    public SpeechApplication(TopologyFile file, Voices voices, KafkaAccess kafka, Path stateDirectory) {
        this(file, voices, kafka, stateDirectory, SpeechMetrics.NONE, SpanSink.NONE);
    }

    /** Kafka Streams lets the group in. */
    private static void keepPrivate(Path stateDirectory) {
        try {
            if (PrivateFolder.open(stateDirectory)) {
                PrivateFolder.narrow(stateDirectory);
            }
        } catch (IOException e) {
            LOG.warn("cannot keep others out of {}", stateDirectory, e);
        }
    }

    private static ClusterLimits limits(KafkaAccess kafka) {
        try (Admin admin = kafka.admin()) {
            return ClusterLimits.of(admin);
        }
    }

    /** What the cluster does not allow and what is done instead, for a person; mostly empty. */
    public List<String> concessions() {
        return concessions;
    }

    /** Starts and returns at once. */
    public void start() {
        streams.start();
    }

    /** Done when every partition is assigned and restored; fails when the application dies before. */
    public CompletableFuture<Void> ready() {
        return ready;
    }

    /** Done when the application has stopped; fails when it died. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    public KafkaStreams.State state() {
        return streams.state();
    }

    /** Whether every thread of this instance has its share of the partitions, which may be none. */
    public boolean assigned() {
        if (restored()) {
            return true;
        }
        return streams.state() == KafkaStreams.State.REBALANCING
                && streams.metadataForLocalThreads().stream()
                        .allMatch(thread -> ASSIGNED.contains(thread.threadState()));
    }

    /** Whether its local stores are as the cluster knows them, so that it speaks. */
    public boolean restored() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    /** What the cluster makes difficult at the moment, for a person: always the same sentence for the same trouble. */
    public Optional<String> trouble() {
        return ClusterTrouble.of(streams.metrics());
    }

    /** What its threads and clients have counted, by Kafka's own names. */
    public Map<MetricName, ? extends Metric> metrics() {
        return streams.metrics();
    }

    /** Finishes the records in hand, commits, and leaves the group, unless it is to stay a member; unfinished utterances stay in the journals. */
    @Override
    public void close() {
        // Leaving the group spares the next start the wait until this member's session has run out.
        Duration limit = trouble().isPresent() ? CLOSE_LIMIT_WITHOUT_BROKERS : CLOSE_LIMIT;
        if (!streams.close(CloseOptions.timeout(limit).withGroupMembershipOperation(leaving))) {
            LOG.warn("the application did not stop within {} s", limit.toSeconds());
        }
    }

    private void onState(KafkaStreams.State now) {
        if (now == KafkaStreams.State.RUNNING) {
            ready.complete(null);
        } else if (now == KafkaStreams.State.NOT_RUNNING) {
            ready.completeExceptionally(new IllegalStateException("closed before it was ready"));
            ended.complete(null);
        } else if (now == KafkaStreams.State.ERROR) {
            IllegalStateException died = new IllegalStateException("the application died; the log says why");
            ready.completeExceptionally(died);
            ended.completeExceptionally(died);
        }
    }

    private StreamThreadExceptionResponse onUncaught(
            Throwable failure, TopologyFile file, Path stateDirectory, RestartBudget budget) {
        Optional<Throwable> refused =
                causes(failure).filter(StateRefusedException.class::isInstance).findFirst();
        if (refused.isPresent()) {
            return giveUp(refused.get());
        }
        Optional<String> right = MissingRight.of(failure, file);
        if (right.isPresent()) {
            return giveUp(new IllegalStateException(right.get(), failure));
        }
        Optional<String> trouble = WriteProbe.trouble(stateDirectory);
        if (trouble.isPresent()) {
            return giveUp(new IllegalStateException(
                    "the folder of its local stores " + trouble.get() + "; make room and start again, nothing is lost",
                    failure));
        }
        if (causes(failure).anyMatch(RegistryUnreachableException.class::isInstance)) {
            LOG.error("a record waits for the schema registry: {}", failure.toString());
            return StreamThreadExceptionResponse.REPLACE_THREAD; // it has waited long enough to be no loop
        }
        if (budget.spend()) {
            LOG.error("a stream thread failed and is replaced", failure);
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        LOG.error("stream threads keep failing: the application stops", failure);
        return giveUp(failure);
    }

    private StreamThreadExceptionResponse giveUp(Throwable reason) {
        ready.completeExceptionally(reason);
        ended.completeExceptionally(reason);
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
    }
}
