package sori.registry;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import sori.kafka.Topic;
import sori.kafka.TopicSpec;
import sori.schema.ModelEvent;
import sori.schema.ModelStatus;

/** The registry's topics. Each has one partition: what was written first is read first. */
public final class ModelTopics {
    /** Releases under {@code voice@version}, aliases under the voice's name. */
    static final String MODELS = "speech.models";

    /** Files in chunks, under {@code sha256/index}; a key without a value is a chunk that nobody needs any more. */
    static final String ARTIFACTS = "speech.model-artifacts";

    static final Topic<ModelEvent> EVENTS = Topic.of("speech.model-events", ModelEvent.class);
    static final Topic<ModelStatus> STATUS = Topic.of("speech.model-status", ModelStatus.class);

    /** Below the limit of 1 MiB for a message that brokers have by default. */
    static final int CHUNK_BYTES = 512 << 10;

    private static final Duration STATUS_KEPT = Duration.ofHours(24);

    private ModelTopics() {}

    /** Releases and names. */
    public static String models() {
        return MODELS;
    }

    /** Files. */
    public static String artifacts() {
        return ARTIFACTS;
    }

    /** Who changed what. */
    public static String events() {
        return EVENTS.name();
    }

    /** Instances' signs of life. */
    public static String status() {
        return STATUS.name();
    }

    static TopicPartition only(String topic) {
        return new TopicPartition(topic, 0);
    }

    /**
     * How the topics are to be.
     *
     * @param replication copies; -1 for the broker's default
     */
    public static List<TopicSpec> specs(short replication) {
        String forEver = "-1";
        return List.of(
                spec(MODELS, replication, TopicConfig.CLEANUP_POLICY_COMPACT, forEver),
                spec(ARTIFACTS, replication, TopicConfig.CLEANUP_POLICY_COMPACT, forEver),
                spec(EVENTS.name(), replication, TopicConfig.CLEANUP_POLICY_DELETE, forEver),
                spec(
                        STATUS.name(),
                        replication,
                        TopicConfig.CLEANUP_POLICY_COMPACT + "," + TopicConfig.CLEANUP_POLICY_DELETE,
                        Long.toString(STATUS_KEPT.toMillis())));
    }

    private static TopicSpec spec(String name, short replication, String policy, String retentionMs) {
        return new TopicSpec(
                name,
                1,
                replication,
                Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        policy,
                        TopicConfig.RETENTION_MS_CONFIG,
                        retentionMs,
                        // Or the broker would not see what a record grows to, and those who read it would end by it.
                        TopicConfig.COMPRESSION_TYPE_CONFIG,
                        "uncompressed",
                        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                        "LogAppendTime"));
    }
}
