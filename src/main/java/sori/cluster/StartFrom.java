package sori.cluster;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sori.config.Refusal;
import sori.topology.TopologyFile;

/**
 * Where an application begins that has no read positions: one under a new name, or away for so long that the cluster forgot them. It
 * would speak again what was spoken, so that it is asked for where somebody has spoken before.
 */
final class StartFrom {
    private static final Logger LOG = LoggerFactory.getLogger(StartFrom.class);

    private final TopologyFile file;
    private final Admin admin;

    /** @param admin stays the caller's */
    StartFrom(TopologyFile file, Admin admin) {
        this.file = file;
        this.admin = admin;
    }

    /** @throws Refusal if it would speak again what was spoken, and nobody said that it should */
    void refuse(Set<String> there) throws ExecutionException, InterruptedException {
        if (!file.startFrom().isEmpty() || !there.contains(file.from())) {
            return;
        }
        long waiting = records(file.from());
        if (waiting == 0 || !isFresh()) {
            return;
        }
        List<String> written = new ArrayList<>();
        for (String topic : List.of(file.to(), file.failures())) {
            if (there.contains(topic) && records(topic) > 0) {
                written.add(topic);
            }
        }
        if (!written.isEmpty()) {
            throw new Refusal(
                    "application " + file.application() + " has no read positions in " + file.from() + ", where "
                            + waiting + " records lie, and " + String.join(" and ", written)
                            + " has what was made of them: under a new name, or with positions that the cluster has forgotten, it would"
                            + " speak all of them again; say in the topology file where it begins: startFrom: latest, earliest, or a"
                            + " time such as 2026-11-28T09:00:00Z");
        }
    }

    /** Gives an application without read positions those that its file asks for. */
    void settle() throws ExecutionException, InterruptedException {
        boolean asked = !file.startFrom().isEmpty() && !file.startFrom().equals(TopologyFile.EARLIEST);
        if (!asked || !isFresh()) {
            return;
        }
        OffsetSpec spec = file.startFrom().equals(TopologyFile.LATEST)
                ? OffsetSpec.latest()
                : OffsetSpec.forTimestamp(Instant.parse(file.startFrom()).toEpochMilli());
        Map<TopicPartition, Long> ends = offsets(file.from(), OffsetSpec.latest());
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        offsets(file.from(), spec)
                .forEach((partition, offset) -> positions.put(
                        partition, new OffsetAndMetadata(offset >= 0 ? offset : ends.getOrDefault(partition, 0L))));
        try {
            admin.alterConsumerGroupOffsets(file.application(), positions).all().get();
            LOG.info("{} begins at {} ({})", file.application(), positions, file.startFrom());
        } catch (ExecutionException e) {
            if (isFresh()) { // else another instance was faster
                throw e;
            }
        }
    }

    private boolean isFresh() throws ExecutionException, InterruptedException {
        try {
            return admin
                    .listConsumerGroupOffsets(file.application())
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .entrySet()
                    .stream()
                    .noneMatch(each ->
                            each.getValue() != null && each.getKey().topic().equals(file.from()));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return true;
            }
            throw e;
        }
    }

    private long records(String topic) throws ExecutionException, InterruptedException {
        return sum(offsets(topic, OffsetSpec.latest()).values())
                - sum(offsets(topic, OffsetSpec.earliest()).values());
    }

    private static long sum(Collection<Long> offsets) {
        return offsets.stream().mapToLong(offset -> offset).sum();
    }

    private Map<TopicPartition, Long> offsets(String topic, OffsetSpec spec)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        admin.describeTopics(List.of(topic))
                .allTopicNames()
                .get()
                .forEach((name, described) -> described
                        .partitions()
                        .forEach(each -> wanted.put(new TopicPartition(name, each.partition()), spec)));
        return admin.listOffsets(wanted).all().get().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> each.getValue().offset()));
    }
}
