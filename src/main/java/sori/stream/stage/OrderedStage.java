package sori.stream.stage;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import sori.kafka.UtteranceName;
import sori.schema.JournalHead;
import sori.stream.store.Journal;
import sori.stream.store.JournalHeads;
import sori.stream.store.JournalKey;
import sori.synthesis.Progress;
import sori.synthesis.Work;

/**
 * A stage that works beside the stream thread. {@link #process} only writes the record into the journal and returns; a wall-clock
 * punctuator forwards what is made, one record key's utterances in their order, different keys independently. Whose work begins is up to
 * {@link Admission}, and what becomes of utterances whose rest never comes to {@link GivingUp}. After a restart an utterance goes on at
 * its mark under exactly once, and is spoken again from its beginning under at-least-once.
 *
 * @param <I> record that comes in
 * @param <O> record that goes out
 * @param <M> mark: how far an utterance's results are forwarded
 */
public final class OrderedStage<
                I extends SpecificRecordBase, O extends SpecificRecordBase, M extends SpecificRecordBase>
        extends StageProcessor<I, O> {
    /** How long a record waits that finds too many before it: reading goes on, slower. */
    private static final long PARK_NANOS = Duration.ofMillis(1).toNanos();

    /** What one drain may take before the thread looks after its records again: downstream nodes run inside it. */
    private static final long DRAIN_LIMIT_NANOS = Duration.ofMillis(500).toNanos();

    /** The same for bulk alone, in which nobody waits for it: other tasks of the thread may be waited for. */
    private static final long BULK_DRAIN_LIMIT_NANOS = Duration.ofMillis(2).toNanos();

    private final StageWork<I, O, M> kind;
    private final Inputs<I> inputs;
    private final StageSetup setup;

    private @Nullable StageTask<I, O, M> open;
    private Admission<I, O, M> admission;
    private GivingUp<I, O> givingUp;

    public OrderedStage(StageWork<I, O, M> kind, StageSetup setup) {
        super(kind.stage(), setup);
        this.kind = kind;
        this.inputs = kind.inputs();
        this.setup = setup;
    }

    @Override
    public void init(ProcessorContext<Bytes, SpecificRecordBase> context) {
        super.init(context);
        forgetAll();
        StageTask<I, O, M> task = new StageTask<>(kind, setup, context);
        open = task;
        admission = new Admission<>(task, setup.settings(), cancellations(), clock());
        givingUp = new GivingUp<>(task, admission, this, setup.exactlyOnce());
        admission.takeUpAll();
        wake();
    }

    private void wake() {
        wake(Duration.ofMillis(setup.settings().drainMs()), now -> drain());
    }

    private StageTask<I, O, M> task() {
        return Objects.requireNonNull(open);
    }

    @Override
    public void close() {
        super.close();
        forgetAll();
    }

    private void forgetAll() {
        if (open != null) {
            open.close();
            open = null;
        }
    }

    /** Of a sentence's time the {@link StageMeter} tells: this is the journal's alone. */
    @Override
    public void took(long nanos) {}

    @Override
    public void take(Record<Bytes, I> record) {
        I input = record.value();
        String id = inputs.utteranceId(input);
        UtteranceName name = new UtteranceName(Keys.of(record, id), id);
        long eventTimestamp = Objects.requireNonNullElse(inputs.eventTimestamp(input), record.timestamp());
        if (inputs.cancels(input) || cancellations().covers(name, eventTimestamp)) {
            cancel(name, record);
            return;
        }
        boolean beginning = inputs.at(0, input).equals(JournalKey.first(0));
        StageTask<I, O, M> task = task();
        Optional<Journal.Admitted> admitted = task.journal.admit(
                name,
                inputs.attempt(input),
                beginning,
                record.timestamp(),
                eventTimestamp,
                carried(record),
                () -> inputs.bare(input),
                inputs.bulk(input));
        if (admitted.isEmpty()) {
            return;
        }
        admitted.get().replaced().ifPresent(task::drop);
        JournalHead head = admitted.get().head();
        long ticket = head.getTicket();
        boolean bulk = JournalHeads.isBulk(head);
        if (bulk) {
            task.beside.bulkCame();
        }
        JournalKey at = inputs.at(ticket, input);
        if (task.parked.release(ticket)) {
            admission.takeUp(head, bulk);
        }
        if (admitted.get().waits()) {
            keepWaiting(at, input);
            return;
        }
        if (!bulk) {
            task.lanes.hurry(JournalHeads.key(head));
        } else if (!task.isOver(ticket)) {
            task.turns.isBulk(ticket);
        }
        if (!task.isOver(ticket)
                && !at.isBefore(task.turns.end(ticket))
                && !task.journal.records().has(at)) {
            task.journal.records().put(at, input); // what has come once stays: it may be spoken in part
            task.need(ticket, input);
            task.arrivals.come(head, at, input);
            givingUp.longest();
            admission.next();
            wake();
        }
        if (!bulk && task.places.isScarce(false) && !task.turns.isEmpty(false)) {
            LockSupport.parkNanos(PARK_NANOS);
        }
    }

    /** Nobody but the journal knows of it. */
    private void keepWaiting(JournalKey at, I input) {
        if (!task().isOver(at.ticket()) && !task().journal.records().has(at)) {
            task().journal.records().put(at, input);
        }
        wake();
    }

    @Override
    public void cancel(Bytes key, Optional<String> id) {
        List<JournalHead> open = id.map(
                        one -> task().journal.head(key, one).stream().toList())
                .orElseGet(() -> task().journal.heads().of(key));
        for (JournalHead head : open) {
            if (!task().isOver(head.getTicket())
                    && cancellations().covers(JournalHeads.name(head), JournalHeads.eventTimestamp(head))) {
                cancel(head);
            }
        }
        if (id.isEmpty()) {
            task().journal.backlog().hurry(key); // the others end when they are taken up
            wake();
        }
    }

    /** A record of a cancelled utterance: the first thing that comes of it is answered by its end, what follows by nothing. */
    private void cancel(UtteranceName name, Record<Bytes, I> record) {
        Optional<JournalHead> open = task().journal.head(name.key(), name.id());
        I input = record.value();
        if (open.isPresent()) {
            open.filter(head -> !task().isOver(head.getTicket())).ifPresent(this::cancel);
        } else if (!cancellations().isAnswered(kind.stage(), name)) {
            Work<I, O, M> none = task().work(inputs.attempt(input), name.key());
            answer(name, none.cancelled(input, Long.MAX_VALUE), carried(record));
        }
    }

    /** Ends an utterance at once, whatever of its key is before it. */
    private void cancel(JournalHead head) {
        StageTask<I, O, M> task = task();
        OpenUtterance<I, O, M> utterance = task.lanes.get(head.getTicket());
        Work<I, O, M> work = utterance != null ? utterance.work() : task.work(head, task.beside);
        long heardMs = utterance != null ? utterance.pace().heardMs(clock().millis()) : Long.MAX_VALUE;
        task.journal
                .beginning(head)
                .ifPresent(any ->
                        answer(JournalHeads.name(head), work.cancelled(any, heardMs), JournalHeads.headers(head)));
        task.finish(head);
        admission.next();
        wake();
    }

    private void answer(UtteranceName name, O end, Headers headers) {
        emit(name.key(), end, clock().millis(), headers);
        cancellations().answer(kind.stage(), name, clock().millis());
    }

    private void drain() {
        StageTask<I, O, M> task = task();
        task.settle();
        admission.takeUpMore();
        admission.takeDoomed().forEach(this::cancel);
        givingUp.longest();
        admission.next();
        admission.ageBulk();
        task.lanes.goRound(this::forward, DRAIN_LIMIT_NANOS, BULK_DRAIN_LIMIT_NANOS);
        task.observer.show(task.lanes);
        if (task.isIdle()) {
            rest();
        }
    }

    /** @return whether a record is done with, so that the next may be ready too */
    private boolean forward(OpenUtterance<I, O, M> first) {
        boolean done = forwardReady(first);
        if (givingUp.followed(first)) {
            admission.next();
        }
        return done;
    }

    private boolean forwardReady(OpenUtterance<I, O, M> utterance) {
        long nowMs = clock().millis();
        if (utterance.pace().holds(nowMs)) {
            return false;
        }
        Progress<O> made = utterance.work().poll();
        if (made.isEmpty()) {
            return false;
        }
        if (utterance.hasBulkInWork()) {
            admission.bulkGotOn();
        }
        long timestamp = utterance.pace().isLimited() ? nowMs : utterance.readyAt();
        made.outputs().forEach(output -> {
            emit(utterance.key(), output, timestamp, utterance.headers());
            utterance.pace().wrote(output, nowMs);
        });
        task().observer.forwarded(utterance, made.outputs());
        made.failures().forEach(failed -> report(utterance, failed));
        boolean segmentEnds = made.done() && done(utterance);
        if (made.over()) {
            task().finish(utterance.head());
        } else if (segmentEnds || !made.outputs().isEmpty()) {
            task().journal.moveMark(utterance.ticket(), utterance.work().mark());
        }
        if (made.done()) {
            admission.next(); // work goes on while what was made is written
        }
        return made.done();
    }

    /** @return whether a segment ends with the record that is done */
    private boolean done(OpenUtterance<I, O, M> utterance) {
        OptionalInt segment = utterance.done();
        task().observer.done(utterance, segment);
        segment.ifPresent(ended -> task().journal.dropSegment(utterance.ticket(), ended));
        return segment.isPresent();
    }

    private void report(OpenUtterance<I, O, M> utterance, Progress.Reported failed) {
        I of = utterance.beginning();
        fail(
                utterance.key(),
                utterance.timestamp(),
                utterance.headers(),
                inputs.utteranceId(of),
                inputs.source(of),
                failed);
    }
}
