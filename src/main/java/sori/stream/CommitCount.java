package sori.stream;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * A store that holds nothing and counts its task's commits. Under at-least-once a change log may be durable before the
 * results that belong to it: a job may be forgotten only after the commit that followed its last result. Kafka Streams
 * calls {@link #commit} after flushing the producer and committing the read positions. For one stream thread.
 */
final class CommitCount implements StateStore {
    private final String name;
    private long commits;
    private boolean open;

    private CommitCount(String name) {
        this.name = name;
    }

    long commits() {
        return commits;
    }

    @Override
    public void commit(Map<TopicPartition, Long> changelogOffsets) {
        commits++;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        context.register(root, (key, value) -> {});
        open = true;
    }

    @Override
    public void close() {
        open = false;
    }

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    /** Makes one for each task; neither cached nor logged, whatever it is asked. */
    record Builder(String name) implements StoreBuilder<CommitCount> {
        @Override
        public StoreBuilder<CommitCount> withCachingEnabled() {
            return this;
        }

        @Override
        public StoreBuilder<CommitCount> withCachingDisabled() {
            return this;
        }

        @Override
        public StoreBuilder<CommitCount> withLoggingEnabled(Map<String, String> config) {
            return this;
        }

        @Override
        public StoreBuilder<CommitCount> withLoggingDisabled() {
            return this;
        }

        @Override
        public CommitCount build() {
            return new CommitCount(name);
        }

        @Override
        public Map<String, String> logConfig() {
            return Map.of();
        }

        @Override
        public boolean loggingEnabled() {
            return false;
        }
    }
}
