package sori.stream.stage;

/**
 * What one task of a stage has before it.
 *
 * @param openUtterances taken in and not over
 * @param openTexts texts in parts that are not closed
 * @param lanes record keys with something in work
 * @param deepestLane most utterances in work of one key
 * @param interactive what somebody waits for
 * @param bulk what nobody waits for
 */
public record StageLoad(
        long openUtterances, long openTexts, int lanes, int deepestLane, Backlog interactive, Backlog bulk) {
    public static final StageLoad NONE = new StageLoad(0, 0, 0, 0, Backlog.NONE, Backlog.NONE);

    /**
     * What is taken in and not spoken.
     *
     * @param inputs records
     * @param unspokenSeconds how long it is going to last when it is heard, as estimated
     */
    public record Backlog(long inputs, double unspokenSeconds) {
        public static final Backlog NONE = new Backlog(0, 0);
    }

    /** A stage that has nothing but open texts. */
    public static StageLoad ofOpenTexts(long openTexts) {
        return new StageLoad(0, openTexts, 0, 0, Backlog.NONE, Backlog.NONE);
    }
}
