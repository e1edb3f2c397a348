package sori.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import sori.broker.EmbeddedBroker;

/** Kafka in this process, its data in a temporary folder. */
final class JarKafka implements TestedKafka {
    private final Path directory;
    private final EmbeddedBroker broker;

    JarKafka() {
        try {
            directory = Files.createTempDirectory("sori-kafka");
            broker = EmbeddedBroker.start(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String bootstrap() {
        return broker.bootstrap();
    }

    @Override
    public void close() {
        broker.close();
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
