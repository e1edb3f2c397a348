package sori.stream.stage;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecordBase;
import sori.schema.JournalHead;
import sori.stream.store.BulkBacklog;
import sori.stream.store.Cancellations;
import sori.stream.store.JournalHeads;
import sori.stream.store.JournalKey;
import sori.synthesis.SpeechSettings;
import sori.synthesis.Work;

/**
 * What a task takes up from its journal, and whose work begins next. At most {@code openJobs} records are in work, by turns of the keys;
 * some of these places no key may have for itself alone, and bulk goes behind all others ({@link Places}, {@link FairTurns},
 * {@link BulkShare}). For one stream thread.
 *
 * @param <I> record that comes in
 * @param <O> record that goes out
 * @param <M> mark: how far an utterance's results are forwarded
 */
final class Admission<I extends SpecificRecordBase, O extends SpecificRecordBase, M extends SpecificRecordBase> {
    /** Records in work of an utterance that is not to be far ahead of the wall clock: so that it leaves room for others. */
    private static final int MOST_AHEAD = 2;

    /** Utterances of a backlog that are taken up at once: looking each up takes a while. */
    private static final int MOST_TAKEN_UP = 16;

    private final StageTask<I, O, M> task;
    private final Inputs<I> inputs;
    private final SpeechSettings settings;
    private final Cancellations cancellations;
    private final BulkShare share;
    /** Cancelled before a restart that knows no end of theirs. */
    private final List<JournalHead> doomed = new ArrayList<>();

    Admission(StageTask<I, O, M> task, SpeechSettings settings, Cancellations cancellations, Clock clock) {
        this.task = task;
        this.inputs = task.kind.inputs();
        this.settings = settings;
        this.cancellations = cancellations;
        this.share = new BulkShare(Duration.ofSeconds(settings.bulkPatienceSeconds()), clock);
    }

    /** Takes up what a restart finds. Everything waits for its turn, and no version may go before. */
    void takeUpAll() {
        task.journal.heads().all().forEach(head -> takeUp(head, JournalHeads.isBulk(head)));
        next();
    }

    /** Takes up some of what only the journal knows. */
    void takeUpMore() {
        for (int i = 0; i < MOST_TAKEN_UP; i++) {
            Optional<BulkBacklog.Next> next = task.journal.takeUpNext();
            if (next.isEmpty()) {
                return;
            }
            JournalHead head = next.get().head();
            if (!task.isOver(head.getTicket())) {
                takeUp(head, JournalHeads.isBulk(head) && !next.get().waitedFor());
            }
        }
    }

    /** @param bulk whether others go first */
    void takeUp(JournalHead head, boolean bulk) {
        long ticket = head.getTicket();
        if (cancellations.covers(JournalHeads.name(head), JournalHeads.eventTimestamp(head))) {
            doomed.add(head);
            return;
        }
        if (bulk) {
            task.turns.isBulk(ticket);
        }
        task.journal
                .mark(ticket)
                .ifPresent(mark -> task.turns.goOnAt(task.kind.start().of(ticket, mark)));
        task.arrivals.takeUp(head).ifPresent(first -> task.need(ticket, first));
    }

    /** What was to be taken up and is cancelled: it is up to the caller from now on. */
    List<JournalHead> takeDoomed() {
        List<JournalHead> taken = List.copyOf(doomed);
        doomed.clear();
        return taken;
    }

    /** Begins as much work as there are places for. */
    void next() {
        next(false);
        if (!task.beside.isBulkRead()) {
            next(true);
        }
    }

    private void next(boolean bulk) {
        while (task.places.isFree(bulk)) {
            Optional<FairTurns.Turn> turn = task.turns.next(bulk, this::mayGoOn);
            if (turn.isEmpty()) {
                return;
            }
            begin(
                    turn.get(),
                    bulk
                            && !task.lanes.isWaitedFor(
                                    turn.get().key(), turn.get().at().ticket()));
        }
    }

    private boolean mayGoOn(FairTurns.Turn turn) {
        boolean scarce = task.places.isScarce(turn.bulk());
        if (scarce && task.places.isMuch(task.lanes.inWork(turn.key()), turn.bulk())) {
            return false;
        }
        long ticket = turn.at().ticket();
        OpenUtterance<I, O, M> open = task.lanes.get(ticket);
        if (open != null && open.pace().isLimited() && open.underWay() >= MOST_AHEAD) {
            return false;
        }
        return !task.gate.holds(ticket) || task.arrivals.isSilent(turn.at());
    }

    /** Bulk's share while others have all places. */
    void ageBulk() {
        if (!task.places.haveBulk() && task.turns.isEmpty(true)) {
            share.gotOn();
        } else if (share.isDue()) {
            task.lanes
                    .firstBulk()
                    .ifPresentOrElse(
                            OpenUtterance::hurry,
                            () -> task.turns.next(true, this::mayGoOn).ifPresent(turn -> begin(turn, false)));
        }
    }

    /** Something of bulk has got on. */
    void bulkGotOn() {
        share.gotOn();
    }

    /** @param bulk whether others go first */
    private void begin(FairTurns.Turn turn, boolean bulk) {
        JournalKey at = turn.at();
        I input = task.journal.records().get(at).orElseThrow();
        JournalKey next = inputs.next(at, input);
        task.arrivals.taken(at, next);
        OpenUtterance<I, O, M> utterance = task.lanes.get(at.ticket());
        if (utterance == null) {
            utterance = open(turn, input);
        }
        utterance.begun(at, next, bulk, inputs.readyAt(input));
        task.observer.begun(utterance, at, input, task.gate.found(at.ticket()));
        utterance.work().begin(input, task.gate.found(at.ticket()));
        if (!bulk && inputs.bulk(input)) {
            utterance.hurry();
        }
    }

    private OpenUtterance<I, O, M> open(FairTurns.Turn turn, I input) {
        JournalHead head =
                task.journal.head(turn.key(), inputs.utteranceId(input)).orElseThrow();
        UtteranceExecutor own = new UtteranceExecutor(task.beside, JournalHeads.isBulk(head));
        Work<I, O, M> work = task.work(head, own);
        task.arrivals.before(turn.at()).forEach(work::recall);
        OpenUtterance<I, O, M> utterance = new OpenUtterance<>(
                head, inputs.bare(input), work, new Pace(inputs.aheadMs(input), settings.chunkMs()), own, task.places);
        task.lanes.add(utterance);
        return utterance;
    }
}
