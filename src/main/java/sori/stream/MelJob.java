package sori.stream;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sori.acoustic.AcousticJob;
import sori.acoustic.AcousticRequest;
import sori.acoustic.MelBlock;
import sori.schema.FailureReason;
import sori.schema.MelChunk;
import sori.schema.MelStatus;
import sori.schema.MelWord;
import sori.schema.SymbolSequence;

/** A sentence in the engine, its blocks turned into chunks of bounded size. For one stream thread. */
final class MelJob {
    /** 80 bands of 128 frames are 40 kB. */
    private static final int MOST_FRAMES = 128;

    private final SymbolSequence sentence;
    private final int mels;
    private final @Nullable AcousticJob job;
    private Optional<Failure> failure = Optional.empty();
    private boolean ended;
    private int frames;

    private MelJob(SymbolSequence sentence, int mels, @Nullable AcousticJob job) {
        this.sentence = sentence;
        this.mels = mels;
        this.job = job;
    }

    /** Queues a sentence; one that nobody can speak ends at once, with the reason. Never waits. */
    static MelJob submit(SymbolSequence sentence, Voices voices) {
        if (sentence.getFailed() || sentence.getSymbols().isEmpty()) {
            return new MelJob(sentence, 0, null);
        }
        try {
            Optional<SpeakingVoice> voice = voices.find(sentence.getVoice(), sentence.getVoiceVersion());
            if (voice.isEmpty()) {
                String name = sentence.getVoice() + "@" + sentence.getVoiceVersion();
                return refused(sentence, new Failure(FailureReason.UNKNOWN_VOICE, "voice " + name + " is not here"));
            }
            int[] symbols =
                    sentence.getSymbols().stream().mapToInt(Integer::intValue).toArray();
            long seed = Seed.of(sentence.getUtteranceId(), sentence.getSegment(), sentence.getVoiceVersion());
            AcousticJob job = voice.get().engine().submit(new AcousticRequest(symbols, seed));
            return new MelJob(sentence, voice.get().melFormat().mels(), job);
        } catch (RuntimeException e) {
            return refused(sentence, Failure.internal(e));
        }
    }

    private static MelJob refused(SymbolSequence sentence, Failure failure) {
        MelJob job = new MelJob(sentence, 0, null);
        job.failure = Optional.of(failure);
        return job;
    }

    SymbolSequence sentence() {
        return sentence;
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

    void cancel() {
        if (job != null) {
            job.cancel();
        }
    }

    /** What was made since the last call, in order; after the sentence's last chunk the job has {@link #ended}. */
    List<MelChunk> poll(int attempt) {
        List<MelChunk> chunks = new ArrayList<>();
        if (job == null) {
            boolean failed = sentence.getFailed() || failure.isPresent();
            chunks.add(end(attempt, failed ? MelStatus.FAILED : MelStatus.OK));
            return chunks;
        }
        Optional<String> gaveUp = job.failure(); // asked first: what was finished before it is polled below
        for (MelBlock block : job.poll()) {
            add(block, attempt, chunks);
        }
        if (!ended && gaveUp.isPresent()) {
            failure = Optional.of(new Failure(FailureReason.INTERNAL, gaveUp.get()));
            chunks.add(end(attempt, MelStatus.FAILED));
        }
        return chunks;
    }

    private MelChunk end(int attempt, MelStatus status) {
        ended = true;
        return chunk(attempt, new float[0], List.of())
                .setEndOfSegment(true)
                .setStatus(status)
                .build();
    }

    private void add(MelBlock block, int attempt, List<MelChunk> chunks) {
        for (int from = 0; from < block.frames() || (from == 0 && block.last()); from += MOST_FRAMES) {
            int to = Math.min(block.frames(), from + MOST_FRAMES);
            boolean end = block.last() && to == block.frames();
            float[] mel = Arrays.copyOfRange(block.mel(), from * mels, to * mels);
            List<Integer> attended =
                    Arrays.stream(block.attendedSymbol(), from, to).boxed().toList();
            chunks.add(chunk(attempt, mel, attended)
                    .setEndOfSegment(end)
                    .setStatus(end && block.cut() ? MelStatus.CUT : MelStatus.OK)
                    .build());
            frames += to - from;
        }
        if (block.last()) {
            end(block.cut());
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

    private MelChunk.Builder chunk(int attempt, float[] mel, List<Integer> attended) {
        MelChunk.Builder chunk = MelChunk.newBuilder()
                .setUtteranceId(sentence.getUtteranceId())
                .setAttempt(attempt)
                .setSegment(sentence.getSegment())
                .setLast(sentence.getLast())
                .setFrameOffset(frames)
                .setFrames(attended.size())
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
