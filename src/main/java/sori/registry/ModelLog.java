package sori.registry;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import sori.kafka.KafkaAccess;
import sori.schema.ModelStatus;

/** Reads {@code speech.models} from its beginning and follows it. Not thread-safe, but for {@link #wakeup}. */
public final class ModelLog implements AutoCloseable {
    private static final TopicPartition PARTITION = ModelTopics.only(ModelTopics.MODELS);

    /** Longer than any transaction may stay open. */
    private static final Duration PATIENCE = Duration.ofMinutes(16);

    private final KafkaAccess kafka;
    private final KafkaConsumer<String, byte[]> consumer;
    private final ModelLedger ledger;

    private ModelLog(KafkaAccess kafka, ModelLedger ledger) {
        this.kafka = kafka;
        this.ledger = ledger;
        this.consumer = new KafkaConsumer<>(kafka.consumer(""), new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** {@link #open(KafkaAccess, ModelLedger)}, where everybody's records count. */
    public static ModelLog open(KafkaAccess kafka) {
        return open(kafka, ModelLedger.ofEverybody());
    }

    /**
     * Begins at the beginning. The topic must exist.
     *
     * @param ledger what is read is put down there
     */
    static ModelLog open(KafkaAccess kafka, ModelLedger ledger) {
        ModelLog log = new ModelLog(kafka, ledger);
        log.consumer.assign(List.of(PARTITION));
        log.consumer.seekToBeginning(List.of(PARTITION));
        return log;
    }

    /** What the topic holds at this moment. */
    public static Registry read(KafkaAccess kafka) throws IOException {
        return read(kafka, ModelLedger.ofEverybody());
    }

    static Registry read(KafkaAccess kafka, ModelLedger ledger) throws IOException {
        try (ModelLog log = open(kafka, ledger)) {
            return log.readToEnd();
        }
    }

    /**
     * The registry with the names that instances go by.
     *
     * @param unsigned voices whose names in the topic are not those: nobody goes by them
     */
    public record Followed(Registry registry, Set<String> unsigned) {}

    /**
     * What the topic holds at this moment, for a person: where live instances ask for signatures, only the names count whose counter
     * they tell. No signature is verified here; that is what instances do.
     */
    public static Followed readAsFollowed(KafkaAccess kafka, List<ModelStatus> live) throws IOException {
        NameWriter.Followers followers = NameWriter.Followers.of(live);
        Registry written = read(kafka);
        if (followers.signedOnly().isEmpty()) {
            return new Followed(written, Set.of());
        }
        Registry signed = read(
                kafka,
                ModelLedger.ofNames(names ->
                        names.getSignature() != null && names.getCounter() == followers.counter(names.getVoice())
                                ? Optional.empty()
                                : Optional.of("no instance goes by them")));
        Set<String> others = new TreeSet<>();
        written.aliases().forEach((voice, names) -> {
            if (!names.equals(signed.aliasesOf(voice))) {
                others.add(voice);
            }
        });
        return new Followed(signed, others);
    }

    /**
     * Reads everything that has been written before this call, and waits for whatever of it is not committed yet.
     *
     * @throws IOException if a transaction before the end stays open
     */
    public Registry readToEnd() throws IOException {
        long end = LogEnd.of(kafka, PARTITION);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (consumer.position(PARTITION) < end) {
            poll(Duration.ofMillis(100));
            if (System.nanoTime() > deadline) {
                throw new IOException("a transaction in " + ModelTopics.MODELS + " does not end");
            }
        }
        return registry();
    }

    /**
     * Takes in what came, waiting at most {@code wait}.
     *
     * @return whether anything did
     * @throws WakeupException after {@link #wakeup}
     */
    boolean poll(Duration wait) {
        boolean any = false;
        for (ConsumerRecord<String, byte[]> record : consumer.poll(wait)) {
            String key = record.key() == null ? "" : record.key(); // none only where the topic is not compacted
            ledger.take(key, record.value(), record.offset());
            any = true;
        }
        return any;
    }

    Registry registry() {
        return ledger.registry();
    }

    /** Makes a call under way in another thread throw {@link WakeupException}. */
    void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
