package sori.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import sori.kafka.Decoded;
import sori.kafka.Wire;
import sori.schema.SeenUtterance;
import sori.synthesis.Origin;

/** The utterance ids of the duplicate window, in a state store. For one stream thread. */
final class SeenUtterances {
    private static final Wire<SeenUtterance> WIRE = new Wire<>(SeenUtterance.class);

    /** Its record is the store's layout; no utterance's id is empty. */
    private static final String LAYOUT = "";

    private final KeyValueStore<String, byte[]> store;
    private final long windowMs;

    /** @throws StateRefusedException when a later release wrote the store */
    SeenUtterances(KeyValueStore<String, byte[]> store, Duration window, boolean exactlyOnce) {
        this.store = store;
        StoreLayout.enter(store, LAYOUT, exactlyOnce);
        this.windowMs = window.toMillis();
    }

    /**
     * What is known of an id.
     *
     * @param taken whether another event had it first
     * @param by that event, or this one
     * @param attempt how often this very event was taken up before: a restart reads again what it had not committed
     */
    record Seen(boolean taken, Origin by, int attempt) {}

    /**
     * The voice and version that were chosen when this very event was taken up before: whatever has been promoted meanwhile, it is
     * spoken by the same again.
     */
    Optional<Chosen> chosenBefore(String id, Origin origin) {
        byte[] bytes = store.get(id);
        if (bytes == null || !(WIRE.decode(bytes) instanceof Decoded.Value<SeenUtterance> known)) {
            return Optional.empty();
        }
        SeenUtterance before = known.value();
        Origin by = new Origin(before.getSourceTopic(), before.getSourcePartition(), before.getSourceOffset());
        return by.equals(origin) && !before.getVoiceVersion().isEmpty()
                ? Optional.of(new Chosen(before.getVoice(), before.getVoiceVersion()))
                : Optional.empty();
    }

    /** Which version speaks an event. */
    record Chosen(String voice, String version) {}

    /** Remembers the id for an event, and who speaks it, unless another event has the id. */
    Seen meet(String id, Origin origin, Chosen by, long nowMs) {
        byte[] bytes = store.get(id);
        int attempt = 0;
        long since = nowMs;
        if (bytes != null && WIRE.decode(bytes) instanceof Decoded.Value<SeenUtterance> known) {
            SeenUtterance before = known.value();
            Origin first = new Origin(before.getSourceTopic(), before.getSourcePartition(), before.getSourceOffset());
            if (first.equals(origin)) {
                attempt = before.getAttempt() + 1;
                since = before.getSeenAt();
            } else if (nowMs - before.getSeenAt() < windowMs) {
                return new Seen(true, first, 0);
            }
        }
        SeenUtterance now = new SeenUtterance(
                origin.topic(), origin.partition(), origin.offset(), attempt, since, by.voice(), by.version());
        store.put(id, WIRE.encode(now));
        return new Seen(false, origin, attempt);
    }

    /** Drops what fell out of the window. */
    void forgetBefore(long nowMs) {
        List<String> old = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> entry = all.next();
                if (entry.key.equals(LAYOUT) || StoredRoutes.isKey(entry.key)) {
                    continue;
                }
                if (!(WIRE.decode(entry.value) instanceof Decoded.Value<SeenUtterance> known)
                        || nowMs - known.value().getSeenAt() >= windowMs) {
                    old.add(entry.key);
                }
            }
        }
        old.forEach(store::delete);
    }
}
