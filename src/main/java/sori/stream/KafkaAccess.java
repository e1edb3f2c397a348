package sori.stream;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * How to reach a cluster, composed for every kind of client. Immutable.
 *
 * @param bootstrap {@code host:port}, several joined by commas
 * @param properties ordinary client properties (TLS, SASL, timeouts); they win over what Sori would choose, but not over
 *     what its promises rest on (isolation level, guarantee, application id)
 */
public record KafkaAccess(String bootstrap, Map<String, String> properties) {
    /** Shared by an application's threads: the mel frames and vocoder states of some hundred sentences under way. */
    private static final long STORE_CACHE_BYTES = 32L << 20;

    public KafkaAccess {
        properties = Map.copyOf(properties);
        if (bootstrap.isBlank()) {
            throw new IllegalArgumentException("a bootstrap server is needed, as host:port");
        }
    }

    public static KafkaAccess of(String bootstrap) {
        return new KafkaAccess(bootstrap, Map.of());
    }

    /** Reads the properties from a file, as Kafka's own tools do with {@code --command-config}. */
    public static KafkaAccess of(String bootstrap, Path file) throws IOException {
        Properties read = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            read.load(in);
        }
        Map<String, String> properties = new HashMap<>();
        read.stringPropertyNames().forEach(name -> properties.put(name, read.getProperty(name)));
        return new KafkaAccess(bootstrap, properties);
    }

    /** A client for topics; the caller closes it. */
    public Admin admin() {
        return Admin.create(client());
    }

    Map<String, Object> client() {
        Map<String, Object> all = new HashMap<>(properties);
        all.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        return all;
    }

    Map<String, Object> producer() {
        Map<String, Object> all = new HashMap<>();
        all.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        all.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        all.putAll(client());
        all.put(ProducerConfig.ACKS_CONFIG, "all");
        all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        return all;
    }

    /** Without a group when {@code group} is empty. */
    Map<String, Object> consumer(String group) {
        Map<String, Object> all = new HashMap<>();
        all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        all.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50);
        all.putAll(client());
        if (!group.isEmpty()) {
            all.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        }
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return all;
    }

    /** @param limits of the cluster */
    Properties streams(TopologyFile file, Path stateDirectory, ClusterLimits limits) {
        Map<String, Object> all = new HashMap<>();
        all.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 0);
        all.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        all.put(StreamsConfig.consumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), 50);
        // Without a prefix, so that the user's own values win.
        all.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, limits.sessionMs());
        all.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, limits.sessionMs() / 4);
        if (file.guarantee() == Guarantee.EXACTLY_ONCE) {
            all.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, limits.transactionMs(file.commitIntervalMs()));
        }
        all.put(StreamsConfig.POLL_MS_CONFIG, file.settings().drainMs());
        all.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, file.commitIntervalMs());
        all.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, file.threads());
        all.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, STORE_CACHE_BYTES);
        all.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SmallRocksDb.class);
        all.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        all.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, true);
        all.putAll(client());
        all.put(StreamsConfig.APPLICATION_ID_CONFIG, file.application());
        all.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
        all.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, file.guarantee().property());
        all.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        all.put(StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG, AnyTimestamp.class);
        Properties composed = new Properties();
        composed.putAll(all);
        return composed;
    }
}
