package sori.stream.intake;

import java.time.Clock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Puts control records before all others of their task, which takes the record with the lowest timestamp among its partitions: somebody
 * who interrupts must not wait behind a backlog. Whoever takes them in gets their time back from {@link #original}.
 */
public final class ControlFirst implements TimestampExtractor {
    /** Some thirty years. */
    private static final long EARLIER_MS = 1L << 40;

    private final AnyTimestamp times;

    public ControlFirst(Clock clock) {
        this.times = new AnyTimestamp(clock);
    }

    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        return Math.max(0, times.extract(record, partitionTime) - EARLIER_MS);
    }

    /** When a control record was written, milliseconds since 1970. */
    static long original(long extracted) {
        return extracted + EARLIER_MS;
    }
}
