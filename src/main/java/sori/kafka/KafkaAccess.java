package sori.kafka;

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

/**
 * How to reach a cluster, composed for every kind of client. Immutable.
 *
 * @param bootstrap {@code host:port}, several joined by commas
 * @param properties ordinary client properties (TLS, SASL, timeouts); they win over what Sori would choose, but not over
 *     what its promises rest on (isolation level, guarantee, application id)
 */
public record KafkaAccess(String bootstrap, Map<String, String> properties) {
    /**
     * What a consumer is sent at once, whatever the number of partitions: a record that is nearly all headers takes a hundred times
     * its size on the heap.
     */
    public static final int FETCH_BYTES = 1 << 20;

    /** A property that says who asks a schema registry, {@code user:password}: Confluent's usual name for it. */
    public static final String REGISTRY_CREDENTIALS = "basic.auth.user.info";

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

    /** Properties that every client has. */
    public Map<String, Object> client() {
        Map<String, Object> all = new HashMap<>(properties);
        all.remove(REGISTRY_CREDENTIALS); // no Kafka client knows it
        all.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        return all;
    }

    /** Properties of a producer: durable, without a wait for company, and in bytes that every client can read. */
    public Map<String, Object> producer() {
        Map<String, Object> all = new HashMap<>();
        all.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        all.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
        all.putAll(client());
        all.put(ProducerConfig.ACKS_CONFIG, "all");
        all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        return all;
    }

    /** Properties of a consumer of committed records; without a group when {@code group} is empty. */
    public Map<String, Object> consumer(String group) {
        Map<String, Object> all = new HashMap<>();
        all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        all.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50);
        all.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        all.putAll(client());
        if (!group.isEmpty()) {
            all.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        }
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return all;
    }
}
