package sori.stream;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * Polls a consumer so that, while there is a backlog, control records come before it: a consumer gives out all that it has fetched of one
 * partition before it looks at the next. What is first in its own partition stays so. For the thread of its consumer.
 */
final class ControlFirstPoll {
    private static final long INTERVAL_NANOS = Duration.ofMillis(100).toNanos();

    private final String controlTopic;
    private final int pollRecords;
    private boolean backlog;
    private long askedNanos = System.nanoTime();

    /**
     * @param controlTopic empty: there is none
     * @param pollRecords that a consumer gives out at once at most: with fewer there is no backlog
     */
    ControlFirstPoll(String controlTopic, int pollRecords) {
        this.controlTopic = controlTopic;
        this.pollRecords = pollRecords;
    }

    ConsumerRecords<byte[], byte[]> poll(Consumer<byte[], byte[]> consumer, Duration timeout) {
        // Only then, and seldom: while such a question is with the broker, nothing else is fetched from it.
        boolean ask = !controlTopic.isEmpty() && backlog && System.nanoTime() - askedNanos > INTERVAL_NANOS;
        ConsumerRecords<byte[], byte[]> records = ask ? control(consumer) : ConsumerRecords.empty();
        if (records.isEmpty()) {
            records = consumer.poll(timeout);
            backlog = records.count() >= pollRecords;
        }
        return records;
    }

    private ConsumerRecords<byte[], byte[]> control(Consumer<byte[], byte[]> consumer) {
        askedNanos = System.nanoTime();
        Set<TopicPartition> others = new HashSet<>(consumer.assignment());
        others.removeIf(partition -> partition.topic().equals(controlTopic));
        others.removeAll(consumer.paused());
        consumer.pause(others);
        try {
            return consumer.poll(Duration.ZERO);
        } finally {
            others.retainAll(consumer.assignment()); // some may have been taken away meanwhile
            consumer.resume(others);
        }
    }
}
