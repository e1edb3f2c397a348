package sori.bench;

/**
 * A player that starts with an utterance's first chunk and plays on without a pause as long as it has audio. When it runs
 * dry it waits for the next chunk, and what follows is late by that wait no more. Times in seconds on one clock.
 */
final class Playback {
    private boolean begun;
    private double dryAt;
    private double heardAt;
    private double longestWait = Double.NEGATIVE_INFINITY;
    private double longestGap = Double.NEGATIVE_INFINITY;
    private int stalls;

    /** A chunk arrives, in the order of the utterance. */
    void hear(double atSeconds, double audioSeconds) {
        if (!begun) {
            begun = true;
            heardAt = atSeconds;
            dryAt = atSeconds + audioSeconds;
            return;
        }
        double wait = atSeconds - dryAt;
        if (audioSeconds > 0) {
            longestWait = Math.max(longestWait, wait);
            stalls += wait > 0 ? 1 : 0;
            longestGap = Math.max(longestGap, atSeconds - heardAt);
            heardAt = atSeconds;
        }
        dryAt = Math.max(dryAt, atSeconds) + audioSeconds;
    }

    /** How often it ran dry with audio still to come. */
    int stalls() {
        return stalls;
    }

    /**
     * How late the latest chunk was for the player; negative is the audio that it still had in hand when the scarcest chunk
     * came, and minus infinity that there was one chunk only.
     */
    double longestWait() {
        return longestWait;
    }

    /** The longest time from one chunk to the next, whatever was in hand; minus infinity if there was one chunk only. */
    double longestGap() {
        return longestGap;
    }
}
