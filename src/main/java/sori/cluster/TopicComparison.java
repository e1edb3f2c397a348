package sori.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import sori.kafka.TopicSpec;

/** How a topic that is there differs from what is planned. Stateless. */
final class TopicComparison {
    private TopicComparison() {}

    /** The differences, a sentence each. */
    static List<String> of(Admin admin, TopicSpec topic) throws ExecutionException, InterruptedException {
        List<String> differences = new ArrayList<>();
        comparePartitions(admin, topic, differences);
        compareSettings(admin, topic, differences);
        return differences;
    }

    private static void comparePartitions(Admin admin, TopicSpec topic, List<String> differences)
            throws ExecutionException, InterruptedException {
        for (TopicDescription there : admin.describeTopics(List.of(topic.name()))
                .allTopicNames()
                .get()
                .values()) {
            int partitions = there.partitions().size();
            if (partitions != topic.partitions()) {
                differences.add("topic " + topic.name() + " has " + partitions + " partitions, planned are "
                        + topic.partitions());
            }
        }
    }

    private static void compareSettings(Admin admin, TopicSpec topic, List<String> differences)
            throws ExecutionException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
        for (Config there : admin.describeConfigs(List.of(resource)).all().get().values()) {
            topic.settings().forEach((key, planned) -> {
                ConfigEntry entry = there.get(key);
                if (entry != null && !planned.equals(entry.value())) {
                    differences.add(
                            "topic " + topic.name() + " has " + key + "=" + entry.value() + ", planned is " + planned);
                }
            });
        }
    }
}
