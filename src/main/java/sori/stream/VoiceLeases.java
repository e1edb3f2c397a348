package sori.stream;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The versions that a stage's utterances need, each held from its first record to its last. One that does not come within the
 * time that utterances are kept waiting is given up. For one stream thread.
 */
final class VoiceLeases {
    /** What one task's stage keeps waiting: sentences, or utterances in the vocode stage. */
    static final int MOST_WAITING = 1000;

    private final Voices voices;
    private final long waitMs;
    private final Map<Long, Need> needs = new HashMap<>();

    private static final class Need {
        private final String id;
        private final Voices.Lease lease;
        private final long sinceMs;
        private Optional<Voices.Found> settled = Optional.empty();

        private Need(String id, Voices.Lease lease, long sinceMs) {
            this.id = id;
            this.lease = lease;
            this.sinceMs = sinceMs;
        }
    }

    /** @param waitMs how long an utterance is kept waiting for its voice */
    VoiceLeases(Voices voices, long waitMs) {
        this.voices = voices;
        this.waitMs = waitMs;
    }

    /** Notes what an utterance needs; only its first record counts. */
    void need(long ticket, String voice, String version, long nowMs) {
        needs.computeIfAbsent(ticket, first -> new Need(voice + "@" + version, voices.lease(voice, version), nowMs));
    }

    /** What there is of an utterance's version; once it is here or given up, that stays. */
    Voices.Found found(long ticket, long nowMs) {
        Need need = needs.get(ticket);
        if (need == null) {
            throw new IllegalStateException("nobody said which voice utterance " + ticket + " needs");
        }
        if (need.settled.isPresent()) {
            return need.settled.get();
        }
        Voices.Found found = need.lease.found();
        if (found instanceof Voices.Found.Coming coming) {
            if (nowMs - need.sinceMs < waitMs) {
                return found;
            }
            found = new Voices.Found.Refused(
                    "voice " + need.id + " did not come within " + waitMs / 1000 + " s: " + coming.why());
        }
        need.settled = Optional.of(found);
        return found;
    }

    /** Waits no longer for an utterance's version, because too many others wait. */
    void giveUp(long ticket) {
        Need need = needs.get(ticket);
        if (need != null && need.settled.isEmpty() && need.lease.found() instanceof Voices.Found.Coming coming) {
            need.settled = Optional.of(new Voices.Found.Refused("voice " + need.id + " is not here, and more than "
                    + MOST_WAITING + " others wait in this stage: " + coming.why()));
        }
    }

    boolean isComing(long ticket, long nowMs) {
        return found(ticket, nowMs) instanceof Voices.Found.Coming;
    }

    void release(long ticket) {
        Need need = needs.remove(ticket);
        if (need != null) {
            need.lease.close();
        }
    }

    void releaseAll() {
        needs.values().forEach(need -> need.lease.close());
        needs.clear();
    }
}
