package sori.acoustic;

/**
 * How far an attention went while a sentence was spoken, or several: what {@link AttentionLimits} are chosen by.
 *
 * @param backSymbols of the largest step back
 * @param aheadSymbols of the largest step on
 * @param endSymbols between the furthest symbol looked at and the last one
 * @param stalledFrames of the longest time without looking further than before
 */
public record AttentionExtremes(int backSymbols, int aheadSymbols, int endSymbols, int stalledFrames) {
    /** Of no sentence. */
    public static final AttentionExtremes NONE = new AttentionExtremes(0, 0, 0, 0);

    /**
     * Of a sentence that was spoken without limits, as the engine would judge it.
     *
     * @param attended {@code [frames]} index of the symbol that each frame attended to most
     * @param symbols of the sentence, its end symbol included
     */
    public static AttentionExtremes of(int[] attended, int symbols, int framesPerStep) {
        AttentionGuard guard = new AttentionGuard(AttentionLimits.NONE, symbols, framesPerStep);
        for (int frame = 0; frame < attended.length; frame += framesPerStep) {
            guard.step(attended[frame]);
        }
        return guard.extremes();
    }

    /** Of these sentences and others. */
    public AttentionExtremes and(AttentionExtremes others) {
        return new AttentionExtremes(
                Math.max(backSymbols, others.backSymbols),
                Math.max(aheadSymbols, others.aheadSymbols),
                Math.max(endSymbols, others.endSymbols),
                Math.max(stalledFrames, others.stalledFrames));
    }

    /** Whether the engine would have taken a hand. */
    public boolean beyond(AttentionLimits limits) {
        return backSymbols > limits.backSymbols()
                || aheadSymbols > limits.aheadSymbols()
                || endSymbols > limits.endSymbols()
                || stalledFrames > limits.stalledFrames();
    }

    /**
     * The limits, made as wide as this needs: half as much again for a step, and three times the frames, which is the room that
     * the usual limits leave {@code en-slt}.
     */
    public AttentionLimits widened(AttentionLimits limits) {
        int back = Math.max(limits.backSymbols(), halfAsMuchAgain(backSymbols));
        int ahead = Math.max(limits.aheadSymbols(), halfAsMuchAgain(aheadSymbols));
        int odd = (back + ahead) % 2;
        return new AttentionLimits(
                back < ahead ? back + odd : back,
                back < ahead ? ahead : ahead + odd,
                Math.max(limits.endSymbols(), endSymbols),
                Math.max(limits.stalledFrames(), Math.min(AttentionLimits.MOST, 3 * stalledFrames)));
    }

    private static int halfAsMuchAgain(int symbols) {
        return symbols + (symbols + 1) / 2;
    }
}
