package sori.shadow;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.BytesDeserializer;
import org.apache.kafka.common.serialization.BytesSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sori.cluster.TopicPlan;
import sori.kafka.Codecs;
import sori.kafka.KafkaAccess;
import sori.kafka.Topic;
import sori.kafka.Topics;
import sori.schema.AudioChunk;
import sori.schema.ShadowComparison;
import sori.schema.TextEvent;
import sori.stream.RegistryVoices;
import sori.stream.RestartBudget;
import sori.stream.WireCodecs;
import sori.topology.TopologyFile;

/**
 * Speaks a share of the texts beside the pipeline, by the voices' shadow versions, to topics of its own. It shares nothing with
 * those who are heard but the text topic, which it reads in a group of its own, and the machine, if it runs on the same. A text is
 * spoken first, and then audio, comparison and read position are written in one short transaction: each sampled text has exactly
 * one comparison, however often the process dies. One thread of its own. Thread-safe.
 */
public final class ShadowApplication implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ShadowApplication.class);
    private static final Duration POLL = Duration.ofMillis(200);

    /** The longest text, spoken twice on a slow machine, with time to spare; nobody waits for a shadow that hangs. */
    private static final Duration LONGEST_TEXT = Duration.ofMinutes(60);

    private final String group;
    private final String from;
    private final KafkaAccess kafka;
    private final Topic<AudioChunk> audio;
    private final Topic<ShadowComparison> comparisons;
    private final ShadowTrial trial;
    private final Consumer<ShadowComparison> told;
    private final ShadowMetrics metrics;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final Thread thread = new Thread(this::run, "shadow");
    private volatile boolean closing;

    /** Whether it has partitions to read. */
    private volatile boolean assigned;

    /** Whether the group has not been told of what was passed over; of the application's thread. */
    private boolean untold = true;

    private ShadowApplication(
            TopologyFile file,
            KafkaAccess kafka,
            Codecs codecs,
            ShadowTrial trial,
            Consumer<ShadowComparison> told,
            ShadowMetrics metrics) {
        this.audio = Topics.SHADOW_AUDIO.framed(codecs);
        this.comparisons = Topics.SHADOW_COMPARISONS.framed(codecs);
        this.group = file.application();
        this.from = file.from();
        this.kafka = kafka;
        this.trial = trial;
        this.told = told;
        this.metrics = metrics;
    }

    /**
     * Begins; the first time with the texts that are published from then on. The topics must exist ({@link TopicPlan#ofShadow}).
     *
     * @param file its application names the consumer group; its topic of texts is read, and its settings are how texts are spoken
     * @param voices stay the caller's, to be closed afterwards
     * @param told each comparison when it is written, on the application's thread
     * @param metrics is told what happens
     */
    public static ShadowApplication start(
            TopologyFile file,
            RegistryVoices voices,
            KafkaAccess kafka,
            Consumer<ShadowComparison> told,
            ShadowMetrics metrics) {
        Codecs codecs = WireCodecs.of(file, kafka);
        ShadowTrial trial = new ShadowTrial(
                file.settings(), voices, voices::shadow, Clock.systemUTC(), codecs.codec(file.from(), TextEvent.class));
        ShadowApplication application = new ShadowApplication(file, kafka, codecs, trial, told, metrics);
        application.thread.start();
        return application;
    }

    /** Done when it has partitions to read, whose texts it will not miss from now on; fails when it died before. */
    public CompletableFuture<Void> ready() {
        return ready;
    }

    /** Whether it has a share of the partitions, whose texts it reads. */
    public boolean assigned() {
        return assigned && !ended.isDone();
    }

    /** Done when it has stopped; fails when it died. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    /** Leaves the text in hand, which is begun anew at the next start. */
    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        RestartBudget budget = new RestartBudget(5, Duration.ofMinutes(1));
        try {
            while (!closing) {
                try {
                    work();
                } catch (KafkaException e) {
                    if (!budget.spend()) {
                        throw e;
                    }
                    LOG.warn("the shadow begins anew", e);
                }
            }
            ended.complete(null);
            ready.complete(null);
        } catch (RuntimeException e) {
            LOG.error("the shadow stops", e);
            ended.completeExceptionally(e);
            ready.completeExceptionally(e);
        }
    }

    private void work() {
        try (KafkaConsumer<Bytes, byte[]> consumer =
                        new KafkaConsumer<>(consuming(), new BytesDeserializer(), new ByteArrayDeserializer());
                KafkaProducer<Bytes, byte[]> producer =
                        new KafkaProducer<>(producing(), new BytesSerializer(), new ByteArraySerializer())) {
            try {
                producer.initTransactions();
                consumer.subscribe(List.of(from));
                while (!closing) {
                    step(consumer, producer);
                }
            } catch (InterruptException | InterruptedException e) {
                Thread.interrupted(); // cleared, so that the clients can still say goodbye
            }
        }
    }

    private void step(KafkaConsumer<Bytes, byte[]> consumer, KafkaProducer<Bytes, byte[]> producer)
            throws InterruptedException {
        ConsumerRecords<Bytes, byte[]> records = consumer.poll(POLL);
        assigned = !consumer.assignment().isEmpty();
        for (ConsumerRecord<Bytes, byte[]> record : records) {
            untold = true;
            metrics.read(System.currentTimeMillis() - record.timestamp());
            long beganNanos = System.nanoTime();
            Optional<ShadowTrial.Tried> tried = trial.of(record);
            long nanos = System.nanoTime() - beganNanos;
            if (tried.isPresent()) {
                write(tried.get(), consumer, producer);
                metrics.compared(tried.get().comparison(), nanos);
                told.accept(tried.get().comparison());
            }
        }
        if (untold && !consumer.assignment().isEmpty() && (records.isEmpty() || !ready.isDone())) {
            tell(consumer);
        }
    }

    /** What was passed over, and where a new group begins; what is not told is read again after a crash. */
    private void tell(KafkaConsumer<Bytes, byte[]> consumer) {
        try {
            consumer.assignment().forEach(consumer::position); // fixes it where nothing was read yet
            consumer.commitSync();
            untold = false;
            ready.complete(null);
        } catch (CommitFailedException | RebalanceInProgressException e) {
            LOG.info("the partitions of {} are being shared out anew", from);
        }
    }

    private void write(
            ShadowTrial.Tried tried, KafkaConsumer<Bytes, byte[]> consumer, KafkaProducer<Bytes, byte[]> producer) {
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        for (TopicPartition partition : consumer.assignment()) {
            positions.put(partition, new OffsetAndMetadata(consumer.position(partition)));
        }
        producer.beginTransaction();
        for (AudioChunk chunk : tried.audio()) {
            producer.send(new ProducerRecord<>(
                    audio.name(), tried.key(), audio.codec().encode(chunk)));
        }
        producer.send(new ProducerRecord<>(
                comparisons.name(), tried.key(), comparisons.codec().encode(tried.comparison())));
        producer.sendOffsetsToTransaction(positions, consumer.groupMetadata());
        producer.commitTransaction();
    }

    private Map<String, Object> consuming() {
        Map<String, Object> all = new HashMap<>(kafka.consumer(group));
        all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        all.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1); // so that a position is that of the record in hand
        all.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, (int) LONGEST_TEXT.toMillis());
        return all;
    }

    private Map<String, Object> producing() {
        Map<String, Object> all = new HashMap<>(kafka.producer());
        all.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, group + "-" + UUID.randomUUID());
        return all;
    }
}
