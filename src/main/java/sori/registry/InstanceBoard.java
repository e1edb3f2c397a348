package sori.registry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sori.kafka.KafkaAccess;
import sori.schema.ModelState;
import sori.schema.ModelStatus;
import sori.schema.ModelVoiceStatus;

/** What the running instances tell of themselves. Not thread-safe. */
public final class InstanceBoard implements AutoCloseable {
    /** Three heartbeats missed: whoever is silent for longer is not waited for. */
    static final Duration STALE = Duration.ofSeconds(15);

    /** A thousand instances with a hundred versions each. Of more those that told longest ago are passed over. */
    private static final long MOST_WEIGHT = 16L << 20;

    private static final int WEIGHT_OF_ANY = 500;

    private static final Logger LOG = LoggerFactory.getLogger(InstanceBoard.class);
    private static final TopicPartition PARTITION = ModelTopics.only(ModelTopics.STATUS.name());

    private final Consumer<String, byte[]> consumer;
    private final BrokerTime time;
    /** By instance, in the order in which they told last. */
    private final Map<String, Told> told = new LinkedHashMap<>();

    private long weight;

    /** @param weight about as many bytes as it takes on the heap, a tenth of it */
    private record Told(ModelStatus status, long timestamp, int weight) {}

    /**
     * @param consumer assigned to the status topic, at its beginning
     * @param time by the clock that stamps its records
     */
    InstanceBoard(Consumer<String, byte[]> consumer, BrokerTime time) {
        this.consumer = consumer;
        this.time = time;
    }

    /** The topic must exist. */
    public static InstanceBoard open(KafkaAccess kafka) {
        KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(kafka.consumer(""), new StringDeserializer(), new ByteArrayDeserializer());
        consumer.assign(List.of(PARTITION));
        consumer.seekToBeginning(List.of(PARTITION));
        return new InstanceBoard(consumer, BrokerTime.ask(kafka));
    }

    /** The instances that are alive, by id, with what they told last. */
    public List<ModelStatus> live() {
        do {
            read(Duration.ofMillis(50));
        } while (consumer.position(PARTITION)
                < consumer.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L));
        forgetStale();
        return told.values().stream()
                .map(Told::status)
                .sorted(Comparator.comparing(ModelStatus::getInstance))
                .toList();
    }

    /** Until they give a sign again. */
    private void forgetStale() {
        long now = time.nowMs();
        Iterator<Told> eldestFirst = told.values().iterator();
        while (eldestFirst.hasNext()) {
            Told each = eldestFirst.next();
            if (now - each.timestamp() >= STALE.toMillis() || weight > MOST_WEIGHT) {
                weight -= each.weight();
                eldestFirst.remove();
            }
        }
    }

    private void forget(String instance) {
        Told before = told.remove(instance);
        weight -= before == null ? 0 : before.weight();
    }

    private void read(Duration wait) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(wait)) {
            time.seen(record.timestamp());
            if (record.value() == null) {
                forget(String.valueOf(record.key()));
                continue;
            }
            try {
                ModelStatus status =
                        ModelTopics.STATUS.value().deserializer().deserialize(record.topic(), record.value());
                forget(status.getInstance()); // to the end of the line
                int weighs = WEIGHT_OF_ANY + record.value().length;
                told.put(status.getInstance(), new Told(status, record.timestamp(), weighs));
                weight += weighs;
            } catch (SerializationException e) {
                LOG.warn("{}@{}: {}", record.topic(), record.offset(), e.getMessage());
            }
        }
        forgetStale();
    }

    /**
     * Waits until every live instance has loaded a version, or one has rejected it.
     *
     * @param end how far they must have read {@code speech.models}: what one told before is older than the question
     * @param progress told what is being waited for, each time that changes
     * @return what stands against it, a line for each instance; empty when nothing does
     */
    List<String> awaitLoaded(ModelId id, long end, Duration patience, java.util.function.Consumer<String> progress) {
        long deadline = System.nanoTime() + patience.toNanos();
        String before = "";
        while (true) {
            Tally tally = tally(id, end);
            if (!tally.objections().isEmpty()) {
                return tally.objections();
            }
            if (!tally.line().equals(before)) {
                before = tally.line();
                progress.accept(before);
            }
            if (tally.open().isEmpty()) {
                return List.of();
            }
            if (System.nanoTime() - deadline > 0) {
                return tally.open().stream()
                        .map(instance ->
                                "instance " + instance + " has not loaded it within " + patience.toSeconds() + " s")
                        .toList();
            }
            read(Duration.ofMillis(50));
        }
    }

    /**
     * Waits until every live instance has read {@code speech.models} so far.
     *
     * @return the instances that have not after {@code patience}
     */
    List<String> awaitFollowed(long end, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            List<String> behind = live().stream()
                    .filter(instance -> !follows(instance, end))
                    .map(ModelStatus::getInstance)
                    .toList();
            if (behind.isEmpty() || System.nanoTime() - deadline > 0) {
                return behind;
            }
        }
    }

    /**
     * The live instances that have read so far, ask for signatures, and do not go by a voice's newest names; a line each.
     *
     * @param counter of the newest names
     */
    List<String> deaf(String voice, long end, long counter) {
        return live().stream()
                .filter(instance -> instance.getSignedOnly()
                        && follows(instance, end)
                        && instance.getAliasCounters().getOrDefault(voice, 0L) < counter)
                .map(instance -> "instance " + instance.getInstance() + " does not go by these names of " + voice
                        + ": no key that its models.trust holds has signed them")
                .toList();
    }

    /** An older release did not tell, and is not waited for. */
    private static boolean follows(ModelStatus instance, long end) {
        return instance.getModelsEnd() < 0 || instance.getModelsEnd() >= end;
    }

    /** How the instances stand to a version. */
    private record Tally(int instances, List<String> open, List<String> objections, String line) {}

    private Tally tally(ModelId id, long end) {
        List<String> open = new ArrayList<>();
        List<String> objections = new ArrayList<>();
        List<ModelStatus> live = live();
        for (ModelStatus instance : live) {
            Optional<ModelVoiceStatus> voice = state(instance, id);
            ModelState state = voice.map(ModelVoiceStatus::getState).orElse(ModelState.LOADING);
            if (state == ModelState.REJECTED) {
                objections.add("instance " + instance.getInstance() + " rejects it: "
                        + voice.get().getReason());
            } else if (state != ModelState.LOADED || !follows(instance, end)) {
                open.add(instance.getInstance());
            }
        }
        String line = live.isEmpty()
                ? "no instance is running: nobody has tried " + id
                : live.size() - open.size() + " of " + live.size() + " instances have loaded " + id;
        return new Tally(live.size(), open, objections, line);
    }

    /** What an instance tells of a version. */
    public static Optional<ModelVoiceStatus> state(ModelStatus instance, ModelId id) {
        return instance.getVoices().stream()
                .filter(voice -> voice.getVoice().equals(id.voice())
                        && voice.getVersion().equals(id.version()))
                .findFirst();
    }

    /** In how many live instances a version is in each state. */
    public static Map<ModelState, Integer> count(List<ModelStatus> live, ModelId id) {
        Map<ModelState, Integer> counts = new HashMap<>();
        live.forEach(
                instance -> state(instance, id).ifPresent(voice -> counts.merge(voice.getState(), 1, Integer::sum)));
        return counts;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
