package sori.stream.intake;

import java.time.Clock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * The record's timestamp, or now for a record without one or with one that has yet to come: a strange producer, or a clock that was
 * put right, must not stop the pipeline, as topics refuse what is stamped too far ahead.
 */
public final class AnyTimestamp implements TimestampExtractor {
    private final Clock clock;

    public AnyTimestamp(Clock clock) {
        this.clock = clock;
    }

    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        long nowMs = clock.millis();
        return record.timestamp() >= 0 ? Math.min(record.timestamp(), nowMs) : nowMs;
    }
}
