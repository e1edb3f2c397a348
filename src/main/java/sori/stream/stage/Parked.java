package sori.stream.stage;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import sori.kafka.UtteranceName;

/**
 * Utterances of which nobody but the journal knows until their next record comes, as more are open than are kept at work: texts that
 * are written while they are heard, mostly. For one stream thread.
 */
final class Parked {
    private final int most;
    private final Map<Long, UtteranceName> names = new LinkedHashMap<>();

    /** @param most utterances that are parked at once */
    Parked(int most) {
        this.most = most;
    }

    void park(long ticket, UtteranceName name) {
        names.put(ticket, name);
    }

    /** Takes an utterance back; whether it was here. */
    boolean release(long ticket) {
        return names.remove(ticket) != null;
    }

    /** Takes back the one that has been here longest, where there are too many. */
    Optional<UtteranceName> eldestOfTooMany() {
        if (names.size() <= most) {
            return Optional.empty();
        }
        long eldest = names.keySet().iterator().next();
        return Optional.ofNullable(names.remove(eldest));
    }

    int count() {
        return names.size();
    }

    void clear() {
        names.clear();
    }
}
