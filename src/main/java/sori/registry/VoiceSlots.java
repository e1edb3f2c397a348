package sori.registry;

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
import sori.registry.LoadedVoices.Held;
import sori.schema.ModelVoiceStatus;

/**
 * What an instance has of each version, what the registry wants of it, and what is to be done about it. For whoever holds the lock of
 * {@link LoadedVoices}.
 *
 * @param <T> a loaded version
 */
final class VoiceSlots<T extends AutoCloseable> {
    private static final Logger LOG = LoggerFactory.getLogger(VoiceSlots.class);

    /** Of versions that have no name, but that somebody asks for: whoever asks for more waits. */
    static final int MOST_UNWANTED = 8;

    /** Of all reasons together, in characters: they are told in one record. */
    private static final int MOST_REASONS = 200_000;

    private final VoiceLoader<T> loader;
    private final Duration linger;
    private final Map<ModelId, VoiceSlot<T>> slots = new TreeMap<>();
    private Registry registry = Registry.EMPTY;
    private Set<ModelId> wanted = Set.of();

    /** @param linger how long a version that was needed is kept though nobody wants it */
    VoiceSlots(VoiceLoader<T> loader, Duration linger) {
        this.loader = loader;
        this.linger = linger;
    }

    void follow(Registry now) {
        registry = now;
        wanted = now.wanted();
    }

    VoiceSlot<T> open(ModelId id) {
        return slots.computeIfAbsent(id, missing -> new VoiceSlot<>());
    }

    void lease(ModelId id) {
        open(id).leases++;
    }

    /** One lease of a version is over. */
    void release(ModelId id) {
        VoiceSlot<T> slot = slots.get(id);
        if (slot != null) {
            slot.released();
            if (slot.isBlank() && registry.find(id).isEmpty()) {
                slots.remove(id); // a name out of a record that stands for nothing is not remembered
            }
        }
    }

    Held<T> held(ModelId id) {
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
    boolean settled() {
        return wanted.stream().noneMatch(id -> held(id) instanceof Held.Coming<T>);
    }

    /**
     * What does not come to an end once may not another time: who needs it is told so, and others speak on.
     *
     * @return whether there was any
     */
    boolean rejectGivenUp() {
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

    /** @return versions that nobody needs any more, the caller's to close */
    List<T> takeUnneeded() {
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

    /** @return all versions, the caller's to close */
    List<T> takeAll() {
        List<T> all = new ArrayList<>();
        for (VoiceSlot<T> slot : slots.values()) {
            if (slot.voice != null) {
                all.add(slot.voice);
            }
        }
        slots.clear();
        return all;
    }

    /** A version that somebody needs, or else one that the registry wants. */
    Optional<Release> toLoad() {
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

    void put(ModelId id, T voice, long loadMs) {
        open(id).loaded(voice, loadMs);
        LOG.info(
                "{} is loaded after {} ms and takes {}", id, loadMs, StatusTeller.megabytes(loader.memoryBytes(voice)));
    }

    void reject(ModelId id, String why) {
        VoiceSlot<T> slot = open(id);
        slot.reject(why);
        LOG.warn("{} is rejected: {}", id, slot.reason);
    }

    /** It is to be tried again. */
    void putOff(ModelId id, String reason) {
        open(id).putOff(reason);
    }

    /** How far every version is that is wanted or needed here; of names that stand for nothing nobody is told. */
    List<ModelVoiceStatus> states() {
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
    List<String> needed() {
        return slots.entrySet().stream()
                .filter(entry ->
                        entry.getValue().leases > 0 && (entry.getValue().voice != null || isKnown(entry.getKey())))
                .map(entry -> entry.getKey().toString())
                .toList();
    }

    /** How many versions are loaded. */
    int count() {
        return (int) slots.values().stream().filter(slot -> slot.voice != null).count();
    }
}
