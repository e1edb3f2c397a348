package sori.cli.options;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import sori.broker.SharedBroker;
import sori.config.Refusal;
import sori.kafka.KafkaAccess;
import sori.text.Nearest;

/** Which Kafka a command talks to; the same options everywhere. */
public final class KafkaOptions {
    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description = "Use this cluster instead of an embedded broker; several joined by commas.")
    private @Nullable String bootstrap;

    @Option(
            names = "--kafka-config",
            paramLabel = "FILE",
            description = "Client properties for the cluster: bootstrap.servers, TLS, SASL and whatever else.")
    private @Nullable Path config;

    /** Connects to the named cluster, or joins the embedded broker that this project's terminals share. */
    public Cluster open(Console console) {
        Optional<KafkaAccess> named = named(console);
        if (named.isPresent()) {
            Cluster.brokers(named.get());
            return new Cluster(named.get(), Optional.empty());
        }
        console.step("looking for a running Kafka, else starting one (embedded, data in .sori/broker) ...");
        try {
            SharedBroker broker =
                    SharedBroker.join(Home.here().state().resolve("broker"), line -> console.step("Kafka: " + line));
            if (broker.hosted()) {
                console.step("Kafka answers at " + broker.bootstrap());
            }
            return new Cluster(new KafkaAccess(broker.bootstrap(), EMBEDDED), Optional.of(broker));
        } catch (IOException | RuntimeException e) {
            throw new Refusal("the embedded Kafka did not start: " + e.getMessage(), e);
        }
    }

    /** The same; empty when the end was asked for before a named cluster had answered. The embedded broker is not left half started. */
    public Optional<Cluster> open(Console console, StopSignal stop) throws Exception {
        return naming() ? stop.within(Duration.ZERO, () -> open(console)) : Optional.of(open(console));
    }

    /** Whether the options name a cluster, and no embedded broker is to run. */
    public boolean naming() {
        return bootstrap != null || config != null;
    }

    /** The cluster that the options name, if they name one. */
    public Optional<KafkaAccess> named(Console console) {
        if (config == null) {
            return Optional.ofNullable(bootstrap).map(KafkaAccess::of);
        }
        if (!Files.isReadable(config)) {
            throw new Refusal("cannot read the Kafka configuration " + config);
        }
        try {
            KafkaAccess access = KafkaAccess.of(bootstrap == null ? serversIn(config) : bootstrap, config);
            access.properties().keySet().stream()
                    .filter(key -> !isKnown(key))
                    .forEach(key ->
                            console.warn(config + ": no Kafka client knows '" + key + "'" + Nearest.hint(key, KNOWN)));
            return Optional.of(access);
        } catch (IOException | IllegalArgumentException e) {
            throw new Refusal("the Kafka configuration " + config + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** Kafka only logs a key that it does not know, and the log is not where a misspelt one is looked for. */
    private static boolean isKnown(String key) {
        return KNOWN.contains(key)
                || PREFIXES.stream()
                        .anyMatch(prefix -> key.startsWith(prefix) && KNOWN.contains(key.substring(prefix.length())));
    }

    private static String serversIn(Path file) throws IOException {
        Properties properties = new Properties();
        try (var in = Files.newBufferedReader(file)) {
            properties.load(in);
        }
        String servers = properties.getProperty("bootstrap.servers");
        if (servers == null) {
            throw new Refusal(file + " has no bootstrap.servers, and --bootstrap is not given either");
        }
        return servers;
    }

    private static final Set<String> KNOWN = Stream.of(
                    AdminClientConfig.configNames(),
                    ProducerConfig.configNames(),
                    ConsumerConfig.configNames(),
                    StreamsConfig.configDef().names(),
                    Set.of(KafkaAccess.REGISTRY_CREDENTIALS))
            .flatMap(Set::stream)
            .collect(Collectors.toUnmodifiableSet());

    /** By which a property is given to one kind of a Streams application's clients. */
    private static final List<String> PREFIXES = List.of(
            StreamsConfig.CONSUMER_PREFIX,
            StreamsConfig.MAIN_CONSUMER_PREFIX,
            StreamsConfig.RESTORE_CONSUMER_PREFIX,
            StreamsConfig.GLOBAL_CONSUMER_PREFIX,
            StreamsConfig.PRODUCER_PREFIX,
            StreamsConfig.ADMIN_CLIENT_PREFIX);

    /** A member that was killed leaves its group after this time, and the next start need not wait longer. */
    private static final Map<String, String> EMBEDDED =
            Map.of("session.timeout.ms", "6000", "heartbeat.interval.ms", "1500");
}
