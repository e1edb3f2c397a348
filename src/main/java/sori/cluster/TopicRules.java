package sori.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.TopicConfig;
import sori.config.Refusal;
import sori.topology.TopologyFile;

/**
 * What an application asks of its topics, and what to do where they do not have it.
 *
 * @param topics of the application
 * @param there as the cluster has them
 * @param bootstrap for the commands that mend them
 */
record TopicRules(FileTopics topics, TopicsThere there, String bootstrap) {
    /** What is kept for less is gone before a person has looked at it, or an application is back. */
    private static final Duration SHORT_RETENTION = Duration.ofHours(1);

    /** @throws Refusal if a topic of events is missing */
    void refuseMissing() {
        List<String> missing =
                topics.events().stream().filter(topic -> !there.has(topic)).toList();
        if (!missing.isEmpty()) {
            throw new Refusal(
                    named(missing) + (missing.size() == 1 ? " is" : " are") + " missing at " + bootstrap
                            + ": `./sori topics create` makes them, or whoever may make topics there (`./sori topics plan` lists them)");
        }
    }

    /** @throws Refusal if topics that a task has its partition of have different numbers of them */
    void refuseCounts() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        topics.alike().forEach(topic -> there.count(topic).ifPresent(count -> counts.put(topic, count)));
        String kept = keptTopic(counts);
        int count = counts.getOrDefault(kept, 0);
        List<String> others = counts.keySet().stream()
                .filter(topic -> counts.getOrDefault(topic, 0) != count)
                .toList();
        if (others.isEmpty()) {
            return;
        }
        String told = others.stream()
                .map(topic -> "topic " + topic + " has " + counts.get(topic) + " partitions")
                .collect(Collectors.joining(", "));
        throw new Refusal(told + " and " + kept + " has " + count
                + ", but a key's records must lie in the same partition of all: delete " + named(others)
                + " (kafka-topics.sh --bootstrap-server " + bootstrap + " --delete --topic '"
                + String.join("|", others) + "'; what lies there is lost) and let `./sori topics create --partitions "
                + count + "` make " + (others.size() == 1 ? "it" : "them") + " again");
    }

    /** The one that the others go by: texts as they are, and between the stages what the control topic has. */
    private String keptTopic(Map<String, Integer> counts) {
        TopologyFile file = topics.file();
        boolean controlGoesFirst = !topics.readsText() && counts.containsKey(file.control());
        return controlGoesFirst || !counts.containsKey(file.from())
                ? counts.keySet().stream()
                        .filter(topic -> topic.equals(file.control()))
                        .findFirst()
                        .orElseGet(() -> counts.keySet().stream().findFirst().orElse(file.from()))
                : file.from();
    }

    /** @throws Refusal if a topic of events is compacted, or a change log is not */
    void refuseCleanup() {
        for (String topic : topics.events()) {
            String policy = there.setting(topic, TopicConfig.CLEANUP_POLICY_CONFIG);
            if (policy.contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
                throw new Refusal("topic " + topic + " is compacted (cleanup.policy=" + policy
                        + "), which drops all but the last record of a key, and a key has many: "
                        + alter(topic, TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE));
            }
        }
        for (String topic : topics.changelogs()) {
            String policy = there.setting(topic, TopicConfig.CLEANUP_POLICY_CONFIG);
            if (!policy.isEmpty() && !policy.equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
                throw new Refusal("topic " + topic + " has cleanup.policy=" + policy
                        + ", and a change log that is deleted by age loses utterances under way: "
                        + alter(topic, TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
            }
        }
    }

    /** @throws Refusal if a topic cannot take a record that it may get */
    void refuseSmall() {
        topics.needed().forEach((topic, needed) -> {
            OptionalLong takes = there.number(topic, TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
            if (takes.isPresent() && takes.getAsLong() < needed) {
                throw new Refusal("topic " + topic + " takes " + takes.getAsLong() + " bytes at once, and up to "
                        + needed + " are written to it: "
                        + alter(
                                topic,
                                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                                String.valueOf(Math.max(needed, TopicSettings.DEFAULT.maxMessageBytes()))));
            }
        });
    }

    /** What is worth a line, and no reason to stay. */
    List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        for (String topic : topics.events()) {
            OptionalLong retention = there.number(topic, TopicConfig.RETENTION_MS_CONFIG);
            if (retention.isPresent()
                    && retention.getAsLong() >= 0
                    && retention.getAsLong() < SHORT_RETENTION.toMillis()) {
                remarks.add("topic " + topic + " keeps records for " + retention.getAsLong() / 1000
                        + " s: what nobody has read by then is lost; "
                        + alter(
                                topic,
                                TopicConfig.RETENTION_MS_CONFIG,
                                String.valueOf(Duration.ofHours(TopicSettings.DEFAULT.retentionHours())
                                        .toMillis())));
            }
        }
        List<String> unread = topics.needed().keySet().stream()
                .filter(topic -> there.has(topic) && !there.settings().containsKey(topic))
                .toList();
        if (!unread.isEmpty()) {
            remarks.add("this user may not read the settings of " + named(unread)
                    + " (DESCRIBE_CONFIGS), so records of up to "
                    + topics.file().settings().maxRecordBytes() + " bytes are written there");
        }
        return remarks;
    }

    private String alter(String topic, String name, String value) {
        return "kafka-configs.sh --bootstrap-server " + bootstrap + " --alter --entity-type topics --entity-name "
                + topic + " --add-config " + name + "=" + value;
    }

    private static String named(List<String> topics) {
        return (topics.size() == 1 ? "topic " : "topics ") + String.join(", ", topics);
    }
}
