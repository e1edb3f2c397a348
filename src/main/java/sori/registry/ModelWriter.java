package sori.registry;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import sori.kafka.KafkaAccess;
import sori.kafka.Wire;
import sori.schema.ModelAliases;
import sori.schema.ModelEvent;
import sori.schema.ModelRelease;

/**
 * One transaction on the registry. Opening it ends whatever another writer under the same name has begun, and nothing that the
 * other one writes afterwards counts: so what is read between {@link #open} and {@link #commit} stays true. Not thread-safe.
 */
final class ModelWriter implements AutoCloseable {
    private static final Wire<ModelRelease> RELEASE = new Wire<>(ModelRelease.class);
    private static final Wire<ModelAliases> ALIASES = new Wire<>(ModelAliases.class);
    private static final Wire<ModelEvent> EVENT = new Wire<>(ModelEvent.class);

    private final String name;
    private final KafkaProducer<String, byte[]> producer;
    private boolean begun;

    private ModelWriter(String name, KafkaProducer<String, byte[]> producer) {
        this.name = name;
        this.producer = producer;
    }

    /**
     * Begins.
     *
     * @param name of what is to change: the last one to open it wins
     * @param limit after which the brokers take back what is not committed
     */
    static ModelWriter open(KafkaAccess kafka, String name, Duration limit) throws ModelRefusedException {
        Map<String, Object> properties = new HashMap<>(kafka.producer());
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "sori-models-" + name);
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, Math.toIntExact(limit.toMillis()));
        KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
        try {
            producer.initTransactions();
            return new ModelWriter(name, producer);
        } catch (KafkaException e) {
            producer.close(Duration.ZERO);
            throw new ModelRefusedException("the cluster lets nobody begin a transaction on " + name + ": " + e, e);
        }
    }

    /** A chunk of a file; its place is known when it is sent. */
    Future<RecordMetadata> chunk(String key, byte[] bytes) {
        return send(ModelTopics.ARTIFACTS, key, bytes);
    }

    void dropChunk(String key) {
        send(ModelTopics.ARTIFACTS, key, null);
    }

    Future<RecordMetadata> release(ModelRelease release) {
        return send(ModelTopics.MODELS, release.getVoice() + "@" + release.getVersion(), RELEASE.encode(release));
    }

    void dropRelease(ModelId id) {
        send(ModelTopics.MODELS, id.toString(), null);
    }

    Future<RecordMetadata> aliases(ModelAliases aliases) {
        return send(ModelTopics.MODELS, aliases.getVoice(), ALIASES.encode(aliases));
    }

    void event(ModelEvent event) {
        send(ModelTopics.EVENTS.name(), event.getVoice(), EVENT.encode(event));
    }

    private Future<RecordMetadata> send(String topic, String key, byte @Nullable [] value) {
        if (!begun) {
            begun = true;
            producer.beginTransaction();
        }
        return producer.send(new ProducerRecord<>(topic, 0, key, value));
    }

    /** Returns when everything is written, though it does not count yet. */
    void flush() {
        producer.flush();
    }

    /**
     * Makes everything visible at once.
     *
     * @throws ModelRefusedException if another writer has opened the same name meanwhile, and nothing was written
     */
    void commit() throws ModelRefusedException {
        try {
            if (begun) {
                producer.commitTransaction();
            }
            begun = false;
        } catch (KafkaException e) {
            throw refusal(e);
        }
    }

    /** Waits for a record's place. */
    static RecordMetadata await(Future<RecordMetadata> sent, String name) throws ModelRefusedException {
        try {
            return sent.get();
        } catch (ExecutionException e) {
            throw refusal(name, e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelRefusedException("interrupted", e);
        }
    }

    ModelRefusedException refusal(Throwable cause) {
        return refusal(name, cause);
    }

    private static ModelRefusedException refusal(String name, Throwable cause) {
        boolean fenced = cause instanceof ProducerFencedException || cause instanceof InvalidProducerEpochException;
        return new ModelRefusedException(
                fenced
                        ? "somebody else writes " + name
                                + " at this moment; look with `sori models list`, and try again"
                        : "the cluster does not take " + name + ": " + cause,
                cause);
    }

    /** What is not committed is taken back. */
    @Override
    public void close() {
        try {
            if (begun) {
                producer.abortTransaction();
            }
        } catch (KafkaException e) {
            // Fenced: the brokers have taken it back already.
            begun = false;
        } finally {
            producer.close(Duration.ofSeconds(5));
        }
    }
}
