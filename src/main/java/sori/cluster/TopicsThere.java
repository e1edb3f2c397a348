package sori.cluster;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Topics as a cluster has them. Immutable.
 *
 * @param partitions of those that are there and that this client may see, by name
 * @param settings of those whose settings this client may read, by name
 */
record TopicsThere(Map<String, Integer> partitions, Map<String, Map<String, String>> settings) {
    TopicsThere {
        partitions = Map.copyOf(partitions);
        settings = Map.copyOf(settings);
    }

    /** @throws ExecutionException if the cluster does not answer */
    static TopicsThere read(Admin admin, Collection<String> names) throws ExecutionException, InterruptedException {
        Map<String, Integer> partitions = new HashMap<>();
        for (var described :
                admin.describeTopics(Set.copyOf(names)).topicNameValues().entrySet()) {
            try {
                partitions.put(
                        described.getKey(),
                        described.getValue().get().partitions().size());
            } catch (ExecutionException e) {
                if (!isNotToBeSeen(e)) {
                    throw e;
                }
            }
        }
        return new TopicsThere(partitions, settings(admin, partitions.keySet()));
    }

    private static Map<String, Map<String, String>> settings(Admin admin, Set<String> names)
            throws ExecutionException, InterruptedException {
        Map<String, Map<String, String>> settings = new HashMap<>();
        var described = admin.describeConfigs(names.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList());
        for (var each : described.values().entrySet()) {
            try {
                settings.put(each.getKey().name(), values(each.getValue().get()));
            } catch (ExecutionException e) {
                if (!isNotToBeSeen(e)) {
                    throw e;
                }
            }
        }
        return settings;
    }

    private static boolean isNotToBeSeen(ExecutionException e) {
        return e.getCause() instanceof AuthorizationException
                || e.getCause() instanceof UnknownTopicOrPartitionException;
    }

    private static Map<String, String> values(Config config) {
        Map<String, String> values = new HashMap<>();
        for (ConfigEntry entry : config.entries()) {
            if (entry.value() != null) {
                values.put(entry.name(), entry.value());
            }
        }
        return values;
    }

    boolean has(String topic) {
        return partitions.containsKey(topic);
    }

    OptionalInt count(String topic) {
        Integer count = partitions.get(topic);
        return count == null ? OptionalInt.empty() : OptionalInt.of(count);
    }

    /** A setting of a topic; empty where the topic is not there or may not be looked at. */
    String setting(String topic, String name) {
        return settings.getOrDefault(topic, Map.of()).getOrDefault(name, "");
    }

    OptionalLong number(String topic, String name) {
        String value = setting(topic, name);
        return value.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(value));
    }
}
