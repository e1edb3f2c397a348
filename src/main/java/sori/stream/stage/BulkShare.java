package sori.stream.stage;

import java.time.Clock;
import java.time.Duration;

/**
 * When a record of bulk goes like the interactive ones: each time that nothing of bulk has got on for a while. A share and not a threshold:
 * bulk that is older than that has no more of it. For one stream thread.
 */
final class BulkShare {
    private final long patienceMs;
    private final Clock clock;
    private long sinceMs;

    BulkShare(Duration patience, Clock clock) {
        this.patienceMs = patience.toMillis();
        this.clock = clock;
        this.sinceMs = clock.millis();
    }

    /** Bulk has got on by itself, or there is none. */
    void gotOn() {
        sinceMs = clock.millis();
    }

    /** Whether a record has its turn now; the next has when as much time has passed again. */
    boolean isDue() {
        if (clock.millis() - sinceMs < patienceMs) {
            return false;
        }
        gotOn();
        return true;
    }
}
