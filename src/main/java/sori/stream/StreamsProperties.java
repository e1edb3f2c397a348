package sori.stream;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import sori.cluster.ClusterLimits;
import sori.cluster.RecordRoom;
import sori.kafka.KafkaAccess;
import sori.stream.store.SmallRocksDb;
import sori.synthesis.Stage;
import sori.topology.Guarantee;
import sori.topology.TopologyFile;
import sori.trace.HeadersChosen;

/** What Kafka Streams is told for a topology file. */
public final class StreamsProperties {
    /** Shared by an application's threads: the mel frames and vocoder states of some hundred sentences under way. */
    private static final long STORE_CACHE_BYTES = 32L << 20;

    /** Some seconds of audio: what a busy partition makes from one commit to the next. */
    private static final int BATCH_BYTES = 256 << 10;

    /**
     * Under exactly once nothing is heard before the commit, which sends what has gathered; so records need not leave by themselves
     * even when a busy thread commits late.
     */
    private static final int LATE_COMMIT_MS = 1000;

    static final int POLL_RECORDS = 25;

    /** How long brokers may be away before threads are made anew, which helps nobody: a person looks after them meanwhile. */
    private static final long OUTAGE_MS = Duration.ofDays(1).toMillis();

    /**
     * A few chunks of mel frames. What a consumer has fetched of one partition it gives out before it comes to the next; a larger record
     * comes all the same.
     */
    private static final int PARTITION_FETCH_BYTES = 64 << 10;

    /** The same of texts, each of which takes longer: some hundred, which take some tens of milliseconds. */
    private static final int TEXT_FETCH_BYTES = 16 << 10;

    private StreamsProperties() {}

    /** The same where topics take all that the file allows. */
    public static Properties of(TopologyFile file, KafkaAccess kafka, Path stateDirectory, ClusterLimits limits) {
        return of(file, kafka, stateDirectory, limits, RecordRoom.ofAnyTopic(file));
    }

    /**
     * @param limits of the cluster
     * @param room how large records may be
     */
    public static Properties of(
            TopologyFile file, KafkaAccess kafka, Path stateDirectory, ClusterLimits limits, RecordRoom room) {
        Map<String, Object> all = new HashMap<>();
        int lingerMs = file.guarantee() == Guarantee.EXACTLY_ONCE ? file.commitIntervalMs() + LATE_COMMIT_MS : 0;
        all.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), lingerMs);
        all.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), room.batchBytes(BATCH_BYTES));
        all.put(
                StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
                Math.max(1 << 20, file.settings().maxRecordBytes() + room.aroundBytes()));
        // A producer has one codec for speech, which listeners in any language read, and for change logs.
        all.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "none");
        all.put(StreamsConfig.consumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), 50);
        all.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MAX_BYTES_CONFIG), KafkaAccess.FETCH_BYTES);
        // A thread asks for more when it has done with all it got: little at a time, so that nothing waits behind a
        // backlog.
        all.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), POLL_RECORDS);
        all.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG),
                file.stages().contains(Stage.NORMALIZE) ? TEXT_FETCH_BYTES : PARTITION_FETCH_BYTES);
        all.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 2 * POLL_RECORDS);
        all.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG),
                HeadersChosen.class.getName());
        all.put(StreamsConfig.mainConsumerPrefix(HeadersChosen.LISTED_CONFIG), String.join(",", file.headers()));
        // Without a prefix, so that the user's own values win.
        all.put(StreamsConfig.TASK_TIMEOUT_MS_CONFIG, OUTAGE_MS);
        GroupProperties.putUsual(all, file, limits);
        if (file.guarantee() == Guarantee.EXACTLY_ONCE) {
            all.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, limits.transactionMs(file.commitIntervalMs()));
            // Else Streams throws the local stores away after a kill, as they may hold what was never committed.
            all.put(StreamsConfig.TRANSACTIONAL_STATE_STORES_CONFIG, true);
        }
        // Of the text and what controls it there is no order to wait for: whatever is there goes on.
        all.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, -1L);
        all.put(StreamsConfig.POLL_MS_CONFIG, file.settings().drainMs());
        all.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, file.commitIntervalMs());
        all.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, file.threads());
        all.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, STORE_CACHE_BYTES);
        all.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SmallRocksDb.class);
        all.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        all.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, true);
        all.putAll(kafka.client());
        GroupProperties.putFixed(all, file);
        all.put(StreamsConfig.APPLICATION_ID_CONFIG, file.application());
        all.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
        all.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, file.guarantee().property());
        all.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        Properties composed = new Properties();
        composed.putAll(all);
        return composed;
    }
}
