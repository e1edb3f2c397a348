package sori.acoustic;

/**
 * How far a decoder's attention may stray before the engine takes a hand. A trained voice never comes near: {@code en-slt} went on
 * by at most 4 symbols at a step, never back, made at most 40 frames without getting on and stopped at most 2 symbols before the last, in
 * 2,400 sentences by letters and by phones.
 *
 * @param backSymbols by which a step may go back from the one before
 * @param aheadSymbols by which it may go on
 * @param endSymbols before the last one, of which the furthest that was looked at must be one before the decoder may stop
 * @param stalledFrames that may be made without looking further than before
 */
public record AttentionLimits(int backSymbols, int aheadSymbols, int endSymbols, int stalledFrames) {
    public static final AttentionLimits DEFAULT = new AttentionLimits(4, 6, 2, 128);

    /** Whatever the attention does is fine. */
    public static final AttentionLimits NONE =
            new AttentionLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);

    public AttentionLimits {
        if (backSymbols < 0 || aheadSymbols < 1 || endSymbols < 0 || stalledFrames < 1) {
            throw new IllegalArgumentException("limits that no attention could keep: " + backSymbols + ", "
                    + aheadSymbols + ", " + endSymbols + ", " + stalledFrames);
        }
    }
}
