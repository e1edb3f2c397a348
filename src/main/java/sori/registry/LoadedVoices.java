package sori.registry;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sori.schema.ModelVoiceStatus;
import sori.voice.VoiceRefusedException;

/**
 * The versions that an instance has loaded, one beside the other, and who needs them. A version that the registry does not want
 * ready any more is closed after its last lease. Thread-safe; one thread loads.
 *
 * @param <T> a loaded version
 */
public final class LoadedVoices<T extends AutoCloseable> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LoadedVoices.class);

    /** Of versions that have no name, but that somebody asks for: whoever asks for more waits. */
    static final int MOST_UNWANTED = 8;

    /** Of all reasons together, in characters: they are told in one record. */
    private static final int MOST_REASONS = 200_000;

    private final VoiceLoader<T> loader;
    private final Duration linger;
    private final Map<ModelId, VoiceSlot<T>> slots = new TreeMap<>();
    private Registry registry = Registry.EMPTY;
    private Set<ModelId> wanted = Set.of();
    private boolean closed;

    /** What there is of a version. */
    public sealed interface Held<T> {
        /** It can speak, as long as the lease is held. */
        record Ready<T>(T voice) implements Held<T> {}

        /** It is not here yet, for a person. */
        record Coming<T>(String why) implements Held<T> {}

        /** It will not speak here, for a person. */
        record Rejected<T>(String reason) implements Held<T> {}
    }

    /** Somebody's need of a version: from the first call on it is loaded as soon as it can be, and stays. */
    public final class Lease implements AutoCloseable {
        private final ModelId id;
        private boolean over;

        private Lease(ModelId id) {
            this.id = id;
        }

        /** What there is of it now; to be asked again while it is coming. */
        public Held<T> held() {
            return LoadedVoices.this.held(id);
        }

        @Override
        public void close() {
            release(this);
        }
    }

    /** @param linger how long a version that was needed is kept though nobody wants it */
    public LoadedVoices(VoiceLoader<T> loader, Duration linger) {
        this.loader = loader;
        this.linger = linger;
    }

    /** Notes what the registry says now. */
    synchronized void follow(Registry now) {
        registry = now;
        wanted = now.wanted();
        notifyAll();
    }

    /** @throws IllegalStateException after {@link #close} */
    public synchronized Lease lease(ModelId id) {
        if (closed) {
            throw new IllegalStateException("the voices are closed");
        }
        slot(id).leases++;
        notifyAll();
        return new Lease(id);
    }

    private synchronized void release(Lease lease) {
        VoiceSlot<T> slot = slots.get(lease.id);
        if (!lease.over && slot != null) {
            lease.over = true;
            slot.released();
            if (slot.isBlank() && registry.find(lease.id).isEmpty()) {
                slots.remove(lease.id); // a name out of a record that stands for nothing is not remembered
            }
            notifyAll();
        }
    }

    private VoiceSlot<T> slot(ModelId id) {
        return slots.computeIfAbsent(id, missing -> new VoiceSlot<>());
    }

    /** What there is of a version, without a need for it. */
    public synchronized Held<T> held(ModelId id) {
        VoiceSlot<T> slot = slots.get(id);
        if (slot != null && slot.rejected) {
            return new Held.Rejected<>(id + " was rejected: " + slot.reason);
        }
        if (slot != null && slot.voice != null) {
            return new Held.Ready<>(slot.voice);
        }
        if (registry.find(id).isPresent()) {
            return new Held.Coming<>(id + " is still being loaded" + (slot == null ? "" : slot.reason));
        }
        String broken = registry.unusable().get(id);
        return broken == null
                ? new Held.Coming<>("the registry has no " + id)
                : new Held.Rejected<>(id + " was rejected: " + broken);
    }

    /** Whether everything that the registry wants ready is loaded or rejected. */
    synchronized boolean settled() {
        return wanted.stream().noneMatch(id -> held(id) instanceof Held.Coming<T>);
    }

    /**
     * Does one piece of work, or waits for one.
     *
     * @return whether anything changed
     */
    boolean work(Duration wait) throws InterruptedException {
        boolean rejected = rejectGivenUp();
        List<T> gone = takeUnneeded();
        gone.forEach(LoadedVoices::closeVoice);
        Optional<Release> next = next(gone.isEmpty() && !rejected ? wait : Duration.ZERO);
        next.ifPresent(this::load);
        return next.isPresent() || !gone.isEmpty() || rejected;
    }

    /** What does not come to an end once may not another time: who needs it is told so, and others speak on. */
    private synchronized boolean rejectGivenUp() {
        boolean any = false;
        for (Map.Entry<ModelId, VoiceSlot<T>> entry : slots.entrySet()) {
            VoiceSlot<T> slot = entry.getValue();
            Optional<String> reason =
                    slot.voice == null || slot.rejected ? Optional.empty() : loader.givenUp(slot.voice);
            reason.ifPresent(why -> reject(entry.getKey(), why));
            any |= reason.isPresent();
        }
        return any;
    }

    private synchronized List<T> takeUnneeded() {
        List<T> gone = new ArrayList<>();
        Duration patience = isCrowded() ? Duration.ZERO : linger;
        Iterator<Map.Entry<ModelId, VoiceSlot<T>>> all = slots.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<ModelId, VoiceSlot<T>> entry = all.next();
            VoiceSlot<T> slot = entry.getValue();
            if (slot.rejected && slot.voice != null && slot.leases == 0) {
                LOG.info("{} is closed: it was rejected", entry.getKey());
                gone.add(slot.voice);
                slot.voice = null;
            }
            if (!wanted.contains(entry.getKey()) && slot.unusedFor(patience)) {
                all.remove();
                if (slot.voice != null) {
                    LOG.info("{} is closed: nobody needs it any more", entry.getKey());
                    gone.add(slot.voice);
                }
            }
        }
        return gone;
    }

    private static void closeVoice(AutoCloseable voice) {
        try {
            voice.close();
        } catch (Exception e) {
            LOG.warn("a voice does not close", e);
        }
    }

    /** A version that somebody needs, or else one that the registry wants. */
    private synchronized Optional<Release> next(Duration wait) throws InterruptedException {
        Optional<Release> next = toLoad();
        if (next.isEmpty() && !closed && !wait.isZero()) {
            wait(wait.toMillis());
            next = toLoad();
        }
        return closed ? Optional.empty() : next;
    }

    private Optional<Release> toLoad() {
        for (Map.Entry<ModelId, VoiceSlot<T>> entry : slots.entrySet()) {
            if (entry.getValue().leases > 0
                    && isToLoad(entry.getKey())
                    && (wanted.contains(entry.getKey()) || !isCrowded())) {
                return registry.find(entry.getKey());
            }
        }
        return wanted.stream().filter(this::isToLoad).findFirst().flatMap(registry::find);
    }

    private boolean isCrowded() {
        return slots.entrySet().stream()
                        .filter(entry -> entry.getValue().voice != null && !wanted.contains(entry.getKey()))
                        .count()
                >= MOST_UNWANTED;
    }

    private boolean isToLoad(ModelId id) {
        VoiceSlot<T> slot = slots.get(id);
        return registry.find(id).isPresent() && (slot == null || slot.isDue());
    }

    private void load(Release release) {
        ModelId id = release.id();
        synchronized (this) {
            slot(id);
        }
        long start = System.nanoTime();
        try {
            T voice = loader.load(release);
            long loadMs = (System.nanoTime() - start) / 1_000_000;
            if (!put(id, voice, loadMs)) {
                closeVoice(voice);
            }
        } catch (ModelRefusedException | VoiceRefusedException e) {
            reject(id, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            LOG.warn("{} cannot be loaded now, which is tried again", id, e);
            later(id, ", the last attempt ended with: " + e.getMessage());
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.warn("{} cannot be loaded", id, e);
            reject(id, e.toString());
        }
    }

    private synchronized boolean put(ModelId id, T voice, long loadMs) {
        if (closed) {
            return false;
        }
        slot(id).loaded(voice, loadMs);
        LOG.info(
                "{} is loaded after {} ms and takes {}", id, loadMs, StatusTeller.megabytes(loader.memoryBytes(voice)));
        return true;
    }

    private synchronized void reject(ModelId id, String why) {
        VoiceSlot<T> slot = slot(id);
        slot.reject(why);
        LOG.warn("{} is rejected: {}", id, slot.reason);
    }

    private synchronized void later(ModelId id, String reason) {
        slot(id).putOff(reason);
    }

    /** How far every version is that is wanted or needed here; of names that stand for nothing nobody is told. */
    public synchronized List<ModelVoiceStatus> states() {
        Set<ModelId> told = new TreeSet<>(wanted);
        told.addAll(registry.unusable().keySet());
        slots.forEach((id, slot) -> {
            if (slot.voice != null || slot.rejected || isKnown(id)) {
                told.add(id);
            }
        });
        int most = Math.min(VoiceSlot.MOST_REASON, MOST_REASONS / Math.max(1, told.size()));
        return told.stream().map(id -> state(id, most)).toList();
    }

    private boolean isKnown(ModelId id) {
        return registry.find(id).isPresent() || registry.unusable().containsKey(id);
    }

    private ModelVoiceStatus state(ModelId id, int mostReason) {
        VoiceSlot<T> slot = slots.getOrDefault(id, new VoiceSlot<>());
        long memoryBytes = slot.voice == null ? 0 : loader.memoryBytes(slot.voice);
        String broken = registry.unusable().getOrDefault(id, "");
        return slot.status(id, held(id), broken, mostReason, memoryBytes);
    }

    /** The versions that somebody needs; not what somebody only asked for, and nobody ever published. */
    synchronized List<String> needed() {
        return slots.entrySet().stream()
                .filter(entry ->
                        entry.getValue().leases > 0 && (entry.getValue().voice != null || isKnown(entry.getKey())))
                .map(entry -> entry.getKey().toString())
                .toList();
    }

    /** How many versions are loaded. */
    public synchronized int count() {
        return (int) slots.values().stream().filter(slot -> slot.voice != null).count();
    }

    /** Closes every version, whoever needs it. */
    @Override
    public void close() {
        List<T> all = new ArrayList<>();
        synchronized (this) {
            closed = true;
            for (VoiceSlot<T> slot : slots.values()) {
                if (slot.voice != null) {
                    all.add(slot.voice);
                }
            }
            slots.clear();
            notifyAll();
        }
        all.forEach(LoadedVoices::closeVoice);
    }
}
