package sori.stream.stage;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.utils.Bytes;
import sori.kafka.UtteranceName;
import sori.schema.AudioChunk;
import sori.schema.MelChunk;
import sori.schema.SpeechStatus;
import sori.schema.UtteranceEnding;
import sori.topology.Guarantee;

/**
 * Which records a listener waits for more than for others, so that a commit follows them at once: those of an utterance of which what
 * was heard lasts for less than one and a half intervals of the usual commits, as at its beginning, and when more of its text comes after a while; and the end of
 * a cancelled one. Nobody waits under at-least-once, which is heard without a commit; nor more than for others when the text has
 * waited for long already, as in a backlog, where a commit for each would only make all of them later. For one stream thread.
 */
public final class CommitPolicy {
    /** Text ages, in commit intervals, from which one more interval hardly matters. */
    private static final int LONG_WAIT = 5;

    /** A frame is about as long; mel chunks don't tell. */
    private static final int FRAME_MS = 10;

    private static final int MOST_LISTENERS = 10_000;

    private final Guarantee guarantee;
    private final long intervalMs;
    private final Clock clock;

    /** Until when what was forwarded of an utterance lasts, as if it was heard at once. */
    private final Map<UtteranceName, Long> lastsUntil = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UtteranceName, Long> eldest) {
            return size() > MOST_LISTENERS;
        }
    };

    /** @param commitInterval of the usual commits */
    public CommitPolicy(Guarantee guarantee, Duration commitInterval, Clock clock) {
        this.guarantee = guarantee;
        this.intervalMs = commitInterval.toMillis();
        this.clock = clock;
    }

    /**
     * Takes note of a record, each in its order.
     *
     * @param timestamp of the record, Unix epoch in milliseconds: when the text that it is made of came
     */
    boolean atOnce(Bytes key, SpecificRecordBase record, long timestamp) {
        if (guarantee != Guarantee.EXACTLY_ONCE) {
            return false;
        }
        if (record instanceof AudioChunk audio) {
            long lengthMs = (long) audio.getAudio().remaining() / Short.BYTES * 1000 / audio.getSampleRateHz();
            boolean cancelled = audio.getStatus() == SpeechStatus.CANCELLED;
            return runsDry(new UtteranceName(key, audio.getUtteranceId()), lengthMs, audio.getLast(), timestamp)
                    || cancelled;
        }
        if (record instanceof MelChunk mel) {
            boolean end = mel.getLast() && mel.getEndOfSegment();
            return runsDry(
                            new UtteranceName(key, mel.getUtteranceId()),
                            (long) mel.getFrames() * FRAME_MS,
                            end,
                            timestamp)
                    || mel.getEnding() == UtteranceEnding.CANCELLED;
        }
        return false;
    }

    /** Whether a listener has so little left to hear that a record had better not wait for a usual commit, which itself takes a while. */
    private boolean runsDry(UtteranceName name, long lengthMs, boolean end, long timestamp) {
        long nowMs = clock.millis();
        Long until = end ? lastsUntil.remove(name) : lastsUntil.get(name);
        long heardUntil = until == null ? nowMs : Math.max(until, nowMs);
        if (!end) {
            lastsUntil.put(name, heardUntil + lengthMs);
        }
        return heardUntil - nowMs < intervalMs + intervalMs / 2 && nowMs - timestamp < LONG_WAIT * intervalMs;
    }
}
