package sori.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads one topic, committed records only. What is not of the topic's type is logged and passed over. Not thread-safe. */
public final class TopicReader<V extends SpecificRecordBase> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicReader.class);

    private final Topic<V> topic;
    private final Consumer<Bytes, byte[]> consumer;

    private TopicReader(Topic<V> topic, KafkaAccess kafka, String group) {
        this.topic = topic;
        this.consumer =
                new KafkaConsumer<>(kafka.consumer(group), topic.key().deserializer(), new ByteArrayDeserializer());
    }

    /** Every partition from its present end: what is written after this call returns is read. The topic must exist. */
    public static <V extends SpecificRecordBase> TopicReader<V> fromNow(KafkaAccess kafka, Topic<V> topic) {
        return assigned(kafka, topic, true);
    }

    /** Whether this client may see a topic, without making it. */
    public static boolean exists(KafkaAccess kafka, Topic<?> topic) {
        try (Admin admin = kafka.admin()) {
            admin.describeTopics(List.of(topic.name())).allTopicNames().get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException
                    || e.getCause() instanceof TopicAuthorizationException) {
                return false;
            }
            throw new KafkaException("cannot look for topic " + topic.name(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
        }
    }

    /** Every partition from its beginning. The topic must exist. */
    public static <V extends SpecificRecordBase> TopicReader<V> fromBeginning(KafkaAccess kafka, Topic<V> topic) {
        return assigned(kafka, topic, false);
    }

    /** Shares the partitions with others of the group and goes on from what the group committed, first from the beginning. */
    public static <V extends SpecificRecordBase> TopicReader<V> inGroup(
            KafkaAccess kafka, Topic<V> topic, String group) {
        TopicReader<V> reader = new TopicReader<>(topic, kafka, group);
        reader.consumer.subscribe(List.of(topic.name()));
        return reader;
    }

    private static <V extends SpecificRecordBase> TopicReader<V> assigned(
            KafkaAccess kafka, Topic<V> topic, boolean fromEnd) {
        TopicReader<V> reader = new TopicReader<>(topic, kafka, "");
        List<TopicPartition> partitions = reader.consumer.partitionsFor(topic.name()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        reader.consumer.assign(partitions);
        if (fromEnd) {
            reader.consumer.seekToEnd(partitions);
        } else {
            reader.consumer.seekToBeginning(partitions);
        }
        partitions.forEach(reader.consumer::position); // seeking is lazy: fix the place now
        return reader;
    }

    /**
     * A value, its record's key, and where it lies.
     *
     * @param timestampMs the record's, milliseconds since 1970
     * @param bytes of the record's value
     * @param headers the record's
     */
    public record Placed<V>(
            @Nullable Bytes key, V value, int partition, long offset, long timestampMs, int bytes, Headers headers) {}

    /** The next records, after at most {@code wait}; may be empty. */
    public List<V> poll(Duration wait) {
        return pollPlaced(wait).stream().map(Placed::value).toList();
    }

    /** The same, with keys and places. */
    public List<Placed<V>> pollPlaced(Duration wait) {
        List<Placed<V>> values = new ArrayList<>();
        for (ConsumerRecord<Bytes, byte[]> record : consumer.poll(wait)) {
            Decoded<V> decoded = topic.codec().decode(record.value());
            if (decoded instanceof Decoded.Value<V> read) {
                int bytes = record.value() == null ? 0 : record.value().length;
                values.add(new Placed<>(
                        record.key(),
                        read.value(),
                        record.partition(),
                        record.offset(),
                        record.timestamp(),
                        bytes,
                        record.headers()));
            } else {
                String why = ((Decoded.Unreadable<V>) decoded).reason();
                LOG.warn("{}-{}@{}: {}", record.topic(), record.partition(), record.offset(), why);
            }
        }
        return values;
    }

    /** Stops or goes on fetching, without leaving the group. */
    public void pause(boolean paused) {
        if (paused) {
            consumer.pause(consumer.assignment());
        } else {
            consumer.resume(consumer.paused());
        }
    }

    /** Whether everything that is committed so far has been read. */
    public boolean atEnd() {
        return consumer.endOffsets(consumer.assignment()).entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    /** Tells the group that everything polled so far is done. */
    public void commit() {
        commit(Map.of());
    }

    /** Commits what was polled, but in some partitions not beyond an offset. */
    public void commit(Map<Integer, Long> notBeyond) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : consumer.assignment()) {
            long offset = Math.min(
                    consumer.position(partition), notBeyond.getOrDefault(partition.partition(), Long.MAX_VALUE));
            offsets.put(partition, new OffsetAndMetadata(offset));
        }
        try {
            consumer.commitSync(offsets);
        } catch (CommitFailedException | RebalanceInProgressException e) {
            LOG.info("{}: the partitions are being shared out anew; their next reader hears some again", topic.name());
        }
    }

    /** Makes a {@link #poll} under way in another thread throw {@link WakeupException}. */
    public void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
