package sori.registry;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sori.kafka.KafkaAccess;

/**
 * The time by the clock that stamps records, whatever this machine's clock says: asked once, and then counted on. For one thread.
 */
final class BrokerTime {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerTime.class);

    /** Of a record without a value, which is nobody's status. */
    private static final String KEY = "what-time-is-it";

    private final LongSupplier nanoClock;
    private long stampedMs;
    private long stampedNanos;

    /**
     * @param stampedMs what the clock says now
     * @param nanoClock counts on from there
     */
    BrokerTime(long stampedMs, LongSupplier nanoClock) {
        this.stampedMs = stampedMs;
        this.stampedNanos = nanoClock.getAsLong();
        this.nanoClock = nanoClock;
    }

    /** Has the broker stamp a record. Where it takes none from this user, the time is that of the newest stamp {@link #seen}. */
    static BrokerTime ask(KafkaAccess kafka) {
        Map<String, Object> properties = new HashMap<>(kafka.client());
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false);
        properties.put(ProducerConfig.ACKS_CONFIG, "1");
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
            long stamp = producer.send(new ProducerRecord<>(ModelTopics.STATUS.name(), 0, KEY, null))
                    .get()
                    .timestamp();
            return new BrokerTime(stamp, System::nanoTime);
        } catch (ExecutionException | KafkaException e) {
            LOG.warn(
                    "{} takes no record of ours, so that only instances beside live ones are known to be gone: {}",
                    ModelTopics.STATUS.name(),
                    e.toString());
            return new BrokerTime(Long.MIN_VALUE / 2, System::nanoTime);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new BrokerTime(Long.MIN_VALUE / 2, System::nanoTime);
        }
    }

    long nowMs() {
        return stampedMs + (nanoClock.getAsLong() - stampedNanos) / 1_000_000;
    }

    /** It is at least as late as on a record that was read. */
    void seen(long stampMs) {
        if (stampMs > nowMs()) {
            stampedMs = stampMs;
            stampedNanos = nanoClock.getAsLong();
        }
    }
}
