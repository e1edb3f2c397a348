package sori.system;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RetriableException;
import org.awaitility.core.ConditionFactory;

/** Topics that are there before what is tested begins. */
public final class GivenTopics {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private GivenTopics() {}

    /** {@link #make(Admin, Collection)}. */
    public static void make(Admin admin, NewTopic... topics) throws ExecutionException, InterruptedException {
        make(admin, Arrays.asList(topics));
    }

    /**
     * Makes topics and returns when the broker knows them: the controller answers as soon as it has written them down, and a broker
     * that has not read so far says for a moment that there are none.
     */
    public static void make(Admin admin, Collection<NewTopic> topics) throws ExecutionException, InterruptedException {
        admin.createTopics(topics).all().get();
        List<String> names = topics.stream().map(NewTopic::name).toList();
        waiting().until(() -> leads(admin, names));
    }

    /** Sets a topic's setting, and returns when the broker goes by it. */
    public static void set(Admin admin, String topic, String name, String value)
            throws ExecutionException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        AlterConfigOp op = new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
        admin.incrementalAlterConfigs(Map.of(resource, List.of(op))).all().get();
        waiting().until(() -> {
            Config config = Objects.requireNonNull(
                    admin.describeConfigs(List.of(resource)).all().get().get(resource));
            return value.equals(config.get(name).value());
        });
    }

    /** For what a broker knows some milliseconds later. */
    public static ConditionFactory waiting() {
        return await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(10));
    }

    private static boolean leads(Admin admin, List<String> names) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        try {
            admin.describeTopics(names)
                    .allTopicNames()
                    .get()
                    .forEach((name, topic) -> topic.partitions()
                            .forEach(each ->
                                    latest.put(new TopicPartition(name, each.partition()), OffsetSpec.latest())));
            admin.listOffsets(latest).all().get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RetriableException) {
                return false;
            }
            throw e;
        }
    }
}
