package sori.stream;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import org.apache.kafka.common.utils.Bytes;
import sori.schema.JournalHead;

/**
 * The utterances that a stage has taken on and not finished, with their records and how far each is forwarded. For one stream
 * thread.
 *
 * @param <V> the stage's input
 * @param <M> how far an utterance's results are forwarded
 */
interface Ledger<V, M> {
    /**
     * An utterance that was admitted.
     *
     * @param head what is known of it
     * @param replaced ticket of its lower attempt, whose records are gone
     */
    record Admitted(JournalHead head, OptionalLong replaced) {}

    /**
     * Takes a record's utterance on, or finds it.
     *
     * @param beginning whether the record is its utterance's first
     * @return empty when the record belongs to nothing: a lower attempt, or the rest of an utterance that has ended
     */
    Optional<Admitted> admit(String utteranceId, Bytes key, int attempt, boolean beginning, long timestamp);

    /** The attempt under which an utterance's results go out. */
    int attempt(JournalHead head);

    /** Every utterance taken on before the task started, by ticket. */
    List<JournalHead> open();

    void put(Place place, V value);

    /** Whether there is a record at a place. */
    boolean has(Place place);

    /** The record at a place, if it has come and is not dropped. */
    Optional<V> get(Place place);

    /** How far an utterance's results are forwarded for certain; empty when it begins, or begins again. */
    Optional<M> mark(long ticket);

    /** Notes how far an utterance's results are forwarded. */
    void moveMark(long ticket, M mark);

    /** A sentence is forwarded to its end, and its records are not needed for a restart. */
    void dropSentence(long ticket, int segment);

    /** An utterance's last result is forwarded: forgets it as soon as that is certain, and tells the ticket. */
    void finish(String utteranceId, long ticket, LongConsumer forgotten);

    /** Forgets the finished utterances whose results are certain by now, and tells their tickets. */
    void settle(LongConsumer forgotten);

    /** Whether nothing finished waits to be certain. */
    boolean settled();
}
