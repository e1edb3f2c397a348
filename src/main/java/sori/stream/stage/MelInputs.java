package sori.stream.stage;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sori.schema.MelChunk;
import sori.schema.MelStatus;
import sori.schema.SpeechPriority;
import sori.schema.UtteranceEnding;
import sori.stream.store.JournalKey;
import sori.synthesis.SourceOffset;

/** Chunks of mel frames: several records for each sentence. */
final class MelInputs implements Inputs<MelChunk> {
    @Override
    public String utteranceId(MelChunk input) {
        return input.getUtteranceId();
    }

    @Override
    public int attempt(MelChunk input) {
        return input.getAttempt();
    }

    @Override
    public String voice(MelChunk input) {
        return input.getVoice();
    }

    @Override
    public String voiceVersion(MelChunk input) {
        return input.getVoiceVersion();
    }

    @Override
    public boolean bulk(MelChunk input) {
        return input.getPriority() == SpeechPriority.BULK;
    }

    @Override
    public SourceOffset source(MelChunk input) {
        return new SourceOffset(input.getSourceTopic(), input.getSourcePartition(), input.getSourceOffset());
    }

    @Override
    public @Nullable Long eventTimestamp(MelChunk input) {
        return input.getEventTimestamp();
    }

    @Override
    public @Nullable Long readyAt(MelChunk input) {
        return input.getReadyAt();
    }

    @Override
    public int aheadMs(MelChunk input) {
        return input.getAheadMs();
    }

    @Override
    public boolean cancels(MelChunk input) {
        return input.getEnding() == UtteranceEnding.CANCELLED;
    }

    @Override
    public JournalKey at(long ticket, MelChunk input) {
        return new JournalKey(ticket, input.getSegment(), input.getFrameOffset());
    }

    @Override
    public JournalKey next(JournalKey at, MelChunk input) {
        return input.getEndOfSegment()
                ? at.nextSegment()
                : new JournalKey(at.ticket(), at.segment(), at.part() + Math.max(1, input.getFrames())); // never stays
    }

    @Override
    public boolean last(MelChunk input) {
        return input.getEndOfSegment() && (input.getLast() || input.getStatus() == MelStatus.FAILED);
    }

    @Override
    public boolean silent(MelChunk input) {
        return input.getStatus() == MelStatus.FAILED;
    }

    @Override
    public long units(MelChunk input) {
        return input.getFrames();
    }

    @Override
    public double usualUnitSeconds() {
        return 0.012;
    }

    @Override
    public MelChunk bare(MelChunk input) {
        return MelChunk.newBuilder(input)
                .setMel(ByteBuffer.allocate(0))
                .setFrames(0)
                .setAttended(List.of())
                .setWords(List.of())
                .build();
    }

    @Override
    public MelChunk brokenOff(MelChunk before, JournalKey at) {
        return MelChunk.newBuilder(before)
                .setSegment(at.segment())
                .setFrameOffset(at.part())
                .setEndOfSegment(true)
                .setLast(true)
                .setStatus(MelStatus.FAILED)
                .build();
    }

    @Override
    public String missing(JournalKey at) {
        return "what follows frame " + at.part() + " of sentence " + at.segment();
    }
}
