package sori.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import sori.state.PrivateFolder;

/**
 * A one-node KRaft cluster in this process with its data on disk. Started again on the same directory it has the same
 * records, after a kill -9 too. One at a time per directory. Thread-safe.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private final BrokerSettings settings;
    private final KafkaRaftServer server;
    /** Lies in the directory from before a start until after an orderly end. */
    private final Path running;

    private boolean closed;

    private EmbeddedBroker(BrokerSettings settings, KafkaRaftServer server, Path running) {
        this.settings = settings;
        this.server = server;
        this.running = running;
    }

    /**
     * Returns when the broker answers: 2-3 s on a quiet machine, some 2 s more after a kill -9.
     *
     * @param directory made when it does not exist
     * @throws IOException if the directory cannot be written
     */
    public static EmbeddedBroker start(Path directory) throws IOException {
        return start(directory, Map.of());
    }

    /**
     * The same with broker properties of Kafka's own that go before Sori's; {@code PLAINTEXT} is the name of the listener for
     * clients, whatever its protocol.
     */
    public static EmbeddedBroker start(Path directory, Map<String, String> more) throws IOException {
        return start(directory, more, System.err::println);
    }

    /** @param narrator told a sentence when the broker must end the process, as on a full disk */
    static EmbeddedBroker start(Path directory, Map<String, String> more, Consumer<String> narrator)
            throws IOException {
        PrivateFolder.create(directory);
        Path data = directory.toAbsolutePath().resolve("data");
        Ports ports = Ports.keptIn(directory);
        BrokerSettings settings = new BrokerSettings(data, ports.broker(), ports.controller());
        if (!Files.exists(data)) {
            format(data);
        }
        Path running = directory.resolve("running");
        if (Files.exists(running)) {
            Fencing.ofKilledBroker(settings);
        } else {
            Files.createFile(running);
        }
        LastWords.install(directory, narrator);
        Properties properties = settings.properties();
        properties.putAll(more);
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
        server.startup();
        return new EmbeddedBroker(settings, server, running);
    }

    /** {@code host:port} for clients. */
    public String bootstrap() {
        return settings.bootstrap();
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            server.shutdown();
            server.awaitShutdown();
            try {
                Files.deleteIfExists(running);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Formats beside the place and moves the result there, so that a kill half-way leaves nothing half-done. */
    private static void format(Path data) throws IOException {
        Path fresh = data.resolveSibling("data.new");
        deleteTree(fresh);
        Files.createDirectories(fresh);
        try {
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8))
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(BrokerSettings.NODE)
                    .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
                    .addDirectory(fresh.toString())
                    .setMetadataLogDirectory(fresh.toString())
                    .run();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("cannot format " + fresh, e);
        }
        Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
