package sori.stream.stage;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sori.schema.SpeechPriority;
import sori.schema.SymbolSequence;
import sori.schema.UtteranceEnding;
import sori.stream.store.JournalKey;
import sori.synthesis.SourceOffset;

/** Sentences as symbols: one record each. */
final class SentenceInputs implements Inputs<SymbolSequence> {
    @Override
    public String utteranceId(SymbolSequence input) {
        return input.getUtteranceId();
    }

    @Override
    public int attempt(SymbolSequence input) {
        return input.getAttempt();
    }

    @Override
    public String voice(SymbolSequence input) {
        return input.getVoice();
    }

    @Override
    public String voiceVersion(SymbolSequence input) {
        return input.getVoiceVersion();
    }

    @Override
    public boolean bulk(SymbolSequence input) {
        return input.getPriority() == SpeechPriority.BULK;
    }

    @Override
    public SourceOffset source(SymbolSequence input) {
        return new SourceOffset(input.getSourceTopic(), input.getSourcePartition(), input.getSourceOffset());
    }

    @Override
    public @Nullable Long eventTimestamp(SymbolSequence input) {
        return input.getEventTimestamp();
    }

    @Override
    public @Nullable Long readyAt(SymbolSequence input) {
        return input.getReadyAt();
    }

    @Override
    public int aheadMs(SymbolSequence input) {
        return input.getAheadMs();
    }

    @Override
    public boolean cancels(SymbolSequence input) {
        return input.getEnding() == UtteranceEnding.CANCELLED;
    }

    @Override
    public JournalKey at(long ticket, SymbolSequence input) {
        return new JournalKey(ticket, input.getSegment(), 0);
    }

    @Override
    public JournalKey next(JournalKey at, SymbolSequence input) {
        return at.nextSegment();
    }

    @Override
    public boolean last(SymbolSequence input) {
        return input.getLast() || input.getFailed();
    }

    @Override
    public boolean silent(SymbolSequence input) {
        return input.getFailed();
    }

    @Override
    public long units(SymbolSequence input) {
        return input.getSymbols().size();
    }

    /** Of English letters. */
    @Override
    public double usualUnitSeconds() {
        return 0.07;
    }

    @Override
    public SymbolSequence bare(SymbolSequence input) {
        return SymbolSequence.newBuilder(input)
                .setSymbols(List.of())
                .setWords(List.of())
                .build();
    }

    @Override
    public SymbolSequence brokenOff(SymbolSequence before, JournalKey at) {
        return SymbolSequence.newBuilder(before)
                .setSegment(at.segment())
                .setFailed(true)
                .setLast(true)
                .build();
    }

    @Override
    public String missing(JournalKey at) {
        return "sentence " + at.segment();
    }
}
