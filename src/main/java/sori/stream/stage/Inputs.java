package sori.stream.stage;

import org.jspecify.annotations.Nullable;
import sori.stream.store.JournalKey;
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

    /** When the text event came, milliseconds since 1970; null where an earlier release did not note it. */
    @Nullable
    Long eventTimestamp(I input);

    /** When the record with which this one could be made came, milliseconds since 1970; null as above. */
    @Nullable
    Long readyAt(I input);

    /** How far the utterance's audio may be ahead of the wall clock, in milliseconds; 0: without a limit. */
    int aheadMs(I input);

    /** Whether it ends a cancelled utterance, wherever it stands. */
    boolean cancels(I input);

    /** Where the record stands among those of its utterance. */
    JournalKey at(long ticket, I input);

    /** Where the record behind it stands. */
    JournalKey next(JournalKey at, I input);

    /** Whether the utterance ends with it. */
    boolean last(I input);

    /** Whether it needs no voice: there is nothing to be spoken. */
    boolean silent(I input);

    /** How much there is to be spoken, in whatever the stage counts in. */
    long units(I input);

    /** How long a unit usually lasts when it is heard, in seconds, until something was spoken by which to judge. */
    double usualUnitSeconds();

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
