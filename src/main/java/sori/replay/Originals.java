package sori.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.BytesDeserializer;
import org.apache.kafka.common.utils.Bytes;
import sori.kafka.Decoded;
import sori.kafka.KafkaAccess;
import sori.kafka.Topic;
import sori.schema.TextEvent;
import sori.stream.intake.TextIntake;
import sori.synthesis.SourceOffset;

/** Finds the records of the texts' topic that failed. */
final class Originals implements AutoCloseable {
    /** What is asked for by places gets little more than that. */
    private static final int FETCH_BYTES = 64 << 10;

    private static final Duration POLL = Duration.ofMillis(50);

    /** Failures follow each other as their records do, mostly: what was fetched with the last one is passed rather than fetched again. */
    private static final int NEAR = 100;

    /** Among so many records the parts of a text are looked for. */
    private static final int MOST_BEHIND = 200_000;

    /** Characters of a text in parts: more than any pipeline speaks. */
    private static final int MOST_CHARACTERS = 1_000_000;

    private final String topic;
    private final TextIntake intake;
    private final Consumer<Bytes, byte[]> consumer;
    private final Map<TopicPartition, Long> beginnings;
    private final Map<TopicPartition, Long> ends;

    Originals(KafkaAccess kafka, Topic<TextEvent> texts) {
        this.topic = texts.name();
        this.intake = new TextIntake(texts.codec());
        Map<String, Object> properties = kafka.consumer("");
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        consumer = new KafkaConsumer<>(properties, new BytesDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        beginnings = consumer.beginningOffsets(partitions);
        ends = consumer.endOffsets(partitions);
        consumer.assign(partitions);
        consumer.pause(partitions);
    }

    /** The record at a place, and what belongs to it; empty where the topic has it no more. */
    Optional<Original> find(SourceOffset place) {
        TopicPartition partition = new TopicPartition(place.topic(), place.partition());
        if (!place.topic().equals(topic)
                || place.offset() < beginnings.getOrDefault(partition, Long.MAX_VALUE)
                || place.offset() >= ends.getOrDefault(partition, 0L)) {
            return Optional.empty();
        }
        consumer.resume(List.of(partition));
        try {
            long ahead = place.offset() - consumer.position(partition);
            if (ahead < 0 || ahead > NEAR) {
                consumer.seek(partition, place.offset());
            }
            Optional<ConsumerRecord<Bytes, byte[]>> at = first(partition, record -> record.offset() >= place.offset());
            return at.filter(record -> record.offset() == place.offset())
                    .map(record -> original(partition, place, record));
        } finally {
            consumer.pause(List.of(partition));
        }
    }

    /** The next record of a kind, from where the consumer stands. */
    private Optional<ConsumerRecord<Bytes, byte[]>> first(
            TopicPartition partition, Predicate<ConsumerRecord<Bytes, byte[]>> which) {
        long end = ends.getOrDefault(partition, 0L);
        int seen = 0;
        while (consumer.position(partition) < end && seen < MOST_BEHIND) {
            for (ConsumerRecord<Bytes, byte[]> record : consumer.poll(POLL)) {
                seen++;
                if (which.test(record)) {
                    return Optional.of(record);
                }
            }
        }
        return Optional.empty();
    }

    private Original original(TopicPartition partition, SourceOffset place, ConsumerRecord<Bytes, byte[]> record) {
        Decoded<TextEvent> event = intake.decode(record.value());
        int parts = 1;
        if (event instanceof Decoded.Value<TextEvent> read
                && read.value().getPart() != null
                && read.value().getPart().getIndex() == 0) {
            Parts gathered = new Parts(record.key(), read.value());
            consumer.seek(partition, place.offset() + 1);
            boolean whole =
                    gathered.isWhole() || first(partition, gathered::take).isPresent();
            parts = gathered.count();
            event = whole || parts > 0 ? new Decoded.Value<>(gathered.together()) : event;
        }
        return new Original(
                place, record.key(), Instant.ofEpochMilli(record.timestamp()), record.headers(), event, parts);
    }

    /** The parts of a text, as they come. */
    private final class Parts {
        private final Bytes key;
        private final TextEvent first;
        private final Map<Integer, String> texts = new TreeMap<>();
        private int last = Integer.MAX_VALUE;
        private int characters;

        Parts(Bytes key, TextEvent first) {
            this.key = key;
            this.first = first;
            add(first);
        }

        private void add(TextEvent part) {
            characters += part.getText().length();
            texts.putIfAbsent(part.getPart().getIndex(), part.getText());
            last = part.getPart().getLast() ? Math.min(last, part.getPart().getIndex()) : last;
        }

        /** @return whether nothing more is needed */
        boolean take(ConsumerRecord<Bytes, byte[]> record) {
            if (java.util.Objects.equals(key, record.key())
                    && intake.decode(record.value()) instanceof Decoded.Value<TextEvent> read
                    && read.value().getPart() != null
                    && java.util.Objects.equals(
                            first.getUtteranceId(), read.value().getUtteranceId())) {
                add(read.value());
            }
            return isWhole();
        }

        boolean isWhole() {
            return count() > last || characters > MOST_CHARACTERS;
        }

        /** How many follow each other from the first. */
        int count() {
            int next = 0;
            while (texts.containsKey(next)) {
                next++;
            }
            return next;
        }

        /** The text as far as it came, as one that is whole. */
        TextEvent together() {
            String text = String.join("", texts.values().stream().limit(count()).toList());
            return TextEvent.newBuilder(first).setText(text).setPart(null).build();
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
