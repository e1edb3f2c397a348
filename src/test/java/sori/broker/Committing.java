package sori.broker;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A producer that commits one small transaction after the other, a record and an offset in each, until the broker is gone. */
final class Committing {
    private static final String GROUP = "committing";

    private final String bootstrap;
    private final TopicPartition records;
    private final KafkaProducer<String, String> producer;
    private final AtomicInteger commits = new AtomicInteger();
    private final Thread thread = new Thread(this::run, GROUP);
    private volatile boolean stopped;

    private Committing(String bootstrap, String topic) {
        this.bootstrap = bootstrap;
        this.records = new TopicPartition(topic, 0);
        this.producer = producer();
    }

    static Committing start(String bootstrap, String topic) {
        Committing committing = new Committing(bootstrap, topic);
        committing.producer.initTransactions();
        committing.thread.start();
        return committing;
    }

    void awaitCommits(int count) throws InterruptedException {
        while (commits.get() < count) {
            Thread.sleep(10);
        }
    }

    void stop() throws InterruptedException {
        stopped = true;
        producer.close(Duration.ZERO);
        thread.interrupt(); // else it waits a minute for the closed producer
        thread.join();
    }

    /** As the producer's successor does: what it left open is ended. */
    void fence() {
        try (KafkaProducer<String, String> successor = producer()) {
            successor.initTransactions();
        }
    }

    /** Producers with an open transaction, of the topic and of the group's offsets. */
    List<ProducerState> openTransactions() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            Collection<PartitionProducerState> states = admin.describeProducers(
                            List.of(records, new TopicPartition("__consumer_offsets", 0)))
                    .all()
                    .get()
                    .values();
            return states.stream()
                    .flatMap(state -> state.activeProducers().stream())
                    .filter(state -> state.currentTransactionStartOffset().isPresent())
                    .toList();
        }
    }

    /** Throws where the offset cannot be told. */
    long committedOffset() {
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "group.id", GROUP, "default.api.timeout.ms", 10_000),
                new StringDeserializer(),
                new StringDeserializer())) {
            OffsetAndMetadata committed = consumer.committed(Set.of(records)).get(records);
            return committed == null ? 0 : committed.offset();
        }
    }

    private KafkaProducer<String, String> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "transactional.id", GROUP, "linger.ms", 0),
                new StringSerializer(),
                new StringSerializer());
    }

    private void run() {
        try {
            while (!stopped) {
                producer.beginTransaction();
                producer.send(new ProducerRecord<>(records.topic(), "in a transaction"));
                producer.sendOffsetsToTransaction(
                        Map.of(records, new OffsetAndMetadata(commits.get() + 1)), new ConsumerGroupMetadata(GROUP));
                producer.commitTransaction();
                commits.incrementAndGet();
            }
        } catch (KafkaException e) {
            // The broker is gone, or this producer closed.
        }
    }
}
