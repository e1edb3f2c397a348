package sori.stream.stage;

import org.apache.avro.specific.SpecificRecordBase;
import sori.schema.AudioChunk;

/**
 * Keeps an utterance's audio from being forwarded too far ahead of the wall clock, as if somebody played it from its first chunk on.
 * For one stream thread.
 */
final class Pace {
    /** So much before a chunk is due it goes out in any case: a listener gets it a commit later. */
    private static final int LEAST_LEAD_MS = 200;

    private static final long NOT_YET = Long.MIN_VALUE;

    private final int aheadMs;
    private final int leadMs;
    private long startedMs = NOT_YET;
    private long writtenMs;

    /**
     * @param aheadMs how far ahead at most; 0: without a limit
     * @param chunkMs longest audio in one chunk: whether a chunk may go out depends on where it begins
     */
    Pace(int aheadMs, int chunkMs) {
        this.aheadMs = aheadMs;
        this.leadMs = Math.max(Math.min(aheadMs, LEAST_LEAD_MS), aheadMs - chunkMs);
    }

    boolean isLimited() {
        return aheadMs > 0;
    }

    /** Whether the next chunk has to wait. */
    boolean holds(long nowMs) {
        return isLimited() && startedMs != NOT_YET && writtenMs - (nowMs - startedMs) > leadMs;
    }

    /** Something was forwarded. Who ran dry goes on when more comes. */
    void wrote(SpecificRecordBase output, long nowMs) {
        if (isLimited() && output instanceof AudioChunk audio) {
            long start = audio.getStartSample() * 1000 / audio.getSampleRateHz();
            long end = (audio.getStartSample() + audio.getAudio().remaining() / Short.BYTES)
                    * 1000
                    / audio.getSampleRateHz();
            if (startedMs == NOT_YET || nowMs - startedMs > start) {
                startedMs = nowMs - start;
            }
            writtenMs = end;
        }
    }

    /** How much of the audio can have been heard; without a limit, or where nobody knows, all of it. */
    long heardMs(long nowMs) {
        return startedMs == NOT_YET ? Long.MAX_VALUE : nowMs - startedMs;
    }
}
