package sori.stream.stage;

import sori.synthesis.SpeechSettings;

/**
 * Who of a task's records may be in work. Interactive ones have all places, whatever bulk has; bulk has those that they leave, but for the
 * last two. For one stream thread.
 */
final class Places {
    /** Places that bulk leaves free. */
    private static final int RESERVED = 2;

    private final int all;
    private final int allOfOneKey;
    private final int bulkPlaces;
    private int interactive;
    private int bulk;

    Places(SpeechSettings settings) {
        this.all = settings.openJobs();
        this.allOfOneKey = settings.openJobsOfOneKey();
        this.bulkPlaces = Math.max(1, all - RESERVED);
    }

    /** Whether another record may be begun. */
    boolean isFree(boolean ofBulk) {
        return ofBulk ? interactive + bulk < bulkPlaces : interactive < all;
    }

    /** Whether what is left is for other keys than one that has {@link #isMuch so many}. */
    boolean isScarce(boolean ofBulk) {
        return ofBulk ? interactive + bulk >= ofOneKey(true) : interactive >= ofOneKey(false);
    }

    /** Whether a key has as many records in work as it may have for itself alone. */
    boolean isMuch(int records, boolean ofBulk) {
        return records >= ofOneKey(ofBulk);
    }

    private int ofOneKey(boolean ofBulk) {
        return ofBulk ? bulkPlaces - bulkPlaces / 8 : allOfOneKey;
    }

    /** Whether bulk is in work. */
    boolean haveBulk() {
        return bulk > 0;
    }

    void take(boolean ofBulk) {
        add(ofBulk, 1);
    }

    void leave(boolean ofBulk) {
        add(ofBulk, -1);
    }

    private void add(boolean ofBulk, int count) {
        if (ofBulk) {
            bulk += count;
        } else {
            interactive += count;
        }
    }

    void clear() {
        interactive = 0;
        bulk = 0;
    }
}
