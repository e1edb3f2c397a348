package sori.stream.stage;

import java.util.Optional;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.header.Headers;
import sori.schema.FailureReason;
import sori.schema.JournalHead;
import sori.stream.store.JournalHeads;
import sori.synthesis.Failure;

/**
 * What is done with utterances whose rest does not come: too many of them are left to the journal, and the one that has waited longest is
 * broken off. So they cost no heap. For one stream thread.
 *
 * @param <I> record that comes in
 * @param <O> record that goes out
 */
final class GivingUp<I extends SpecificRecordBase, O extends SpecificRecordBase> {
    private final StageTask<I, O, ?> task;
    private final Admission<I, O, ?> admission;
    private final StageProcessor<I, O> stage;
    private final boolean mayPark;

    /**
     * @param stage writes the failures
     * @param mayPark whether the journal knows where an utterance goes on
     */
    GivingUp(StageTask<I, O, ?> task, Admission<I, O, ?> admission, StageProcessor<I, O> stage, boolean mayPark) {
        this.task = task;
        this.admission = admission;
        this.stage = stage;
        this.mayPark = mayPark;
    }

    /** Bounds how many wait. */
    void longest() {
        Optional<Long> longest;
        int most = task.kind.mostUnfinished();
        while ((longest = task.arrivals.longestOfMoreThan(most)).isPresent()) {
            if (!park(longest.get())) {
                breakOff(longest.get(), neverCame(most));
            }
        }
        task.parked
                .eldestOfTooMany()
                .flatMap(name -> task.journal.head(name.key(), name.id()))
                .ifPresent(this::breakOffParked);
    }

    /** Breaks an utterance off behind which a later one of its key has come: the stage before lost the rest of it. */
    boolean followed(OpenUtterance<I, ?, ?> utterance) {
        boolean lost = utterance.underWay() == 0
                && task.arrivals.awaitsRest(utterance.ticket())
                && task.lanes.isFollowed(utterance.key());
        if (lost) {
            breakOff(utterance.ticket(), " never came");
        }
        return lost;
    }

    private static String neverCame(int others) {
        return " never came, and more than " + others + " others wait for what follows";
    }

    /** Leaves an utterance between two sentences to the journal. */
    private boolean park(long ticket) {
        OpenUtterance<I, O, ?> utterance = task.lanes.get(ticket);
        if (utterance == null || !mayPark || task.lanes.isFollowed(utterance.key())) {
            return false;
        }
        boolean between = utterance.underWay() == 0
                && task.arrivals.awaitsRest(ticket)
                && task.turns.end(ticket).part() == 0;
        if (!between) {
            return false;
        }
        JournalHead head = utterance.head();
        task.forget(ticket);
        task.parked.park(ticket, JournalHeads.name(head));
        return true;
    }

    private void breakOffParked(JournalHead head) {
        admission.takeUp(head, false);
        task.journal.beginning(head).ifPresent(before -> {
            task.arrivals.awaitRest(head, before);
            task.need(head.getTicket(), before);
            breakOff(head.getTicket(), neverCame(task.kind.mostParked()));
        });
    }

    private void breakOff(long ticket, String why) {
        Arrivals.BrokenOff<I> of = task.arrivals.breakOff(ticket);
        Inputs<I> inputs = task.kind.inputs();
        Headers headers = JournalHeads.headers(of.head());
        stage.fail(
                JournalHeads.key(of.head()),
                of.head().getTimestamp(),
                headers,
                inputs.utteranceId(of.end()),
                inputs.source(of.end()),
                new Failure(FailureReason.INTERNAL, inputs.missing(of.at()) + why));
    }
}
