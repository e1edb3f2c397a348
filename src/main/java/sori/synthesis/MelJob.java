package sori.synthesis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sori.acoustic.AcousticEngine;
import sori.acoustic.AcousticJob;
import sori.acoustic.AcousticRequest;
import sori.acoustic.MelBlock;
import sori.schema.FailureReason;
import sori.schema.MelChunk;
import sori.schema.MelStatus;
import sori.schema.MelWord;
import sori.schema.SpeechPriority;
import sori.schema.SymbolSequence;

/** A sentence in the engine, its blocks turned into chunks of bounded size. For one stream thread. */
final class MelJob {
    /** 80 bands of 128 frames are 40 kB. */
    private static final int MOST_FRAMES = 128;

    private static final Duration LONG = Duration.ofMinutes(1);

    private final SymbolSequence sentence;
    private final int mels;
    private final @Nullable AcousticJob job;
    private final String engine;
    private Optional<Failure> failure = Optional.empty();
    private boolean ended;
    private int frames;

    private MelJob(SymbolSequence sentence, int forwarded, int mels, @Nullable AcousticJob job, String engine) {
        this.sentence = sentence;
        this.frames = forwarded;
        this.mels = mels;
        this.job = job;
        this.engine = engine;
    }

    /** A sentence of which nothing is to be spoken. */
    static MelJob withoutEngine(SymbolSequence sentence, int forwarded) {
        return new MelJob(sentence, forwarded, 0, null, "");
    }

    /**
     * Queues a sentence; one that nobody can speak ends at once, with the reason. Never waits.
     *
     * @param forwarded frames that went out before a restart: they are computed again, and passed over
     * @param found what there is of its voice, which is waited for no longer
     */
    static MelJob submit(SymbolSequence sentence, int forwarded, Voices.Found found) {
        if (!(found instanceof Voices.Found.Here here)) {
            return refused(sentence, forwarded, new Failure(FailureReason.UNKNOWN_VOICE, found.whyNot()));
        }
        SpeakingVoice voice = here.voice();
        try {
            int[] symbols =
                    sentence.getSymbols().stream().mapToInt(Integer::intValue).toArray();
            long seed = Seed.of(sentence.getUtteranceId(), sentence.getSegment(), sentence.getVoiceVersion());
            boolean bulk = sentence.getPriority() == SpeechPriority.BULK;
            AcousticEngine engine = voice.engine();
            AcousticJob job = engine.submit(new AcousticRequest(symbols, seed, bulk));
            return new MelJob(sentence, forwarded, voice.melFormat().mels(), job, engine.fingerprint());
        } catch (RuntimeException e) {
            return refused(sentence, forwarded, Failure.internal(e));
        }
    }

    private static MelJob refused(SymbolSequence sentence, int forwarded, Failure failure) {
        MelJob job = withoutEngine(sentence, forwarded);
        job.failure = Optional.of(failure);
        return job;
    }

    SymbolSequence sentence() {
        return sentence;
    }

    /** Fingerprint of the engine that speaks it; empty when it needs none. */
    String engine() {
        return engine;
    }

    /** Frames of the sentence handed out, those before a restart included. */
    int frames() {
        return frames;
    }

    boolean ended() {
        return ended;
    }

    /** Why the sentence ended before its time, or was cut; the one that ended in an earlier stage was reported there. */
    Optional<Failure> failure() {
        return failure;
    }

    /** Whether the utterance ends here. */
    boolean endsUtterance() {
        return sentence.getLast()
                || sentence.getFailed()
                || failure.filter(f -> f.reason() != FailureReason.CUT).isPresent();
    }

    /** Waits until there is something to {@link #poll}. */
    void await() throws InterruptedException {
        if (job != null) {
            while (!job.await(LONG)) {
                // The engine ends what hangs.
            }
        }
    }

    /** It stands behind nothing any more because it is bulk. */
    void hurry() {
        if (job != null) {
            job.hurry();
        }
    }

    void cancel() {
        if (job != null) {
            job.cancel();
        }
    }

    /**
     * What was made since the last call, in order; after the sentence's last chunk the job has {@link #ended}.
     *
     * @param engineChanged whether the utterance was begun by another kind of engine
     */
    List<MelChunk> poll(int attempt, boolean engineChanged) {
        List<MelChunk.Builder> chunks = new ArrayList<>();
        if (job == null) {
            boolean failed = sentence.getFailed() || failure.isPresent();
            chunks.add(end(failed ? MelStatus.FAILED : MelStatus.OK));
        } else {
            Optional<String> gaveUp = job.failure(); // asked first: what was finished before it is polled below
            job.poll().forEach(block -> add(block, chunks));
            if (!ended && gaveUp.isPresent()) {
                failure = Optional.of(new Failure(FailureReason.INTERNAL, gaveUp.get()));
                chunks.add(end(MelStatus.FAILED));
            }
        }
        if (chunks.isEmpty()) {
            return List.of(); // asked some hundred times a second, mostly in vain
        }
        return chunks.stream()
                .map(chunk -> chunk.setAttempt(attempt)
                        .setEngineChanged(engineChanged)
                        .build())
                .toList();
    }

    private MelChunk.Builder end(MelStatus status) {
        ended = true;
        return chunk(0, new float[0], List.of()).setEndOfSegment(true).setStatus(status);
    }

    /** Chunks begin where they always do: a block's frames are a function of the sentence alone, never of time. */
    private void add(MelBlock block, List<MelChunk.Builder> chunks) {
        int from = Math.min(block.frames(), Math.max(0, frames - block.frameOffset()));
        while (from < block.frames() || (block.last() && !ended)) {
            int to = Math.min(block.frames(), from + MOST_FRAMES);
            boolean end = block.last() && to == block.frames();
            float[] mel = Arrays.copyOfRange(block.mel(), from * mels, to * mels);
            boolean attends = block.attendedSymbol().length > 0;
            List<Integer> attended = attends
                    ? Arrays.stream(block.attendedSymbol(), from, to).boxed().toList()
                    : List.of();
            chunks.add(chunk(to - from, mel, attended)
                    .setEndOfSegment(end)
                    .setStatus(end && block.cut() ? MelStatus.CUT : MelStatus.OK));
            frames += to - from;
            from = to;
            if (end) {
                end(block.cut());
            }
        }
    }

    private void end(boolean cut) {
        ended = true;
        if (cut) {
            String detail =
                    "sentence " + sentence.getSegment() + " found no end and was cut after " + frames + " frames";
            failure = Optional.of(new Failure(FailureReason.CUT, detail));
        }
    }

    private MelChunk.Builder chunk(int count, float[] mel, List<Integer> attended) {
        MelChunk.Builder chunk = MelChunk.newBuilder()
                .setUtteranceId(sentence.getUtteranceId())
                .setSegment(sentence.getSegment())
                .setLast(sentence.getLast())
                .setPauseMs(sentence.getPauseMs())
                .setWarnings(sentence.getWarnings())
                .setEnding(sentence.getEnding())
                .setPriority(sentence.getPriority())
                .setAheadMs(sentence.getAheadMs())
                .setEventTimestamp(sentence.getEventTimestamp())
                .setReadyAt(sentence.getReadyAt())
                .setFrameOffset(frames)
                .setFrames(count)
                .setMels(mels)
                .setMel(MelFrames.bytes(mel))
                .setAttended(attended)
                .setVoice(sentence.getVoice())
                .setVoiceVersion(sentence.getVoiceVersion())
                .setSourceTopic(sentence.getSourceTopic())
                .setSourcePartition(sentence.getSourcePartition())
                .setSourceOffset(sentence.getSourceOffset());
        if (frames == 0) {
            chunk.setUnmapped(sentence.getUnmapped()).setWords(words());
        }
        return chunk;
    }

    private List<MelWord> words() {
        return sentence.getWords().stream()
                .map(word -> new MelWord(
                        word.getFirstSymbol(), word.getEndSymbol(), word.getSourceStart(), word.getSourceEnd()))
                .toList();
    }
}
