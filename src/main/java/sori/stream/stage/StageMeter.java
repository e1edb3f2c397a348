package sori.stream.stage;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecordBase;
import sori.mel.MelFormat;
import sori.schema.AudioChunk;
import sori.schema.MelChunk;
import sori.schema.SpeechPriority;
import sori.stream.store.Journal;
import sori.stream.store.JournalHeads;
import sori.synthesis.Voices.Found;

/**
 * Tells {@link SpeechMetrics} what one task of an {@link OrderedStage} does; where nobody watches, it does nothing. For one stream thread.
 *
 * @param <I> record that comes in
 */
final class StageMeter<I> implements AutoCloseable {
    private final String node;
    private final Inputs<I> inputs;
    private final SpeechMetrics metrics;
    private final Clock clock;
    private final Unspoken<I> unspoken;
    private final Map<Long, Spoken> underWay = new HashMap<>();
    private final SpeechMetrics.Watch watch;
    private volatile StageLoad load = StageLoad.NONE;

    /** The sentence of an utterance that is being spoken. */
    private static final class Spoken {
        /** Of each input in work. */
        private final Deque<Begun> begun = new ArrayDeque<>();

        private long sinceNanos;
        private boolean within;
        private long units;
        private double audioSeconds;
    }

    /** @param frameSeconds how long a mel frame of the voice lasts; 0 where there is no voice */
    private record Begun(long units, long nanos, double frameSeconds) {}

    private StageMeter(String node, Inputs<I> inputs, SpeechMetrics metrics, Clock clock) {
        this.node = node;
        this.inputs = inputs;
        this.metrics = metrics;
        this.clock = clock;
        this.unspoken = new Unspoken<>(inputs);
        this.watch = metrics.watch(node, () -> load);
    }

    /** @param journal is counted from now on */
    static <I extends SpecificRecordBase> StageMeter<I> of(
            String node, Inputs<I> inputs, Journal<I, ?> journal, SpeechMetrics metrics, Clock clock) {
        StageMeter<I> meter = new StageMeter<>(node, inputs, metrics, clock);
        if (metrics.watched()) {
            journal.count(meter.unspoken);
        }
        return meter;
    }

    /** An input's work begins. */
    void begun(OpenUtterance<I, ?, ?> utterance, I input, Found found) {
        if (!metrics.watched()) {
            return;
        }
        Long readyAt = inputs.readyAt(input);
        long waitedMs = clock.millis() - (readyAt == null ? utterance.timestamp() : readyAt);
        metrics.waited(node, priority(utterance), Math.max(0, waitedMs));
        Spoken spoken = underWay.computeIfAbsent(utterance.ticket(), first -> new Spoken());
        spoken.begun.add(new Begun(inputs.units(input), System.nanoTime(), frameSeconds(found)));
    }

    private static double frameSeconds(Found found) {
        if (!(found instanceof Found.Here here)) {
            return 0;
        }
        MelFormat format = here.voice().melFormat();
        return (double) format.hopSamples() / format.sampleRateHz();
    }

    private static SpeechPriority priority(OpenUtterance<?, ?, ?> utterance) {
        return JournalHeads.isBulk(utterance.head()) ? SpeechPriority.BULK : SpeechPriority.INTERACTIVE;
    }

    /** Results of the first input in work went out. */
    void forwarded(OpenUtterance<I, ?, ?> utterance, List<? extends SpecificRecordBase> outputs) {
        Spoken spoken = underWay.get(utterance.ticket());
        if (spoken == null || spoken.begun.isEmpty()) {
            return;
        }
        Begun first = spoken.begun.getFirst();
        if (!spoken.within) {
            spoken.within = true;
            spoken.sinceNanos = first.nanos();
        }
        for (SpecificRecordBase output : outputs) {
            if (output instanceof AudioChunk audio && audio.getAudio().hasRemaining()) {
                spoken.audioSeconds += seconds(audio);
                if (audio.getSequence() == 0 && audio.getAttempt() == 0) {
                    metrics.firstAudio(priority(utterance), Math.max(0, clock.millis() - utterance.readyAt()));
                }
            } else if (output instanceof MelChunk mel) {
                spoken.audioSeconds += mel.getFrames() * first.frameSeconds();
            }
        }
    }

    static double seconds(AudioChunk audio) {
        return (double) audio.getAudio().remaining() / Short.BYTES / audio.getSampleRateHz();
    }

    /** The first input in work is done. */
    void done(OpenUtterance<I, ?, ?> utterance, boolean segmentEnds) {
        Spoken spoken = underWay.get(utterance.ticket());
        if (spoken == null || spoken.begun.isEmpty()) {
            return;
        }
        spoken.units += spoken.begun.removeFirst().units();
        if (segmentEnds && spoken.within && spoken.audioSeconds > 0) {
            unspoken.spoken(spoken.units, spoken.audioSeconds);
            if (!utterance.pace().isLimited()) {
                metrics.spoke(node, System.nanoTime() - spoken.sinceNanos, spoken.audioSeconds);
            }
        }
        if (segmentEnds) {
            spoken.within = false;
            spoken.units = 0;
            spoken.audioSeconds = 0;
        }
    }

    void forget(long ticket) {
        underWay.remove(ticket);
    }

    /** Shows what there is now. */
    void show(Lanes<I, ?, ?> lanes) {
        if (metrics.watched()) {
            load = new StageLoad(
                    unspoken.utterances(),
                    0,
                    lanes.size(),
                    lanes.deepest(),
                    unspoken.backlog(false),
                    unspoken.backlog(true));
        }
    }

    @Override
    public void close() {
        underWay.clear();
        watch.close();
    }
}
