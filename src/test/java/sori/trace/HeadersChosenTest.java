package sori.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class HeadersChosenTest {
    private static final String LISTED = "x-request-id";

    private final Random random = new Random(3);

    private ConsumerRecord<byte[], byte[]> record(TopicPartition partition, long offset) {
        RecordHeaders headers = new RecordHeaders();
        for (int i = random.nextInt(3) * 1000; i > 0; i--) {
            headers.add("", random.nextBoolean() ? null : new byte[random.nextInt(3)]);
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            headers.add(LISTED, new byte[random.nextInt(2) * 100_000]);
        }
        byte[] value = random.nextInt(4) == 0 ? null : new byte[random.nextInt(10)];
        return new ConsumerRecord<>(
                partition.topic(),
                partition.partition(),
                offset,
                random.nextLong(),
                TimestampType.CREATE_TIME,
                random.nextInt(9),
                random.nextInt(9),
                random.nextInt(4) == 0 ? null : new byte[random.nextInt(10)],
                value,
                headers,
                Optional.of(random.nextInt(5)));
    }

    @Test
    void allElseStaysAsItIs() {
        TopicPartition one = new TopicPartition("speech.text", 0);
        TopicPartition two = new TopicPartition("speech.text", 7);
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(record(i < 60 ? one : two, i));
        }
        Map<TopicPartition, OffsetAndMetadata> next =
                Map.of(one, new OffsetAndMetadata(60, Optional.of(3), ""), two, new OffsetAndMetadata(100));
        HeadersChosen chosen = new HeadersChosen();
        chosen.configure(Map.of(HeadersChosen.LISTED_CONFIG, "baggage," + LISTED));
        ConsumerRecords<byte[], byte[]> consumed = chosen.onConsume(
                new ConsumerRecords<>(Map.of(one, all.subList(0, 60), two, all.subList(60, 100)), next));

        assertThat(consumed.nextOffsets()).isEqualTo(next);
        List<ConsumerRecord<byte[], byte[]>> plain = new ArrayList<>(consumed.records(one));
        plain.addAll(consumed.records(two));
        assertThat(plain).hasSameSizeAs(all);
        for (int i = 0; i < all.size(); i++) {
            Header listed = all.get(i).headers().lastHeader(LISTED);
            if (listed == null) {
                assertThat(plain.get(i).headers()).isEmpty();
            } else {
                assertThat(plain.get(i).headers()).hasSize(1);
                assertThat(plain.get(i).headers().lastHeader(LISTED).value())
                        .hasSize(Math.min(listed.value().length, CarriedHeaders.MOST_VALUE_BYTES + 1));
            }
            assertThat(plain.get(i))
                    .usingRecursiveComparison()
                    .ignoringFields("headers")
                    .isEqualTo(all.get(i));
        }
    }
}
