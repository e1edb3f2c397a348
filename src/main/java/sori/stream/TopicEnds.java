package sori.stream;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Where topics end, for whoever waits until nothing more can come. Thread-safe as its client is. */
public final class TopicEnds {
    private final Admin admin;

    /** @param admin stays the caller's */
    public TopicEnds(Admin admin) {
        this.admin = admin;
    }

    /** Whether no transaction is open in a topic. */
    public boolean settled(String topic) throws ExecutionException, InterruptedException {
        return ends(topic, IsolationLevel.READ_COMMITTED).equals(ends(topic, IsolationLevel.READ_UNCOMMITTED));
    }

    /** Whether a group has committed its place behind a topic's last record, in every partition that has any. */
    public boolean consumed(String topic, String group) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
        return ends(topic, IsolationLevel.READ_UNCOMMITTED).entrySet().stream().allMatch(end -> {
            OffsetAndMetadata place = committed.get(end.getKey());
            return end.getValue() == 0 || (place != null && place.offset() >= end.getValue());
        });
    }

    private Map<TopicPartition, Long> ends(String topic, IsolationLevel isolation)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        for (TopicDescription there :
                admin.describeTopics(List.of(topic)).allTopicNames().get().values()) {
            there.partitions()
                    .forEach(info -> wanted.put(new TopicPartition(topic, info.partition()), OffsetSpec.latest()));
        }
        Map<TopicPartition, Long> ends = new HashMap<>();
        admin.listOffsets(wanted, new ListOffsetsOptions(isolation))
                .all()
                .get()
                .forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }
}
