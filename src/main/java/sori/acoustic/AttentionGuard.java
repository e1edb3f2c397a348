package sori.acoustic;

import java.util.Optional;

/** Follows what a segment's attention looks at, step by step, and tells when the decoder has lost its place. One thread. */
final class AttentionGuard {
    private final AttentionLimits limits;
    private final int lastSymbol;
    private final int framesPerStep;
    private int at;
    private int furthest;
    private int stalledFrames;
    private int leap;
    private int back;
    private int ahead;
    private int mostStalledFrames;

    AttentionGuard(AttentionLimits limits, int symbols, int framesPerStep) {
        this.limits = limits;
        this.lastSymbol = symbols - 1;
        this.framesPerStep = framesPerStep;
    }

    /** The next step looked at this symbol most. */
    void step(int symbol) {
        if (symbol > furthest) {
            leap = Math.max(leap, symbol - furthest);
            furthest = symbol;
            stalledFrames = 0;
        } else {
            stalledFrames += framesPerStep;
            mostStalledFrames = Math.max(mostStalledFrames, stalledFrames);
        }
        back = Math.max(back, at - symbol);
        ahead = Math.max(ahead, symbol - at);
        at = symbol;
    }

    /** What the attention did so far. */
    AttentionExtremes extremes() {
        return new AttentionExtremes(back, ahead, lastSymbol - furthest, mostStalledFrames);
    }

    /** Whether an end that the decoder finds now can be the segment's. */
    boolean mayEnd() {
        return furthest >= lastSymbol - limits.endSymbols();
    }

    /** Whether all is said, as far as anybody can hear, and the decoder goes on all the same. */
    boolean overdue() {
        return stalled() && furthest >= lastSymbol - Math.max(limits.endSymbols(), lastSymbol / 10);
    }

    /** What went wrong so far, if the segment can't be saved. */
    Optional<String> fault() {
        if (leap > limits.aheadSymbols()) {
            return lost("left out " + (leap - 1) + " symbols before number " + furthest);
        }
        return stalled() && !overdue()
                ? lost("did not get past symbol " + furthest + " in " + stalledFrames + " frames")
                : Optional.empty();
    }

    private boolean stalled() {
        return stalledFrames > limits.stalledFrames();
    }

    private Optional<String> lost(String how) {
        return Optional.of("the voice lost its place: its attention " + how + " of " + lastSymbol);
    }
}
