package sori.acoustic;

/**
 * What an engine's decoder has to do.
 *
 * @param places rows that its batches have at most
 * @param rows that are taken now
 * @param waiting segments that wait for a place
 * @param calls of the decoder so far
 * @param rowCalls rows of all these calls together
 */
public record EngineLoad(int places, int rows, int waiting, long calls, long rowCalls) {
    public static final EngineLoad NONE = new EngineLoad(0, 0, 0, 0, 0);

    /** Of two batches that share a queue. */
    EngineLoad and(EngineLoad other) {
        return new EngineLoad(
                places + other.places,
                rows + other.rows,
                waiting + other.waiting,
                calls + other.calls,
                rowCalls + other.rowCalls);
    }
}
