package sori.stream;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Takes the headers from records as they are fetched. Nobody reads them here, and a megabyte of empty ones becomes a hundred
 * megabytes of objects, which would stay for as long as the record waits its turn. Kafka makes one of it for each consumer; stateless.
 */
public final class HeadersDropped implements ConsumerInterceptor<byte[], byte[]> {
    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> plain = new HashMap<>();
        for (TopicPartition partition : records.partitions()) {
            plain.put(
                    partition,
                    records.records(partition).stream()
                            .map(HeadersDropped::plain)
                            .toList());
        }
        return new ConsumerRecords<>(plain, records.nextOffsets());
    }

    private static ConsumerRecord<byte[], byte[]> plain(ConsumerRecord<byte[], byte[]> record) {
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
                new RecordHeaders(),
                record.leaderEpoch());
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

    @Override
    public void close() {}

    @Override
    public void configure(Map<String, ?> configs) {}
}
