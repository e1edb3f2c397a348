package sori.registry;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import sori.schema.ModelState;
import sori.schema.ModelVoiceStatus;

/** What {@link LoadedVoices} knows of one version; guarded by its lock. */
final class VoiceSlot<T> {
    private static final long RETRY_NANOS = 5_000_000_000L;

    /** Each time the wait is twice as long, up to this. */
    private static final int MOST_DOUBLINGS = 4;

    /** Of a reason that is told to everybody, in characters. */
    static final int MOST_REASON = 2_000;

    @Nullable
    T voice;

    String reason = "";
    boolean rejected;
    int leases;
    long loadMs;
    private int timesPutOff;
    private long unusedSinceNanos = System.nanoTime();
    private long notBeforeNanos = System.nanoTime();

    /** Whether nobody needs it and nothing is known of it. */
    boolean isBlank() {
        return leases == 0 && voice == null && !rejected;
    }

    /** Whether it is to be loaded now. */
    boolean isDue() {
        return voice == null && !rejected && System.nanoTime() - notBeforeNanos >= 0;
    }

    boolean unusedFor(Duration time) {
        return leases == 0 && System.nanoTime() - unusedSinceNanos >= time.toNanos();
    }

    void released() {
        leases--;
        unusedSinceNanos = System.nanoTime();
    }

    void loaded(T loaded, long afterMs) {
        voice = loaded;
        loadMs = afterMs;
        unusedSinceNanos = System.nanoTime();
    }

    void reject(String why) {
        rejected = true;
        reason = shortened(why, MOST_REASON);
    }

    static String shortened(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + " ...";
    }

    /** To be tried again, each time after twice the wait. */
    void putOff(String why) {
        reason = why;
        notBeforeNanos = System.nanoTime() + (RETRY_NANOS << timesPutOff);
        timesPutOff = Math.min(MOST_DOUBLINGS, timesPutOff + 1);
    }

    /**
     * @param broken why the registry cannot use it; empty where it can
     * @param mostReason characters of a reason that are told
     */
    ModelVoiceStatus status(ModelId id, LoadedVoices.Held<T> held, String broken, int mostReason, long memoryBytes) {
        ModelState state = held instanceof LoadedVoices.Held.Ready<T>
                ? ModelState.LOADED
                : held instanceof LoadedVoices.Held.Rejected<T> ? ModelState.REJECTED : ModelState.LOADING;
        String why = reason.isEmpty() ? broken : reason;
        return new ModelVoiceStatus(
                id.voice(),
                id.version(),
                state,
                state == ModelState.REJECTED ? shortened(why, mostReason) : "",
                loadMs,
                memoryBytes);
    }
}
