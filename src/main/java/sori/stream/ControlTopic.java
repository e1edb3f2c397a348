package sori.stream;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sori.config.Refusal;
import sori.kafka.KafkaAccess;

/** What a control topic must be like, which Kafka Streams does not look after. */
final class ControlTopic {
    private static final Logger LOG = LoggerFactory.getLogger(ControlTopic.class);

    private ControlTopic() {}

    /** @throws Refusal if it has another number of partitions than the topic that the application reads */
    static void refuse(TopologyFile file, KafkaAccess kafka) {
        if (!file.controlled()) {
            return;
        }
        try (Admin admin = kafka.admin()) {
            int control = partitions(admin, file.control());
            int from = partitions(admin, file.from());
            if (control != from) {
                throw new Refusal(
                        "topic " + file.control() + " has " + control + " partitions and " + file.from() + " has "
                                + from + ", but a key's records must lie in the same partition of both: delete "
                                + file.control()
                                + " and let `./sori topics create --partitions " + from + "` make it again");
            }
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                LOG.warn("cannot compare the partitions of {} and {}", file.control(), file.from(), e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int partitions(Admin admin, String topic) throws ExecutionException, InterruptedException {
        Map<String, Integer> counts = new HashMap<>();
        admin.describeTopics(List.of(topic))
                .allTopicNames()
                .get()
                .forEach((name, described) ->
                        counts.put(name, described.partitions().size()));
        return counts.getOrDefault(topic, 0);
    }
}
