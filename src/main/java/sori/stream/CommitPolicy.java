package sori.stream;

import java.time.Clock;
import java.time.Duration;
import org.apache.avro.specific.SpecificRecordBase;
import sori.schema.AudioChunk;
import sori.schema.MelChunk;

/**
 * Which records a listener waits for more than for others, so that a commit follows them at once: those that begin an
 * utterance, until what was heard of it lasts for two usual commits. Nobody waits under at-least-once, which is heard without
 * a commit; nor more than for others when the event has waited for long already, as in a backlog, where a commit for each
 * would only make all of them later. Immutable.
 *
 * @param commitInterval of the usual commits
 */
record CommitPolicy(Guarantee guarantee, Duration commitInterval, Clock clock) {
    /** Event ages, in commit intervals, from which one more interval hardly matters. */
    private static final int LONG_WAIT = 5;

    /** A frame is about as long; mel chunks don't tell. */
    private static final int FRAME_MS = 10;

    /** @param timestamp of the record, Unix epoch in milliseconds: when its event came */
    boolean atOnce(SpecificRecordBase record, long timestamp) {
        return guarantee == Guarantee.EXACTLY_ONCE
                && clock.millis() - timestamp < LONG_WAIT * commitInterval.toMillis()
                && heardMs(record) < 2 * commitInterval.toMillis();
    }

    /** How long what was heard of the utterance before lasts; for ever where nothing is heard. */
    private static long heardMs(SpecificRecordBase record) {
        if (record instanceof AudioChunk audio) {
            return audio.getStartSample() * 1000 / audio.getSampleRateHz();
        }
        return record instanceof MelChunk mel && mel.getSegment() == 0
                ? (long) mel.getFrameOffset() * FRAME_MS
                : Long.MAX_VALUE;
    }
}
