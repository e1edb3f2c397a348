package sori.registry;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sori.kafka.Decoded;
import sori.kafka.KafkaAccess;
import sori.kafka.Wire;
import sori.schema.ModelAliases;
import sori.schema.ModelRelease;

/** Reads {@code speech.models} from its beginning and follows it. Not thread-safe, but for {@link #wakeup}. */
public final class ModelLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelLog.class);
    private static final TopicPartition PARTITION = ModelTopics.only(ModelTopics.MODELS);
    private static final Wire<ModelRelease> RELEASE = new Wire<>(ModelRelease.class);
    private static final Wire<ModelAliases> ALIASES = new Wire<>(ModelAliases.class);

    /** Longer than any transaction may stay open. */
    private static final Duration PATIENCE = Duration.ofMinutes(16);

    private final KafkaAccess kafka;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Map<ModelId, Release> releases = new TreeMap<>();
    private final Map<ModelId, String> unusable = new TreeMap<>();
    private final Map<String, Aliases> aliases = new TreeMap<>();
    private final Map<String, Long> aliasOffsets = new TreeMap<>();
    private long end;

    private ModelLog(KafkaAccess kafka) {
        this.kafka = kafka;
        this.consumer = new KafkaConsumer<>(kafka.consumer(""), new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** Begins at the beginning. The topic must exist. */
    public static ModelLog open(KafkaAccess kafka) {
        ModelLog log = new ModelLog(kafka);
        log.consumer.assign(List.of(PARTITION));
        log.consumer.seekToBeginning(List.of(PARTITION));
        return log;
    }

    /** What the topic holds at this moment. */
    public static Registry read(KafkaAccess kafka) throws IOException {
        try (ModelLog log = open(kafka)) {
            return log.readToEnd();
        }
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
            take(record);
            end = record.offset() + 1;
            any = true;
        }
        return any;
    }

    Registry registry() {
        return new Registry(releases, aliases, unusable, aliasOffsets, end);
    }

    /** A record that is none of ours changes nothing: it is named in the log, and the next one is read. */
    private void take(ConsumerRecord<String, byte[]> record) {
        String key = record.key() == null ? "" : record.key(); // none only where the topic is not compacted
        try {
            if (key.contains("@")) {
                takeRelease(ModelId.parse(key), record);
            } else {
                takeAliases(key, record);
            }
        } catch (ModelRefusedException e) {
            LOG.warn("{}@{} is passed over: {}", ModelTopics.MODELS, record.offset(), e.getMessage());
        }
    }

    private void takeRelease(ModelId id, ConsumerRecord<String, byte[]> record) throws ModelRefusedException {
        if (record.value() == null) {
            releases.remove(id);
            unusable.remove(id);
            return;
        }
        ModelRelease release = decoded(RELEASE, record.value());
        if (!id.voice().equals(release.getVoice()) || !id.version().equals(release.getVersion())) {
            throw new ModelRefusedException(
                    "under the key " + id + " lies " + release.getVoice() + "@" + release.getVersion());
        }
        Release known = releases.get(id);
        if (known != null && !known.record().getManifest().equals(release.getManifest())) {
            throw new ModelRefusedException(id + " was published before, with other bytes");
        }
        try {
            releases.put(id, Release.of(release, record.offset()));
            unusable.remove(id);
        } catch (IOException e) {
            LOG.warn("{} cannot be used: {}", id, e.getMessage());
            unusable.put(id, String.valueOf(e.getMessage()));
        }
    }

    private void takeAliases(String voice, ConsumerRecord<String, byte[]> record) throws ModelRefusedException {
        if (record.value() == null) {
            aliases.remove(voice);
            aliasOffsets.remove(voice);
            return;
        }
        ModelAliases read = decoded(ALIASES, record.value());
        if (!voice.equals(read.getVoice())) {
            throw new ModelRefusedException("under the key " + voice + " lie the aliases of " + read.getVoice());
        }
        aliases.put(voice, Aliases.of(read));
        aliasOffsets.put(voice, record.offset());
    }

    private static <T extends SpecificRecordBase> T decoded(Wire<T> wire, byte[] bytes) throws ModelRefusedException {
        Decoded<T> decoded = wire.decode(bytes);
        if (decoded instanceof Decoded.Value<T> value) {
            return value.value();
        }
        throw new ModelRefusedException(((Decoded.Unreadable<T>) decoded).reason());
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
