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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sori.schema.ModelState;
import sori.schema.ModelVoiceStatus;
import sori.voice.VoiceRefusedException;

/**
 * The versions that an instance has loaded, one beside the other, and who needs them. A version that the registry does not want
 * ready any more is closed after its last lease. Thread-safe; one thread loads.
 *
 * @param <T> a loaded version
 */
public final class VoiceShelf<T extends AutoCloseable> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(VoiceShelf.class);
    private static final long RETRY_NANOS = 5_000_000_000L;

    /** Each time the wait is twice as long, up to this. */
    private static final int MOST_DOUBLINGS = 4;

    /** Of versions that have no name, but that somebody asks for: whoever asks for more waits. */
    static final int MOST_UNWANTED = 8;

    /** Of a reason that is told to everybody, in characters. */
    private static final int MOST_REASON = 2_000;

    /** Of all of them together: they are told in one record. */
    private static final int MOST_REASONS = 200_000;

    private final Loader<T> loader;
    private final Duration linger;
    private final Map<ModelId, Slot<T>> slots = new TreeMap<>();
    private Registry registry = Registry.EMPTY;
    private Set<ModelId> wanted = Set.of();
    private boolean closed;

    /** Makes a release speak. */
    public interface Loader<T> {
        /**
         * Fetches, checks, loads and tries.
         *
         * @throws ModelRefusedException if it can never be used here
         * @throws sori.voice.VoiceRefusedException likewise
         * @throws IOException if it cannot be fetched at the moment
         */
        T load(Release release) throws IOException;

        /** Why a version that was loaded cannot speak any more; empty while it can. */
        default Optional<String> givenUp(T voice) {
            return Optional.empty();
        }

        /** Memory that a version takes, as far as it is known; else 0. */
        default long memoryBytes(T voice) {
            return 0;
        }
    }

    /** What there is of a version. */
    public sealed interface Held<T> {
        /** It can speak, as long as the lease is held. */
        record Ready<T>(T voice) implements Held<T> {}

        /** It is not here yet, for a person. */
        record Coming<T>(String why) implements Held<T> {}

        /** It will not speak here, for a person. */
        record Rejected<T>(String reason) implements Held<T> {}
    }

    private static final class Slot<T> {
        private @Nullable T voice;
        private String reason = "";
        private boolean rejected;
        private int leases;
        private int putOff;
        private long loadMs;
        private long unusedSinceNanos = System.nanoTime();
        private long notBeforeNanos = System.nanoTime();
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
            return VoiceShelf.this.held(id);
        }

        @Override
        public void close() {
            release(this);
        }
    }

    /** @param linger how long a version that was needed is kept though nobody wants it */
    public VoiceShelf(Loader<T> loader, Duration linger) {
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
        Slot<T> slot = slots.get(lease.id);
        if (!lease.over && slot != null) {
            lease.over = true;
            slot.leases--;
            slot.unusedSinceNanos = System.nanoTime();
            if (slot.leases == 0
                    && slot.voice == null
                    && !slot.rejected
                    && registry.find(lease.id).isEmpty()) {
                slots.remove(lease.id); // a name out of a record that stands for nothing is not remembered
            }
            notifyAll();
        }
    }

    private Slot<T> slot(ModelId id) {
        return slots.computeIfAbsent(id, missing -> new Slot<>());
    }

    /** What there is of a version, without a need for it. */
    public synchronized Held<T> held(ModelId id) {
        Slot<T> slot = slots.get(id);
        if (slot != null && slot.voice != null && !slot.rejected) {
            return new Held.Ready<>(slot.voice);
        }
        if (slot != null && slot.rejected) {
            return new Held.Rejected<>(id + " was rejected: " + slot.reason);
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
        gone.forEach(VoiceShelf::closeVoice);
        Optional<Release> next = next(gone.isEmpty() && !rejected ? wait : Duration.ZERO);
        next.ifPresent(this::load);
        return next.isPresent() || !gone.isEmpty() || rejected;
    }

    /** What does not come to an end once may not another time: who needs it is told so, and others speak on. */
    private synchronized boolean rejectGivenUp() {
        boolean any = false;
        for (Map.Entry<ModelId, Slot<T>> entry : slots.entrySet()) {
            Slot<T> slot = entry.getValue();
            Optional<String> reason =
                    slot.voice == null || slot.rejected ? Optional.empty() : loader.givenUp(slot.voice);
            reason.ifPresent(why -> reject(entry.getKey(), why));
            any |= reason.isPresent();
        }
        return any;
    }

    private synchronized List<T> takeUnneeded() {
        List<T> gone = new ArrayList<>();
        Iterator<Map.Entry<ModelId, Slot<T>>> all = slots.entrySet().iterator();
        long now = System.nanoTime();
        long linger = isCrowded() ? 0 : this.linger.toNanos();
        while (all.hasNext()) {
            Map.Entry<ModelId, Slot<T>> entry = all.next();
            Slot<T> slot = entry.getValue();
            if (slot.rejected && slot.voice != null && slot.leases == 0) {
                LOG.info("{} is closed: it was rejected", entry.getKey());
                gone.add(slot.voice);
                slot.voice = null;
            }
            if (!wanted.contains(entry.getKey()) && slot.leases == 0 && now - slot.unusedSinceNanos >= linger) {
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
        for (Map.Entry<ModelId, Slot<T>> entry : slots.entrySet()) {
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
        Slot<T> slot = slots.get(id);
        return registry.find(id).isPresent()
                && (slot == null
                        || (slot.voice == null && !slot.rejected && System.nanoTime() - slot.notBeforeNanos >= 0));
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
        Slot<T> slot = slot(id);
        slot.voice = voice;
        slot.loadMs = loadMs;
        slot.unusedSinceNanos = System.nanoTime();
        LOG.info(
                "{} is loaded after {} ms and takes {}", id, loadMs, TrialProcess.megabytes(loader.memoryBytes(voice)));
        return true;
    }

    private synchronized void reject(ModelId id, String why) {
        Slot<T> slot = slot(id);
        slot.rejected = true;
        slot.reason = shortened(why, MOST_REASON);
        LOG.warn("{} is rejected: {}", id, slot.reason);
    }

    private static String shortened(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + " ...";
    }

    private synchronized void later(ModelId id, String reason) {
        Slot<T> slot = slot(id);
        slot.reason = reason;
        slot.notBeforeNanos = System.nanoTime() + (RETRY_NANOS << slot.putOff);
        slot.putOff = Math.min(MOST_DOUBLINGS, slot.putOff + 1);
    }

    /** How far every version is that is wanted or needed here; of names that stand for nothing nobody is told. */
    synchronized List<ModelVoiceStatus> states() {
        Set<ModelId> told = new TreeSet<>(wanted);
        told.addAll(registry.unusable().keySet());
        slots.forEach((id, slot) -> {
            if (slot.voice != null || slot.rejected || isKnown(id)) {
                told.add(id);
            }
        });
        int most = Math.min(MOST_REASON, MOST_REASONS / Math.max(1, told.size()));
        return told.stream().map(id -> state(id, most)).toList();
    }

    private boolean isKnown(ModelId id) {
        return registry.find(id).isPresent() || registry.unusable().containsKey(id);
    }

    private ModelVoiceStatus state(ModelId id, int mostReason) {
        Slot<T> slot = slots.get(id);
        Held<T> held = held(id);
        ModelState state = held instanceof Held.Ready<T>
                ? ModelState.LOADED
                : held instanceof Held.Rejected<T> ? ModelState.REJECTED : ModelState.LOADING;
        String broken = registry.unusable().getOrDefault(id, "");
        String reason = slot == null || slot.reason.isEmpty() ? broken : slot.reason;
        return new ModelVoiceStatus(
                id.voice(),
                id.version(),
                state,
                state == ModelState.REJECTED ? shortened(reason, mostReason) : "",
                slot == null ? 0 : slot.loadMs,
                slot == null || slot.voice == null ? 0 : loader.memoryBytes(slot.voice));
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
    public synchronized int loaded() {
        return (int) slots.values().stream().filter(slot -> slot.voice != null).count();
    }

    /** Closes every version, whoever needs it. */
    @Override
    public void close() {
        List<T> all = new ArrayList<>();
        synchronized (this) {
            closed = true;
            for (Slot<T> slot : slots.values()) {
                if (slot.voice != null) {
                    all.add(slot.voice);
                }
            }
            slots.clear();
            notifyAll();
        }
        all.forEach(VoiceShelf::closeVoice);
    }
}
