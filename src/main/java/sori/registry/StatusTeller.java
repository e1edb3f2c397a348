package sori.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sori.kafka.KafkaAccess;
import sori.schema.ModelStatus;

/** Writes what an instance tells of itself. Thread-safe. */
public final class StatusTeller {
    private static final Logger LOG = LoggerFactory.getLogger(StatusTeller.class);
    private static final Path MEMORY = Path.of("/proc/self/status");

    private final KafkaProducer<String, byte[]> producer;

    StatusTeller(KafkaAccess kafka) {
        this.producer = new KafkaProducer<>(kafka.producer(), new StringSerializer(), new ByteArraySerializer());
    }

    /** Sends and returns: nobody waits for a heartbeat. */
    void tell(ModelStatus status) {
        byte[] value = ModelTopics.STATUS.value().serializer().serialize(ModelTopics.STATUS.name(), status);
        send(new ProducerRecord<>(ModelTopics.STATUS.name(), 0, status.getInstance(), value));
    }

    /** The last word: from now on nobody waits for this instance. */
    void leave(String instance) {
        send(new ProducerRecord<>(ModelTopics.STATUS.name(), 0, instance, null));
        producer.close(Duration.ofSeconds(2));
    }

    private void send(ProducerRecord<String, byte[]> record) {
        try {
            producer.send(record, (metadata, failure) -> {
                if (failure != null) {
                    LOG.warn("the status is not told: {}", failure.toString());
                }
            });
        } catch (KafkaException | IllegalStateException e) {
            LOG.warn("the status is not told: {}", e.toString());
        }
    }

    /** As Linux tells it; 0 elsewhere. */
    public static long residentBytes() {
        return memory("VmRSS:");
    }

    /** The most that it was; 0 where the system does not tell. */
    public static long peakResidentBytes() {
        return memory("VmHWM:");
    }

    private static long memory(String field) {
        try {
            return Files.readAllLines(MEMORY, StandardCharsets.ISO_8859_1).stream()
                    .filter(line -> line.startsWith(field))
                    .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                    .findFirst()
                    .orElse(0L);
        } catch (IOException e) {
            return 0;
        }
    }

    public static String megabytes(long bytes) {
        return (bytes + (1 << 20) - 1 >> 20) + " MB";
    }
}
