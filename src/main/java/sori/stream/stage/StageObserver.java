package sori.stream.stage;

import java.time.Clock;
import java.util.List;
import java.util.OptionalInt;
import org.apache.avro.specific.SpecificRecordBase;
import sori.stream.store.Journal;
import sori.stream.store.JournalKey;
import sori.synthesis.Voices.Found;

/**
 * What one task of an {@link OrderedStage} tells whoever watches: figures ({@link StageMeter}) and spans ({@link SegmentSpans}). For one
 * stream thread.
 *
 * @param <I> record that comes in
 */
final class StageObserver<I extends SpecificRecordBase> implements AutoCloseable {
    private final StageMeter<I> meter;
    private final SegmentSpans<I> spans;

    /** @param journal is counted from now on, if anybody watches */
    StageObserver(
            StageWork<I, ?, ?> kind, Journal<I, ?> journal, StageSetup setup, SpeechMetrics metrics, Clock clock) {
        this.meter = StageMeter.of(kind.node(), kind.inputs(), journal, metrics, clock);
        this.spans = new SegmentSpans<>(setup.spans(), kind);
    }

    /** An input's work begins. */
    void begun(OpenUtterance<I, ?, ?> utterance, JournalKey at, I input, Found found) {
        spans.begun(utterance, at);
        meter.begun(utterance, input, found);
    }

    /** Results of the first input in work went out. */
    void forwarded(OpenUtterance<I, ?, ?> utterance, List<? extends SpecificRecordBase> outputs) {
        meter.forwarded(utterance, outputs);
    }

    /**
     * The first input in work is done.
     *
     * @param segment that ends with it, if one does
     */
    void done(OpenUtterance<I, ?, ?> utterance, OptionalInt segment) {
        meter.done(utterance, segment.isPresent());
        segment.ifPresent(ended -> spans.ended(utterance, ended));
    }

    /** Nothing more of an utterance is done here. */
    void forget(long ticket) {
        spans.forget(ticket);
        meter.forget(ticket);
    }

    /** Shows what there is now. */
    void show(Lanes<I, ?, ?> lanes) {
        meter.show(lanes);
    }

    @Override
    public void close() {
        meter.close();
    }
}
