package sori.system;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;

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
        await().atMost(PATIENCE).until(() -> leads(admin, names));
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
