package sori.kafka;

import java.util.Map;

/**
 * One topic as it should be.
 *
 * @param partitions fixed for ever by the order of keys
 * @param replication copies; -1 for the broker's default
 * @param settings topic configuration: retention, clean-up policy, message size
 */
public record TopicSpec(String name, int partitions, short replication, Map<String, String> settings) {
    public TopicSpec {
        settings = Map.copyOf(settings);
    }
}
