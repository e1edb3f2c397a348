package sori.trace;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Takes the headers from records as they are fetched, but for the few that {@link CarriedHeaders go along}. A megabyte of empty ones
 * becomes a hundred megabytes of objects, which would stay for as long as the record waits its turn. Kafka makes one of it for each
 * consumer; for its thread.
 */
public final class HeadersChosen implements ConsumerInterceptor<byte[], byte[]> {
    /** Consumer property: names of the listed headers, joined by commas. */
    public static final String LISTED_CONFIG = "sori.headers";

    private CarriedHeaders carried = CarriedHeaders.TRACE;

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> plain = new HashMap<>();
        for (TopicPartition partition : records.partitions()) {
            plain.put(
                    partition,
                    records.records(partition).stream().map(this::plain).toList());
        }
        return new ConsumerRecords<>(plain, records.nextOffsets());
    }

    private ConsumerRecord<byte[], byte[]> plain(ConsumerRecord<byte[], byte[]> record) {
        if (!record.headers().iterator().hasNext()) {
            return record;
        }
        return new ConsumerRecord<>(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.timestampType(),
                record.serializedKeySize(),
                record.serializedValueSize(),
                record.key(),
                record.value(),
                carried.clipped(record.headers()),
                record.leaderEpoch());
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

    @Override
    public void close() {}

    @Override
    public void configure(Map<String, ?> configs) {
        Object listed = configs.get(LISTED_CONFIG);
        if (listed instanceof String names && !names.isEmpty()) {
            carried = new CarriedHeaders(List.of(names.split(",")));
        }
    }
}
