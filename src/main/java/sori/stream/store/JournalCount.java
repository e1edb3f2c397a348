package sori.stream.store;

/**
 * Is told what a journal holds, as it comes and goes.
 *
 * @param <V> the inputs
 */
public interface JournalCount<V> {
    /** An utterance is taken in. */
    void opened();

    /** An utterance is over. */
    void closed();

    void add(V input);

    void remove(V input);
}
