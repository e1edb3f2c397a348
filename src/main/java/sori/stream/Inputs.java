package sori.stream;

import sori.synthesis.SourceOffset;

/**
 * What an {@link OrderedStage} has to know of the records that come in. Stateless.
 *
 * @param <I> the record
 */
interface Inputs<I> {
    String utteranceId(I input);

    int attempt(I input);

    String voice(I input);

    String voiceVersion(I input);

    /** Whether others go first. */
    boolean bulk(I input);

    /** Where the text event lies. */
    SourceOffset source(I input);

    /** Where the record stands among those of its utterance. */
    JournalKey at(long ticket, I input);

    /** Where the record behind it stands. */
    JournalKey next(JournalKey at, I input);

    /** Whether the utterance ends with it. */
    boolean last(I input);

    /** Whether it needs no voice: there is nothing to be spoken. */
    boolean silent(I input);

    /** The same less what takes memory. */
    I bare(I input);

    /**
     * An end in the place of a record that never comes.
     *
     * @param before the last record that has come
     */
    I brokenOff(I before, JournalKey at);

    /** What never comes, for a person. */
    String missing(JournalKey at);
}
