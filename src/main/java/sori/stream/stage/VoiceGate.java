package sori.stream.stage;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import sori.synthesis.Voices;

/**
 * Holds utterances back whose version has not come. Each version is leased from the utterance's first record to its last; one that does
 * not come in time is given up, and so is the one that has been waited for longest when too many wait. For one stream thread.
 */
final class VoiceGate {
    /** Utterances that one task's stage keeps waiting. */
    static final int MOST_WAITING = 1000;

    private final Voices voices;
    private final Duration patience;
    private final Clock clock;
    private final Map<Long, Need> needs = new HashMap<>();
    /** Tickets, by arrival. */
    private final TreeSet<Long> waiting = new TreeSet<>();

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

    /** @param patience how long an utterance is kept waiting for its voice */
    VoiceGate(Voices voices, Duration patience, Clock clock) {
        this.voices = voices;
        this.patience = patience;
        this.clock = clock;
    }

    /** Notes what an utterance needs; only its first record counts. */
    void need(long ticket, String voice, String version) {
        needs.computeIfAbsent(
                ticket, first -> new Need(voice + "@" + version, voices.lease(voice, version), clock.millis()));
    }

    /** What there is of an utterance's version; once it is here or given up, that stays. */
    Voices.Found found(long ticket) {
        Need need = needs.get(ticket);
        if (need == null) {
            throw new IllegalStateException("nobody said which voice utterance " + ticket + " needs");
        }
        if (need.settled.isPresent()) {
            return need.settled.get();
        }
        Voices.Found found = need.lease.found();
        if (found instanceof Voices.Found.Coming coming) {
            if (clock.millis() - need.sinceMs < patience.toMillis()) {
                return found;
            }
            found = new Voices.Found.Refused(
                    "voice " + need.id + " did not come within " + patience.toSeconds() + " s: " + coming.why());
        }
        need.settled = Optional.of(found);
        waiting.remove(ticket);
        return found;
    }

    /** Whether an utterance has to wait for its version. If too many do, the first of them waits no longer. */
    boolean holds(long ticket) {
        if (!(found(ticket) instanceof Voices.Found.Coming)) {
            return false;
        }
        waiting.add(ticket);
        while (waiting.size() > MOST_WAITING) {
            giveUp(waiting.first());
        }
        return waiting.contains(ticket);
    }

    private void giveUp(long ticket) {
        waiting.remove(ticket);
        Need need = needs.get(ticket);
        if (need != null && need.settled.isEmpty() && need.lease.found() instanceof Voices.Found.Coming coming) {
            need.settled = Optional.of(new Voices.Found.Refused("voice " + need.id + " is not here, and more than "
                    + MOST_WAITING + " others wait in this stage: " + coming.why()));
        }
    }

    void release(long ticket) {
        waiting.remove(ticket);
        Need need = needs.remove(ticket);
        if (need != null) {
            need.lease.close();
        }
    }

    void releaseAll() {
        waiting.clear();
        needs.values().forEach(need -> need.lease.close());
        needs.clear();
    }
}
