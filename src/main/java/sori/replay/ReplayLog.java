package sori.replay;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import sori.config.Refusal;
import sori.kafka.KafkaAccess;
import sori.synthesis.SourceOffset;
import sori.trace.CarriedHeaders;

/** What was published again, as the texts' own topic tells. */
final class ReplayLog {
    private static final Duration POLL = Duration.ofMillis(50);

    /** How long somebody else's transaction may hold the end of the topic up: a minute is Kafka's default. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final KafkaAccess kafka;
    private final String topic;

    ReplayLog(KafkaAccess kafka, String topic) {
        this.kafka = kafka;
        this.topic = topic;
    }

    /** What a record is the replay of. */
    static Optional<SourceOffset> of(Headers headers) {
        Header link = headers.lastHeader(CarriedHeaders.REPLAY_OF);
        return link == null || link.value() == null
                ? Optional.empty()
                : SourceOffset.parse(new String(link.value(), StandardCharsets.UTF_8));
    }

    /** A replay in the log. */
    interface Each {
        void found(SourceOffset of, ConsumerRecord<byte[], byte[]> replay);
    }

    /**
     * Every replay that is committed at this moment.
     *
     * @param from by partition, where to begin: a replay lies behind what it repeats, in the same partition
     */
    void forEach(Map<Integer, Long> from, Each each) {
        try (Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(kafka.consumer(""), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            Map<TopicPartition, Long> starts = new HashMap<>();
            for (PartitionInfo there : consumer.partitionsFor(topic)) {
                Long offset = from.get(there.partition());
                if (offset != null) {
                    starts.put(new TopicPartition(topic, there.partition()), offset);
                }
            }
            Map<TopicPartition, Long> ends = ends(starts);
            starts.entrySet().removeIf(start -> start.getValue() >= ends.getOrDefault(start.getKey(), 0L));
            consumer.assign(starts.keySet());
            starts.forEach(consumer::seek);
            long progressNanos = System.nanoTime();
            while (starts.keySet().stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                records.forEach(record -> of(record.headers())
                        .filter(place -> place.topic().equals(topic))
                        .ifPresent(place -> each.found(place, record)));
                progressNanos = records.isEmpty() ? progressNanos : System.nanoTime();
                if (System.nanoTime() - progressNanos > PATIENCE.toNanos()) {
                    throw new Refusal("a transaction of another program is open in " + topic
                            + ", and what lies behind it cannot be seen; try again when it has ended");
                }
            }
        }
    }

    /** Where partitions end, with what is not committed: a replay may lie behind somebody else's open transaction. */
    private Map<TopicPartition, Long> ends(Map<TopicPartition, Long> starts) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        starts.keySet().forEach(partition -> wanted.put(partition, OffsetSpec.latest()));
        try (Admin admin = kafka.admin()) {
            Map<TopicPartition, Long> ends = new HashMap<>();
            Map<TopicPartition, ListOffsetsResultInfo> infos = admin.listOffsets(
                            wanted, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                    .all()
                    .get();
            infos.forEach((partition, info) -> ends.put(partition, info.offset()));
            return ends;
        } catch (ExecutionException e) {
            throw new Refusal("cannot read " + topic + ": " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal("interrupted", e);
        }
    }
}
