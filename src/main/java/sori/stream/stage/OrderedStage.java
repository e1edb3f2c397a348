package sori.stream.stage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import sori.kafka.UtteranceName;
import sori.schema.FailureReason;
import sori.schema.JournalHead;
import sori.stream.store.BulkBacklog;
import sori.stream.store.Journal;
import sori.stream.store.JournalKey;
import sori.synthesis.Failure;
import sori.synthesis.Progress;
import sori.synthesis.SpeechSettings;
import sori.synthesis.Work;

/**
 * A stage that works beside the stream thread. {@link #process} only writes the record into the journal and returns; a wall-clock
 * punctuator forwards what is made, one record key's utterances in their order, different keys independently. At most
 * {@code openJobs} records are in work, taken from the journal by turns of the keys; some of these places no key may have for itself
 * alone, and bulk goes behind all others ({@link Places}, {@link FairTurns}, {@link BulkShare}). After a restart an utterance goes on at its mark under exactly once, and is spoken again from its beginning under at-least-once.
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

    /** Records in work of an utterance that is not to be far ahead of the wall clock: so that it leaves room for others. */
    private static final int MOST_AHEAD = 2;

    /** Utterances of a backlog that one drain takes up. */
    private static final int MOST_TAKEN_UP = 16;

    private final StageWork<I, O, M> kind;
    private final Inputs<I> inputs;
    private final SpeechSettings settings;
    private final StageSetup setup;

    private final Map<Long, OpenUtterance<I, O, M>> utterances = new HashMap<>();
    private final Lanes<I, O, M> lanes = new Lanes<>();
    /** Records in the journal that no work has begun. */
    private final FairTurns turns = new FairTurns();
    /** Cancelled before a restart that knows no end of theirs. */
    private final List<JournalHead> doomed = new ArrayList<>();
    /** Utterances that are over, until the journal forgets them. */
    private final Set<Long> ended = new HashSet<>();

    private final Parked parked;
    private Journal<I, M> journal;
    private Arrivals<I> arrivals;
    private VoiceGate gate;
    private final SegmentSpans<I> spans;
    private @Nullable StageMeter<I> meter;
    private @Nullable SerialExecutor beside;
    private final Places places;
    private final BulkShare share;

    public OrderedStage(StageWork<I, O, M> kind, StageSetup setup) {
        super(kind.stage(), setup);
        this.kind = kind;
        this.inputs = kind.inputs();
        this.setup = setup;
        this.settings = setup.settings();
        this.places = new Places(settings);
        this.spans = new SegmentSpans<>(setup.spans(), kind);
        this.parked = new Parked(kind.mostParked());
        this.share = new BulkShare(Duration.ofSeconds(settings.bulkPatienceSeconds()), setup.clock());
    }

    @Override
    public void init(ProcessorContext<Bytes, SpecificRecordBase> context) {
        super.init(context);
        forgetAll();
        journal = new Journal<>(context, kind.node(), kind.input(), kind.mark(), setup.exactlyOnce());
        arrivals = new Arrivals<>(inputs, journal, turns);
        meter = StageMeter.of(kind.node(), inputs, journal, metrics(), clock());
        StageParts given = setup.parts().get();
        gate = new VoiceGate(given.voices(), Duration.ofSeconds(settings.voiceWaitSeconds()), clock());
        beside = given.executors().get();
        journal.open().forEach(head -> takeUp(head, Journal.isBulk(head)));
        admitNext();
        wake();
    }

    private void wake() {
        wake(Duration.ofMillis(settings.drainMs()), now -> drain());
    }

    @Override
    public void close() {
        super.close();
        forgetAll();
    }

    /** What is still made of it goes nowhere: the journal knows what to begin again. */
    private void forgetAll() {
        utterances.values().forEach(OpenUtterance::end);
        utterances.clear();
        if (beside != null) {
            beside.close();
            beside = null;
        }
        if (gate != null) {
            gate.releaseAll();
        }
        if (meter != null) {
            meter.close();
            meter = null;
        }
        lanes.clear();
        turns.clear();
        ended.clear();
        doomed.clear();
        parked.clear();
        places.clear();
        spans.clear();
    }

    /** A few at a time: looking each up takes a while. */
    private void takeUpMore() {
        for (int i = 0; i < MOST_TAKEN_UP; i++) {
            Optional<BulkBacklog.Next> next = journal.takeUpNext();
            if (next.isEmpty()) {
                return;
            }
            JournalHead head = next.get().head();
            if (!ended.contains(head.getTicket())) {
                takeUp(head, Journal.isBulk(head) && !next.get().waitedFor());
            }
        }
    }

    /** Everything that is taken up waits for its turn, and no version may go before. */
    private void takeUp(JournalHead head, boolean bulk) {
        long ticket = head.getTicket();
        if (cancellations().covers(Journal.name(head), Journal.eventTimestamp(head))) {
            doomed.add(head);
            return;
        }
        if (bulk) {
            turns.isBulk(ticket);
        }
        journal.mark(ticket).ifPresent(mark -> turns.goOnAt(kind.start().of(ticket, mark)));
        arrivals.takeUp(head).ifPresent(first -> need(ticket, first));
    }

    private void need(long ticket, I input) {
        gate.need(ticket, inputs.voice(input), inputs.voiceVersion(input));
    }

    /** Of a sentence's time the {@link StageMeter} tells: this is the journal's alone. */
    @Override
    public void took(long nanos) {}

    private StageMeter<I> meter() {
        return Objects.requireNonNull(meter);
    }

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
        Optional<Journal.Admitted> admitted = journal.admit(
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
        admitted.get().replaced().ifPresent(this::drop);
        JournalHead head = admitted.get().head();
        long ticket = head.getTicket();
        boolean bulk = Journal.isBulk(head);
        JournalKey at = inputs.at(ticket, input);
        if (parked.release(ticket)) {
            takeUp(head, bulk);
        }
        if (admitted.get().waits()) {
            keepWaiting(at, input);
            return;
        }
        if (!bulk) {
            lanes.hurry(Journal.key(head));
        } else if (!ended.contains(ticket)) {
            turns.isBulk(ticket);
        }
        if (!ended.contains(ticket) && !at.isBefore(turns.end(ticket)) && !journal.has(at)) {
            journal.put(at, input); // what has come once stays: it may be spoken in part
            need(ticket, input);
            arrivals.come(head, at, input);
            giveUpLongestUnfinished();
            admitNext();
            wake();
        }
        if (!bulk && places.isScarce(false) && !turns.isEmpty(false)) {
            LockSupport.parkNanos(PARK_NANOS);
        }
    }

    /** Nobody but the journal knows of it. */
    private void keepWaiting(JournalKey at, I input) {
        if (!ended.contains(at.ticket()) && !journal.has(at)) {
            journal.put(at, input);
        }
        wake();
    }

    @Override
    public void cancel(Bytes key, Optional<String> id) {
        List<JournalHead> open =
                id.map(one -> journal.head(key, one).stream().toList()).orElseGet(() -> journal.heads(key));
        for (JournalHead head : open) {
            if (!ended.contains(head.getTicket())
                    && cancellations().covers(Journal.name(head), Journal.eventTimestamp(head))) {
                cancel(head);
            }
        }
        if (id.isEmpty()) {
            journal.hurry(key); // the others end when they are taken up
            wake();
        }
    }

    /** A record of a cancelled utterance: the first thing that comes of it is answered by its end, what follows by nothing. */
    private void cancel(UtteranceName name, Record<Bytes, I> record) {
        Optional<JournalHead> open = journal.head(name.key(), name.id());
        I input = record.value();
        if (open.isPresent()) {
            open.filter(head -> !ended.contains(head.getTicket())).ifPresent(this::cancel);
        } else if (!cancellations().isAnswered(kind.stage(), name)) {
            Work<I, O, M> none = kind.work()
                    .open(inputs.attempt(input), name.key(), Optional.empty(), Objects.requireNonNull(beside));
            answer(name, none.cancelled(input, Long.MAX_VALUE), carried(record));
        }
    }

    /** Ends an utterance at once, whatever of its key is before it. */
    private void cancel(JournalHead head) {
        long ticket = head.getTicket();
        OpenUtterance<I, O, M> utterance = utterances.get(ticket);
        Work<I, O, M> work = utterance != null ? utterance.work() : work(head, Objects.requireNonNull(beside));
        long heardMs = utterance != null ? utterance.pace().heardMs(clock().millis()) : Long.MAX_VALUE;
        journal.beginning(head)
                .ifPresent(any -> answer(Journal.name(head), work.cancelled(any, heardMs), Journal.headers(head)));
        finish(head);
        admitNext();
        wake();
    }

    private void answer(UtteranceName name, O end, Headers headers) {
        emit(name.key(), end, clock().millis(), headers);
        cancellations().answer(kind.stage(), name, clock().millis());
    }

    /** Bounds the heap. */
    private void giveUpLongestUnfinished() {
        Optional<Long> longest;
        while ((longest = arrivals.longestOfMoreThan(kind.mostUnfinished())).isPresent()) {
            if (!park(longest.get())) {
                breakOff(longest.get(), neverCame(kind.mostUnfinished()));
            }
        }
        parked.eldestOfTooMany()
                .flatMap(name -> journal.head(name.key(), name.id()))
                .ifPresent(this::breakOffParked);
    }

    private static String neverCame(int others) {
        return " never came, and more than " + others + " others wait for what follows";
    }

    /** Leaves an utterance between two sentences to the journal; under at-least-once that would not know where it goes on. */
    private boolean park(long ticket) {
        OpenUtterance<I, O, M> utterance = utterances.get(ticket);
        if (utterance == null || !setup.exactlyOnce() || lanes.isFollowed(utterance)) {
            return false;
        }
        boolean between = utterance.underWay() == 0
                && arrivals.awaitsRest(ticket)
                && turns.end(ticket).part() == 0;
        if (!between) {
            return false;
        }
        JournalHead head = utterance.head();
        forget(ticket);
        parked.park(ticket, Journal.name(head));
        return true;
    }

    private void breakOffParked(JournalHead head) {
        takeUp(head, false);
        journal.beginning(head).ifPresent(before -> {
            arrivals.awaitRest(head, before);
            need(head.getTicket(), before);
            breakOff(head.getTicket(), neverCame(kind.mostParked()));
        });
    }

    private void breakOff(long ticket, String why) {
        Arrivals.BrokenOff<I> of = arrivals.breakOff(ticket);
        fail(
                Journal.key(of.head()),
                of.head().getTimestamp(),
                Journal.headers(of.head()),
                inputs.utteranceId(of.end()),
                inputs.source(of.end()),
                new Failure(FailureReason.INTERNAL, inputs.missing(of.at()) + why));
    }

    private void admitNext() {
        admitNext(false);
        admitNext(true);
    }

    private void admitNext(boolean bulk) {
        while (places.isFree(bulk)) {
            Optional<FairTurns.Turn> turn = turns.next(bulk, this::mayGoOn);
            if (turn.isEmpty()) {
                return;
            }
            begin(
                    turn.get(),
                    bulk && !lanes.isWaitedFor(turn.get().key(), turn.get().at().ticket()));
        }
    }

    private boolean mayGoOn(FairTurns.Turn turn) {
        if (places.isScarce(turn.bulk()) && places.isMuch(lanes.inWork(turn.key()), turn.bulk())) {
            return false;
        }
        OpenUtterance<I, O, M> open = utterances.get(turn.at().ticket());
        if (open != null && open.pace().isLimited() && open.underWay() >= MOST_AHEAD) {
            return false;
        }
        return !gate.holds(turn.at().ticket()) || arrivals.isSilent(turn.at());
    }

    /** Bulk's share while others have all places. */
    private void ageBulk() {
        if (!places.haveBulk() && turns.isEmpty(true)) {
            share.gotOn();
        } else if (share.isDue()) {
            lanes.firstBulk()
                    .ifPresentOrElse(
                            OpenUtterance::hurry,
                            () -> turns.next(true, this::mayGoOn).ifPresent(turn -> begin(turn, false)));
        }
    }

    /** @param bulk whether others go first */
    private void begin(FairTurns.Turn turn, boolean bulk) {
        JournalKey at = turn.at();
        I input = journal.get(at).orElseThrow();
        JournalKey next = inputs.next(at, input);
        arrivals.taken(at, next);
        OpenUtterance<I, O, M> utterance = utterances.get(at.ticket());
        if (utterance == null) {
            utterance = open(turn, input);
        }
        utterance.begun(at, next, bulk, inputs.readyAt(input));
        spans.begun(utterance, at);
        meter().begun(utterance, input, gate.found(at.ticket()));
        utterance.work().begin(input, gate.found(at.ticket()));
        if (!bulk && inputs.bulk(input)) {
            utterance.hurry();
        }
    }

    private OpenUtterance<I, O, M> open(FairTurns.Turn turn, I input) {
        JournalHead head = journal.head(turn.key(), inputs.utteranceId(input)).orElseThrow();
        UtteranceExecutor own = new UtteranceExecutor(Objects.requireNonNull(beside), Journal.isBulk(head));
        Work<I, O, M> work = work(head, own);
        arrivals.before(turn.at()).forEach(work::recall);
        OpenUtterance<I, O, M> utterance = new OpenUtterance<>(
                head, inputs.bare(input), work, new Pace(inputs.aheadMs(input), settings.chunkMs()), own, places);
        utterances.put(head.getTicket(), utterance);
        lanes.add(utterance);
        return utterance;
    }

    private Work<I, O, M> work(JournalHead head, Executor own) {
        return kind.work().open(journal.attempt(head), Journal.key(head), journal.mark(head.getTicket()), own);
    }

    private void drain() {
        journal.settle(ended::remove);
        takeUpMore();
        List.copyOf(doomed).forEach(this::cancel);
        doomed.clear();
        giveUpLongestUnfinished();
        admitNext();
        ageBulk();
        lanes.goRound(this::forward, DRAIN_LIMIT_NANOS, BULK_DRAIN_LIMIT_NANOS);
        meter().show(lanes);
        if (lanes.isEmpty() && turns.isEmpty() && journal.isTakenUp() && journal.settled()) {
            rest();
        }
    }

    /** @return whether a record is done with, so that the next may be ready too */
    private boolean forward(OpenUtterance<I, O, M> first) {
        boolean done = forwardReady(first);
        if (first.underWay() == 0 && arrivals.awaitsRest(first.ticket()) && lanes.isFollowed(first)) {
            // A later utterance of the key has come: the stage before lost the rest of this one.
            breakOff(first.ticket(), " never came");
            admitNext();
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
            share.gotOn();
        }
        long timestamp = utterance.pace().isLimited() ? nowMs : utterance.readyAt();
        made.outputs().forEach(output -> {
            emit(utterance.key(), output, timestamp, utterance.headers());
            utterance.pace().wrote(output, nowMs);
        });
        meter().forwarded(utterance, made.outputs());
        made.failures().forEach(failed -> report(utterance, failed));
        boolean segmentEnds = made.done() && done(utterance);
        if (made.over()) {
            finish(utterance.head());
        } else if (segmentEnds || !made.outputs().isEmpty()) {
            journal.moveMark(utterance.ticket(), utterance.work().mark());
        }
        if (made.done()) {
            admitNext(); // work goes on while what was made is written
        }
        return made.done();
    }

    /** @return whether a segment ends with the record that is done */
    private boolean done(OpenUtterance<I, O, M> utterance) {
        OptionalInt segment = utterance.done();
        meter().done(utterance, segment.isPresent());
        segment.ifPresent(ended -> {
            spans.ended(utterance, ended);
            journal.dropSegment(utterance.ticket(), ended);
        });
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

    private void finish(JournalHead head) {
        ended.add(head.getTicket());
        forget(head.getTicket());
        journal.finish(head, ended::remove);
    }

    /** Forgets a lower attempt, whose records are gone. */
    private void drop(long ticket) {
        ended.remove(ticket);
        forget(ticket);
    }

    private void forget(long ticket) {
        parked.release(ticket);
        arrivals.drop(ticket);
        spans.forget(ticket);
        gate.release(ticket);
        meter().forget(ticket);
        OpenUtterance<I, O, M> utterance = utterances.remove(ticket);
        if (utterance == null) {
            return;
        }
        utterance.end();
        lanes.remove(utterance);
    }
}
