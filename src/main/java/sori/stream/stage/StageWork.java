package sori.stream.stage;

import java.util.Optional;
import java.util.concurrent.Executor;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.utils.Bytes;
import sori.schema.AudioChunk;
import sori.schema.AudioMark;
import sori.schema.MelChunk;
import sori.schema.MelMark;
import sori.schema.SymbolSequence;
import sori.stream.store.JournalKey;
import sori.synthesis.MelWork;
import sori.synthesis.SpeakWork;
import sori.synthesis.SpeechSettings;
import sori.synthesis.Stage;
import sori.synthesis.VocodeWork;
import sori.synthesis.Work;
import sori.topology.Nodes;

/**
 * What tells one {@link OrderedStage} from another.
 *
 * @param stage that its failures are told under, unless the work says otherwise
 * @param node its name in the topology, and of its stores
 * @param input record that comes in
 * @param mark how far its results are forwarded
 * @param inputs how records that come in stand to each other
 * @param start where an utterance goes on, by its mark
 * @param work makes the work of an utterance
 * @param mostUnfinished utterances of a task whose next record has not come and that are kept at work: the one that has waited longest is
 *     parked, or, where it is in the middle of a sentence, given up
 * @param mostParked utterances of a task that are parked: the one that has been for longest is given up
 */
public record StageWork<I extends SpecificRecordBase, O extends SpecificRecordBase, M extends SpecificRecordBase>(
        Stage stage,
        String node,
        Class<I> input,
        Class<M> mark,
        Inputs<I> inputs,
        Start<M> start,
        Opening<I, O, M> work,
        int mostUnfinished,
        int mostParked) {
    /** A stage before writes an utterance's sentences one behind the other. */
    static final int MOST_UNFINISHED_SENTENCES = 1000;

    /** Each with the state of its vocoder; more than any stage before it begins. */
    static final int MOST_UNFINISHED_CHUNKS = 4000;

    /** Some ten megabytes of names. */
    static final int MOST_PARKED = 100_000;

    /** Where an utterance goes on. */
    interface Start<M> {
        JournalKey of(long ticket, M mark);
    }

    /** Makes the work of an utterance. */
    interface Opening<I, O, M> {
        /**
         * @param attempt under which its results go out
         * @param key that they go out under
         * @param mark how far they went out before a restart
         * @param beside has long work done, one after the other
         */
        Work<I, O, M> open(int attempt, Bytes key, Optional<M> mark, Executor beside);
    }

    public static StageWork<SymbolSequence, MelChunk, MelMark> mel() {
        return new StageWork<>(
                Stage.MEL,
                Stage.MEL.title(),
                SymbolSequence.class,
                MelMark.class,
                new SentenceInputs(),
                (ticket, mark) -> new JournalKey(ticket, mark.getSegment(), 0),
                (attempt, key, mark, beside) -> new MelWork(attempt, mark),
                MOST_UNFINISHED_SENTENCES,
                MOST_PARKED);
    }

    /**
     * @param recordBytes that its topic takes in a record, the key with it
     * @param exactlyOnce whether a restart goes on in the middle of a sentence
     */
    public static StageWork<MelChunk, AudioChunk, AudioMark> vocode(
            SpeechSettings settings, int recordBytes, boolean exactlyOnce) {
        return new StageWork<>(
                Stage.VOCODE,
                Stage.VOCODE.title(),
                MelChunk.class,
                AudioMark.class,
                new MelInputs(),
                (ticket, mark) -> new JournalKey(
                        ticket, mark.getSegment(), mark.getVocoder().hasRemaining() ? mark.getFrames() : 0),
                (attempt, key, mark, beside) ->
                        new VocodeWork(attempt, settings, recordBytes - key.get().length, beside, exactlyOnce, mark),
                MOST_UNFINISHED_CHUNKS,
                MOST_PARKED);
    }

    /**
     * Mel and vocode in one.
     *
     * @param recordBytes that its topic takes in a record, the key with it
     */
    public static StageWork<SymbolSequence, AudioChunk, AudioMark> speak(SpeechSettings settings, int recordBytes) {
        return new StageWork<>(
                Stage.MEL,
                Nodes.SPEAK,
                SymbolSequence.class,
                AudioMark.class,
                new SentenceInputs(),
                (ticket, mark) -> new JournalKey(ticket, mark.getSegment(), 0),
                (attempt, key, mark, beside) ->
                        new SpeakWork(attempt, settings, recordBytes - key.get().length, beside, mark),
                MOST_UNFINISHED_SENTENCES,
                MOST_PARKED);
    }
}
