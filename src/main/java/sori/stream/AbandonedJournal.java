package sori.stream;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.BytesDeserializer;
import org.apache.kafka.common.utils.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sori.kafka.KafkaAccess;
import sori.stream.store.JournalLayout;
import sori.stream.store.StateRefusedException;
import sori.synthesis.Stage;
import sori.topology.FileNodes;
import sori.topology.Nodes;
import sori.topology.TopologyFile;

/**
 * The change log of a vocode stage in an application whose topology has none any more: what is under way there would never be spoken, so
 * it is looked for before the start.
 */
final class AbandonedJournal {
    private static final Logger LOG = LoggerFactory.getLogger(AbandonedJournal.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private AbandonedJournal() {}

    private record Open(int partition, Bytes head) {}

    /** @throws StateRefusedException if utterances are under way in it */
    static void refuse(TopologyFile file, KafkaAccess kafka) {
        if (!new FileNodes(file).speaks()) {
            return;
        }
        String topic = file.application() + "-" + Nodes.journal(Stage.VOCODE.title()) + "-changelog";
        try {
            if (!open(topic, kafka).isEmpty()) {
                throw StateRefusedException.ofOtherShape(topic);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | KafkaException e) {
            LOG.warn("cannot look for utterances under way in {}", topic, e);
        }
    }

    private static Set<Open> open(String topic, KafkaAccess kafka) throws InterruptedException, ExecutionException {
        List<TopicPartition> partitions;
        try (Admin admin = kafka.admin()) {
            Map<String, TopicDescription> described =
                    admin.describeTopics(List.of(topic)).allTopicNames().get();
            partitions = described.values().stream()
                    .flatMap(each -> each.partitions().stream())
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Set.of();
            }
            throw e;
        }
        try (KafkaConsumer<Bytes, byte[]> consumer =
                new KafkaConsumer<>(kafka.consumer(""), new BytesDeserializer(), new ByteArrayDeserializer())) {
            return open(consumer, partitions);
        }
    }

    private static Set<Open> open(KafkaConsumer<Bytes, byte[]> consumer, List<TopicPartition> partitions) {
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Set<Open> open = new HashSet<>();
        long start = System.nanoTime();
        while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new KafkaException("not read to its end within " + PATIENCE.toSeconds() + " s");
            }
            consumer.poll(Duration.ofMillis(100)).forEach(record -> note(record, open));
        }
        return open;
    }

    private static void note(ConsumerRecord<Bytes, byte[]> record, Set<Open> open) {
        boolean head = record.key() != null
                && record.key().get().length > 1
                && (record.key().get()[0] == JournalLayout.HEAD_PREFIX
                        || record.key().get()[0] == JournalLayout.WAITING_PREFIX);
        if (head && record.value() == null) {
            open.remove(new Open(record.partition(), record.key()));
        } else if (head) {
            open.add(new Open(record.partition(), record.key()));
        }
    }
}
