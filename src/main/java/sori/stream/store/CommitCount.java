package sori.stream.store;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Counts its task's commits. Under at-least-once a change log may be durable before the results that belong to it: a job may
 * be forgotten only after the commit that followed its last result. Kafka Streams calls {@link #commit} after flushing the
 * producer and committing the read positions.
 */
public final class CommitCount extends TaskLocal {
    private long commits;

    private CommitCount(String name) {
        super(name);
    }

    public static TaskLocal.Builder<CommitCount> builder(String name) {
        return new TaskLocal.Builder<>(name, CommitCount::new);
    }

    long commits() {
        return commits;
    }

    @Override
    public void commit(Map<TopicPartition, Long> changelogOffsets) {
        commits++;
    }
}
