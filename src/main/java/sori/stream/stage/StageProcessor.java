package sori.stream.stage;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.Punctuator;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sori.schema.SpeechControl;
import sori.stream.store.Cancellations;
import sori.stream.store.StateRefusedException;
import sori.synthesis.Failure;
import sori.synthesis.Progress;
import sori.synthesis.SourceOffset;
import sori.synthesis.Stage;
import sori.topology.Nodes;

/**
 * What the four stages share: results go to the next nodes, failures to theirs.
 *
 * @param <I> record that comes in
 * @param <O> record that goes out
 */
public abstract class StageProcessor<I extends SpecificRecordBase, O extends SpecificRecordBase>
        implements Processor<Bytes, I, Bytes, SpecificRecordBase> {
    private static final Logger LOG = LoggerFactory.getLogger(StageProcessor.class);

    private final Stage stage;
    private final StageSetup setup;
    private final List<Cancellable> timers = new ArrayList<>();
    private @Nullable Cancellable drain;
    private ProcessorContext<Bytes, SpecificRecordBase> context;
    private Cancellations cancellations = Cancellations.NONE;
    private SpeechMetrics metrics = SpeechMetrics.NONE;
    /** What the nodes behind took of the record in process. */
    private long behindNanos;

    protected StageProcessor(Stage stage, StageSetup setup) {
        this.stage = stage;
        this.setup = setup;
    }

    @Override
    public void init(ProcessorContext<Bytes, SpecificRecordBase> context) {
        this.context = context;
        metrics = setup.parts().get().metrics();
        cancellations = setup.controlled()
                ? new Cancellations(
                        context.getStateStore(Nodes.CANCELLED),
                        Duration.ofSeconds(setup.settings().duplicateWindowSeconds()))
                : Cancellations.NONE;
    }

    /** What was cancelled. */
    protected final Cancellations cancellations() {
        return cancellations;
    }

    protected final SpeechMetrics metrics() {
        return metrics;
    }

    protected final ProcessorContext<Bytes, SpecificRecordBase> context() {
        return context;
    }

    /** Has something done every so often by the wall clock, until the task closes. */
    protected final void every(Duration interval, Punctuator work) {
        timers.add(context.schedule(interval, PunctuationType.WALL_CLOCK_TIME, work));
    }

    /**
     * Has a stage's work done every so often until it {@link #rest rests}. A task whose timer goes off has to commit, so one that
     * has nothing to do must not have a timer.
     */
    protected final void wake(Duration interval, Punctuator work) {
        if (drain == null) {
            drain = context.schedule(interval, PunctuationType.WALL_CLOCK_TIME, work);
        }
    }

    /** Until the next {@link #wake}. */
    protected final void rest() {
        if (drain != null) {
            drain.cancel();
            drain = null;
        }
    }

    /** A task that is taken up again calls {@link #init} on the same object: whoever keeps anything begins anew there. */
    @Override
    public void close() {
        timers.forEach(Cancellable::cancel);
        timers.clear();
        rest();
    }

    /** Where the record in process lies; a punctuator has none, so whoever works there keeps it beside the job. */
    protected final SourceOffset origin() {
        return origin(context);
    }

    public static SourceOffset origin(ProcessingContext context) {
        return context.recordMetadata()
                .map(at -> new SourceOffset(at.topic(), at.partition(), at.offset()))
                .orElseThrow(() -> new IllegalStateException("no record is in process"));
    }

    protected final Clock clock() {
        return setup.clock();
    }

    /**
     * Takes a record in, or does what a control record asks for; whatever goes wrong with it ends that record alone. What Kafka throws, and state that was refused, is no
     * record's fault.
     */
    @Override
    public final void process(Record<Bytes, I> record) {
        behindNanos = 0;
        long start = System.nanoTime();
        try {
            SpecificRecordBase value = record.value();
            if (value instanceof SpeechControl control) {
                cancel(record.key(), Optional.ofNullable(control.getUtteranceId()));
            } else {
                take(record);
                took(System.nanoTime() - start - behindNanos);
            }
        } catch (KafkaException | StateRefusedException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("{}: a record broke this stage", stage.title(), Unworded.of(e));
            breakOff(record, e);
        }
    }

    protected abstract void take(Record<Bytes, I> record);

    /** A record is taken in, in so much time, less what the nodes behind took. */
    protected void took(long nanos) {
        metrics.worked(stage.title(), nanos);
    }

    /**
     * Stops what is cancelled, as {@link #cancellations} knows by now.
     *
     * @param id of the utterance; empty: all of the key that are covered
     */
    protected abstract void cancel(Bytes key, Optional<String> id);

    private void breakOff(Record<Bytes, I> record, RuntimeException e) {
        SourceOffset origin = origin();
        String id = Optional.ofNullable(record.value().get("utteranceId"))
                .map(Object::toString)
                .filter(given -> !given.isBlank())
                .orElseGet(origin::id);
        fail(Keys.of(record, id), record.timestamp(), carried(record), id, origin, Failure.internal(e));
    }

    /** Which of a record's headers go along with what is made of it. */
    protected final Headers carried(Record<Bytes, ?> record) {
        return setup.headers().take(record.headers()).headers();
    }

    protected final void emit(Bytes key, O value, long timestamp, Headers headers) {
        long start = System.nanoTime();
        for (String node : setup.next()) {
            context.forward(new Record<>(key, value, notAhead(timestamp), headers), node);
        }
        behindNanos += System.nanoTime() - start;
    }

    /** Of what was journaled before a clock was put right. */
    private long notAhead(long timestamp) {
        return Math.min(timestamp, clock().millis());
    }

    protected final void fail(
            Bytes key, long timestamp, Headers headers, String utteranceId, SourceOffset origin, Failure failure) {
        fail(key, timestamp, headers, utteranceId, origin, new Progress.Reported(stage, failure));
    }

    protected final void fail(
            Bytes key,
            long timestamp,
            Headers headers,
            String utteranceId,
            SourceOffset origin,
            Progress.Reported failed) {
        SpecificRecordBase record =
                failed.failure().record(failed.stage(), Optional.of(utteranceId), origin, clock().instant());
        context.forward(new Record<>(key, record, notAhead(timestamp), headers), Nodes.FAILURES);
    }
}
