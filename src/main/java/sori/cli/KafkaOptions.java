package sori.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import sori.broker.SharedBroker;
import sori.stream.KafkaAccess;

/** Which Kafka a command talks to; the same options everywhere. */
final class KafkaOptions {
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
    Cluster open(Console console) {
        Optional<KafkaAccess> named = named();
        if (named.isPresent()) {
            return new Cluster(named.get(), Optional.empty());
        }
        console.step("starting Kafka (embedded, data in .sori/broker) ...");
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

    /** The cluster that the options name, if they name one. */
    Optional<KafkaAccess> named() {
        if (config == null) {
            return Optional.ofNullable(bootstrap).map(KafkaAccess::of);
        }
        if (!Files.isReadable(config)) {
            throw new Refusal("cannot read the Kafka configuration " + config);
        }
        try {
            return Optional.of(KafkaAccess.of(bootstrap == null ? serversIn(config) : bootstrap, config));
        } catch (IOException | IllegalArgumentException e) {
            throw new Refusal("the Kafka configuration " + config + " cannot be used: " + e.getMessage(), e);
        }
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

    /** A member that was killed leaves its group after this time, and the next start need not wait longer. */
    private static final Map<String, String> EMBEDDED =
            Map.of("session.timeout.ms", "6000", "heartbeat.interval.ms", "1500");
}
