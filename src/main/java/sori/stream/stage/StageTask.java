package sori.stream.stage;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import sori.schema.JournalHead;
import sori.stream.store.Journal;
import sori.stream.store.JournalHeads;
import sori.synthesis.SpeechSettings;
import sori.synthesis.Work;

/**
 * What one task of an {@link OrderedStage} has in hand, from its start to its close; a task that is taken up again has another. For one
 * stream thread.
 *
 * @param <I> record that comes in
 * @param <O> record that goes out
 * @param <M> mark: how far an utterance's results are forwarded
 */
final class StageTask<I extends SpecificRecordBase, O extends SpecificRecordBase, M extends SpecificRecordBase>
        implements AutoCloseable {
    final StageWork<I, O, M> kind;
    final Journal<I, M> journal;
    final Lanes<I, O, M> lanes = new Lanes<>();
    /** Records in the journal that no work has begun. */
    final FairTurns turns = new FairTurns();

    final Arrivals<I> arrivals;
    final VoiceGate gate;
    final Places places;
    final Parked parked;
    final StageObserver<I> observer;
    /** Has long work done. */
    final SerialExecutor beside;
    /** Utterances that are over, until the journal forgets them. */
    private final Set<Long> ended = new HashSet<>();

    /** @param context of a task whose stores are restored */
    StageTask(StageWork<I, O, M> kind, StageSetup setup, ProcessorContext<?, ?> context) {
        SpeechSettings settings = setup.settings();
        StageParts given = setup.parts().get();
        this.kind = kind;
        this.journal = new Journal<>(context, kind.node(), kind.input(), kind.mark(), setup.exactlyOnce());
        this.arrivals = new Arrivals<>(kind.inputs(), journal.records(), turns);
        this.gate = new VoiceGate(given.voices(), Duration.ofSeconds(settings.voiceWaitSeconds()), setup.clock());
        this.places = new Places(settings);
        this.parked = new Parked(kind.mostParked());
        this.observer = new StageObserver<>(kind, journal, setup, given.metrics(), setup.clock());
        this.beside = given.executors().get();
    }

    /** An utterance's version is leased from now on. */
    void need(long ticket, I input) {
        gate.need(ticket, kind.inputs().voice(input), kind.inputs().voiceVersion(input));
    }

    /** The work of an utterance, from its mark on. */
    Work<I, O, M> work(JournalHead head, Executor executor) {
        return kind.work()
                .open(journal.attempt(head), JournalHeads.key(head), journal.mark(head.getTicket()), executor);
    }

    /** The work of an utterance of which nothing is known. */
    Work<I, O, M> work(int attempt, Bytes key) {
        return kind.work().open(attempt, key, Optional.empty(), beside);
    }

    /** Whether an utterance is over, though the journal still knows it. */
    boolean isOver(long ticket) {
        return ended.contains(ticket);
    }

    /** An utterance is over: the journal forgets it as soon as that is certain. */
    void finish(JournalHead head) {
        ended.add(head.getTicket());
        forget(head.getTicket());
        journal.finish(head, ended::remove);
    }

    /** The journal forgets what is over for certain. */
    void settle() {
        journal.settle(ended::remove);
    }

    /** Forgets a lower attempt, whose records are gone. */
    void drop(long ticket) {
        ended.remove(ticket);
        forget(ticket);
    }

    /** Nobody but the journal knows of an utterance any more. */
    void forget(long ticket) {
        parked.release(ticket);
        arrivals.drop(ticket);
        observer.forget(ticket);
        gate.release(ticket);
        lanes.end(ticket);
    }

    /** Whether there is nothing to be done until another record comes. */
    boolean isIdle() {
        return lanes.isEmpty() && turns.isEmpty() && journal.backlog().isEmpty() && journal.settled();
    }

    /** What is still made goes nowhere: the journal knows what to begin again. */
    @Override
    public void close() {
        lanes.endAll();
        beside.close();
        gate.releaseAll();
        observer.close();
    }
}
