package sori.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.BytesSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;
import sori.kafka.KafkaAccess;
import sori.kafka.Topics;

/**
 * A cancel reaches its text only if both are in partitions of the same number, whichever client wrote which. {@code
 * schemas/vectors/partitions.tsv} says where Kafka's own producer puts a key, for clients in every language to be held against.
 */
class PartitionVectorsTest {
    private static final Path FILE = Path.of("schemas/vectors/partitions.tsv");
    private static final List<Integer> COUNTS = List.of(1, 3, 4, 12, 50);
    private static final String HEAD = """
            # Where Kafka's producer puts a record by its key: murmur2 of the bytes, its sign bit cleared, modulo the partitions.
            # key (hexadecimal)\tpartitions\tpartition
            """;

    private static List<byte[]> keys() {
        List<byte[]> keys = new ArrayList<>();
        for (String text :
                List.of("", "room", "room-1", "Grüße", "대화방", "대화방-2", "\uD83D\uDE00", " ", "0d9f2c6e-7a0e")) {
            keys.add(text.getBytes(StandardCharsets.UTF_8));
        }
        keys.add("a long key ".repeat(100).getBytes(StandardCharsets.UTF_8));
        keys.add(new byte[] {(byte) 0xFF, (byte) 0xFE, 0, (byte) 0x80}); // no UTF-8
        keys.add(new byte[] {0});
        Random random = new Random(1);
        for (int length = 1; length <= 20; length++) { // every rest of four bytes, some of them negative
            byte[] key = new byte[length];
            random.nextBytes(key);
            keys.add(key);
        }
        return keys;
    }

    private static String lines() {
        StringBuilder lines = new StringBuilder(HEAD);
        for (byte[] key : keys()) {
            for (int count : COUNTS) {
                lines.append(HexFormat.of().formatHex(key)).append('\t').append(count);
                lines.append('\t')
                        .append(BuiltInPartitioner.partitionForKey(key, count))
                        .append('\n');
            }
        }
        return lines.toString();
    }

    @Test
    void theFileSaysWhatKafkaDoes() throws IOException {
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(Objects.requireNonNull(FILE.getParent()));
            Files.writeString(FILE, lines());
        }
        assertThat(Files.readString(FILE)).isEqualTo(lines());
        assertThat(lines().lines()
                        .map(line -> line.substring(line.lastIndexOf('\t') + 1))
                        .distinct())
                .hasSizeGreaterThan(30);
    }

    @Test
    void ourPublisherLeavesThePartitionToTheKeyUnlessItIsNamed() {
        MockProducer<Bytes, byte[]> producer =
                new MockProducer<>(true, null, new BytesSerializer(), new ByteArraySerializer());
        try (SpeechPublisher publisher = new SpeechPublisher(Topics.TEXT, Topics.CONTROL, producer)) {
            publisher.cancel("room", Optional.empty(), "").join();
        }
        assertThat(producer.history()).allMatch(record -> record.partition() == null);
        assertThat(KafkaAccess.of("localhost:1").producer())
                .doesNotContainKeys("partitioner.class", "partitioner.ignore.keys");
    }
}
