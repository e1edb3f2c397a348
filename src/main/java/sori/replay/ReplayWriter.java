package sori.replay;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.BytesSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;
import sori.config.Refusal;
import sori.kafka.KafkaAccess;

/**
 * Writes replays, some at a time, all of them or none. Opening it ends whatever another one has begun on the same topic, and nothing
 * that the other writes afterwards counts: what the log says once this is open stays true until somebody else opens one.
 */
final class ReplayWriter implements AutoCloseable {
    /** Whoever reads the texts waits for what was begun by one that was killed. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final String topic;
    private final Producer<Bytes, byte[]> producer;
    private final Runnable beforeCommit;

    private ReplayWriter(String topic, Producer<Bytes, byte[]> producer, Runnable beforeCommit) {
        this.topic = topic;
        this.beforeCommit = beforeCommit;
        this.producer = producer;
    }

    /** An event that is published again. */
    record Record(int partition, @Nullable Bytes key, byte[] value, Headers headers) {}

    /** @param beforeCommit called when records are written and do not count yet */
    static ReplayWriter open(KafkaAccess kafka, String topic, Runnable beforeCommit) {
        Map<String, Object> properties = kafka.producer();
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "sori-replay-" + topic);
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, Math.toIntExact(LONGEST.toMillis()));
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        Producer<Bytes, byte[]> producer =
                new KafkaProducer<>(properties, new BytesSerializer(), new ByteArraySerializer());
        try {
            producer.initTransactions();
            return new ReplayWriter(topic, producer, beforeCommit);
        } catch (KafkaException e) {
            producer.close(Duration.ZERO);
            throw new Refusal(
                    "the cluster lets nobody begin a transaction as sori-replay-" + topic + ": " + e.getMessage()
                            + "; it takes WRITE on " + topic + " and on that transactional id",
                    e);
        }
    }

    void write(List<Record> records) {
        if (records.isEmpty()) {
            return;
        }
        try {
            producer.beginTransaction();
            for (Record record : records) {
                producer.send(new ProducerRecord<>(
                        topic, record.partition(), record.key(), record.value(), record.headers()));
            }
            producer.flush();
            beforeCommit.run();
            producer.commitTransaction();
        } catch (KafkaException e) {
            throw refusal(e);
        }
    }

    private Refusal refusal(KafkaException e) {
        boolean fenced = e instanceof ProducerFencedException
                || e instanceof InvalidProducerEpochException
                || e.getCause() instanceof ProducerFencedException
                || e.getCause() instanceof InvalidProducerEpochException;
        return fenced
                ? new Refusal("somebody else has begun to replay " + topic + ", and goes on with what is left", e)
                : new Refusal(
                        "Kafka did not take the replays: " + e.getMessage() + "; try again: none counts twice", e);
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
