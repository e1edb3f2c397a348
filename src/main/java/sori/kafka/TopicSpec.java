package sori.kafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;

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

    /**
     * The settings that keep records out, or in, whose readers or writers would end by them: they are set on a topic that is there
     * already, too.
     */
    public Map<String, String> guards() {
        Map<String, String> guards = new HashMap<>(settings);
        boolean changelog = "compact".equals(settings.get(TopicConfig.CLEANUP_POLICY_CONFIG));
        guards.keySet()
                .removeIf(name -> !name.equals(TopicConfig.COMPRESSION_TYPE_CONFIG)
                        && !(changelog && name.equals(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG)));
        return guards;
    }
}
