package sori.registry;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sori.kafka.KafkaAccess;
import sori.schema.ModelStatus;

/**
 * A running instance's part in the registry: follows it, keeps loaded what it wants ready, and tells how far it is. Three
 * threads of its own. Thread-safe.
 *
 * @param <T> a loaded version
 */
public final class ModelInstance<T extends AutoCloseable> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelInstance.class);
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(100);

    private final Identity identity;
    private final ModelLog log;
    private final VoiceStore store;
    private final LoadedVoices<T> loaded;
    private final StatusTeller teller;
    private final Optional<SignedMemory> memory;
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    /** Something changed that is not told yet. */
    private final Semaphore news = new Semaphore(0);

    private volatile Registry registry = Registry.EMPTY;

    /**
     * Who tells.
     *
     * @param instance names the process, and no other ever
     * @param application its Kafka Streams application
     * @param host the machine
     * @param stages that it runs
     */
    public record Identity(String instance, String application, String host, List<String> stages) {
        public Identity {
            stages = List.copyOf(stages);
        }
    }

    private ModelInstance(
            KafkaAccess kafka,
            Identity identity,
            VoiceStore store,
            LoadedVoices<T> loaded,
            Optional<SignedMemory> memory) {
        this.identity = identity;
        this.memory = memory;
        this.log = ModelLog.open(kafka, memory.map(SignedMemory::ledger).orElseGet(ModelLedger::ofEverybody));
        this.store = store;
        this.loaded = loaded;
        this.teller = new StatusTeller(kafka);
    }

    /**
     * Reads the registry to its end, begins to load what it wants ready, and follows it from then on.
     *
     * @param loaded becomes the instance's own
     * @param trust whose releases and names count; absent when everybody's do
     * @throws IOException if the registry cannot be read, or what the instance knew of signed records
     */
    public static <T extends AutoCloseable> ModelInstance<T> start(
            KafkaAccess kafka, Identity identity, VoiceStore store, LoadedVoices<T> loaded, Optional<TrustedKeys> trust)
            throws IOException {
        Optional<SignedMemory> memory = trust.isPresent()
                ? Optional.of(SignedMemory.open(store.memory(identity.application()), trust.get()))
                : Optional.empty();
        ModelInstance<T> instance = new ModelInstance<>(kafka, identity, store, loaded, memory);
        try {
            instance.take(instance.log.readToEnd());
        } catch (IOException | RuntimeException e) {
            instance.close();
            throw e;
        }
        instance.begin("models-follow", instance::follow);
        instance.begin("models-load", instance::load);
        instance.begin("models-tell", instance::tell);
        return instance;
    }

    private void begin(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    /** Memory of the whole process, as Linux tells it; 0 elsewhere. */
    public static long residentBytes() {
        return StatusTeller.residentBytes();
    }

    /** What the registry says now. */
    public Registry registry() {
        return registry;
    }

    public LoadedVoices<T> loaded() {
        return loaded;
    }

    /**
     * Waits until there is a voice, and everything that the registry wants ready is loaded or rejected.
     *
     * @param enough ends the wait before
     */
    public void awaitReady(BooleanSupplier enough) throws InterruptedException {
        while ((registry.voices().isEmpty() || !loaded.settled()) && !enough.getAsBoolean()) {
            if (closing.await(20, TimeUnit.MILLISECONDS)) {
                return;
            }
        }
    }

    /** Not beside {@link #status}, so that the states that are told are those of the registry that is told with them. */
    private synchronized void take(Registry now) {
        memory.ifPresent(SignedMemory::save); // before anybody is told
        TreeSet<ModelId> retired = new TreeSet<>(registry.ids());
        retired.removeAll(now.ids());
        registry = now;
        loaded.follow(now);
        for (ModelId id : retired) {
            try {
                store.forget(id);
            } catch (IOException e) {
                LOG.warn("the files of {} stay: {}", id, e.toString());
            }
        }
    }

    private void follow() {
        while (!closed()) {
            try {
                if (log.poll(POLL)) {
                    take(log.registry());
                    news.release();
                }
            } catch (WakeupException | InterruptException e) {
                return;
            } catch (KafkaException e) {
                LOG.warn("the registry cannot be followed now", e);
                pause();
            }
        }
    }

    private void load() {
        try {
            while (!closed()) {
                if (loaded.work(POLL)) {
                    news.release();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * One thread tells, so that what is told last is the newest. Sending waits for the cluster for up to a minute: nobody else does
     * it, and not under the lock that the registry is taken in under.
     */
    private void tell() {
        try {
            while (!closed()) {
                news.drainPermits();
                teller.tell(status());
                news.tryAcquire(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized ModelStatus status() {
        Runtime java = Runtime.getRuntime();
        return ModelStatus.newBuilder()
                .setInstance(identity.instance())
                .setApplication(identity.application())
                .setHost(identity.host())
                .setStages(identity.stages())
                .setAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                .setHeapBytes(java.totalMemory() - java.freeMemory())
                .setResidentBytes(StatusTeller.residentBytes())
                .setVoices(loaded.states())
                .setNeeded(loaded.needed())
                .setModelsEnd(registry.end())
                .setSignedOnly(memory.isPresent())
                .setAliasCounters(memory.isPresent() ? registry.aliasCounters() : Map.of())
                .build();
    }

    private boolean closed() {
        return closing.getCount() == 0;
    }

    private void pause() {
        try {
            closing.await(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Leaves, and closes every voice: whoever uses them must have ended before. */
    @Override
    public void close() {
        closing.countDown();
        news.release();
        log.wakeup();
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        log.close();
        teller.leave(identity.instance());
        loaded.close();
    }
}
