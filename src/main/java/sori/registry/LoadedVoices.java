package sori.registry;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sori.schema.ModelVoiceStatus;
import sori.voice.VoiceRefusedException;

/**
 * The versions that an instance has loaded, one beside the other, and who needs them ({@link VoiceSlots}). A version that the registry
 * does not want ready any more is closed after its last lease. Thread-safe; one thread loads.
 *
 * @param <T> a loaded version
 */
public final class LoadedVoices<T extends AutoCloseable> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LoadedVoices.class);

    private final VoiceLoader<T> loader;
    /** Guarded by this. */
    private final VoiceSlots<T> slots;

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
        this.slots = new VoiceSlots<>(loader, linger);
    }

    /** Notes what the registry says now. */
    synchronized void follow(Registry now) {
        slots.follow(now);
        notifyAll();
    }

    /** @throws IllegalStateException after {@link #close} */
    public synchronized Lease lease(ModelId id) {
        if (closed) {
            throw new IllegalStateException("the voices are closed");
        }
        slots.lease(id);
        notifyAll();
        return new Lease(id);
    }

    private synchronized void release(Lease lease) {
        if (!lease.over) {
            lease.over = true;
            slots.release(lease.id);
            notifyAll();
        }
    }

    /** What there is of a version, without a need for it. */
    public synchronized Held<T> held(ModelId id) {
        return slots.held(id);
    }

    /** Whether everything that the registry wants ready is loaded or rejected. */
    synchronized boolean settled() {
        return slots.settled();
    }

    /**
     * Does one piece of work, or waits for one.
     *
     * @return whether anything changed
     */
    boolean work(Duration wait) throws InterruptedException {
        boolean rejected;
        List<T> gone;
        synchronized (this) {
            rejected = slots.rejectGivenUp();
            gone = slots.takeUnneeded();
        }
        gone.forEach(LoadedVoices::closeVoice);
        Optional<Release> next = next(gone.isEmpty() && !rejected ? wait : Duration.ZERO);
        next.ifPresent(this::load);
        return next.isPresent() || !gone.isEmpty() || rejected;
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
        Optional<Release> next = slots.toLoad();
        if (next.isEmpty() && !closed && !wait.isZero()) {
            wait(wait.toMillis());
            next = slots.toLoad();
        }
        return closed ? Optional.empty() : next;
    }

    private void load(Release release) {
        ModelId id = release.id();
        synchronized (this) {
            slots.open(id);
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
        slots.put(id, voice, loadMs);
        return true;
    }

    private synchronized void reject(ModelId id, String why) {
        slots.reject(id, why);
    }

    private synchronized void later(ModelId id, String reason) {
        slots.putOff(id, reason);
    }

    /** How far every version is that is wanted or needed here; of names that stand for nothing nobody is told. */
    public synchronized List<ModelVoiceStatus> states() {
        return slots.states();
    }

    /** The versions that somebody needs; not what somebody only asked for, and nobody ever published. */
    synchronized List<String> needed() {
        return slots.needed();
    }

    /** How many versions are loaded. */
    public synchronized int count() {
        return slots.count();
    }

    /** Closes every version, whoever needs it. */
    @Override
    public void close() {
        List<T> all;
        synchronized (this) {
            closed = true;
            all = slots.takeAll();
            notifyAll();
        }
        all.forEach(LoadedVoices::closeVoice);
    }
}
