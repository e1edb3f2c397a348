package sori.synthesis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import sori.mel.MelFormat;
import sori.schema.AudioChunk;
import sori.schema.AudioMark;
import sori.schema.FailureReason;
import sori.schema.MelChunk;
import sori.schema.MelStatus;
import sori.synthesis.Voices.Found;
import sori.vocoder.Vocoder;
import sori.vocoder.VocoderStream;

/**
 * An utterance in the vocoder: chunks of mel frames become chunks of audio, as far as each chunk's frames make samples final. A streaming
 * vocoder lags a few frames behind, one that needs the whole sentence speaks at its end.
 */
public final class VocodeWork implements Work<MelChunk, AudioChunk, AudioMark> {
    private static final byte[] NO_STATE = {};

    private final int attempt;
    private final SpeechSettings settings;
    private final int recordBytes;
    private final Executor vocoding;
    private final boolean keepsState;
    private final Optional<AudioMark> mark;
    /** Where a restart cut a sentence whose vocoder's state is kept; without it, it is spoken again from its beginning. */
    private final Optional<AudioMark> cut;

    private final Deque<Vocoding> underWay = new ArrayDeque<>();
    private final List<MelChunk> recalled = new ArrayList<>();
    private @Nullable AudioWriter writer;
    private WordMarks words = new WordMarks(0, 1);
    private int segment;
    private int frames;
    private long firstSample;
    private byte[] state = NO_STATE;
    private volatile boolean cancelled;
    /** Touched by {@link #vocoding} only, in the order of the chunks. */
    private @Nullable VocoderStream stream;

    /** A chunk, what there is of its voice, and what is made of it. */
    private record Vocoding(MelChunk chunk, Found found, CompletableFuture<Made> made) {}

    /**
     * @param samples that the chunk's frames made final
     * @param state of the sentence's stream after them; empty where nothing needs it
     */
    private record Made(float[] samples, byte[] state) {}

    /**
     * @param attempt under which the audio goes out
     * @param recordBytes that a chunk's record may have, its key left out
     * @param vocoding does one thing after the other, in their order
     * @param keepsState whether a mark in the middle of a sentence knows the vocoder's state, so that the sentence need not be spoken again
     * @param mark how far the audio went out before a restart
     */
    public VocodeWork(
            int attempt,
            SpeechSettings settings,
            int recordBytes,
            Executor vocoding,
            boolean keepsState,
            Optional<AudioMark> mark) {
        this.attempt = attempt;
        this.settings = settings;
        this.recordBytes = recordBytes;
        this.vocoding = vocoding;
        this.keepsState = keepsState;
        this.mark = mark;
        this.cut = mark.filter(m -> m.getVocoder().hasRemaining());
        this.segment = mark.map(AudioMark::getSegment).orElse(0);
        this.frames = cut.map(AudioMark::getFrames).orElse(0);
        this.firstSample = cut.map(AudioMark::getFirstSample).orElse(0L);
    }

    @Override
    public void recall(MelChunk chunk) {
        recalled.add(chunk);
    }

    /** The voice says how many samples a second; whoever has none needs no more than an end. */
    private AudioWriter writer(Found found) {
        if (writer == null) {
            MelFormat format = found instanceof Found.Here here ? here.voice().melFormat() : MelFormat.DEFAULT;
            writer = new AudioWriter(attempt, format.sampleRateHz(), settings, recordBytes, mark);
            beginSentence(writer, format.hopSamples());
            recalled.forEach(words::add);
            recalled.clear();
            words.takeBefore(writer.samples());
        }
        return writer;
    }

    /** A sentence begins where the audio has come to, behind the pause, or where the mark says. */
    private void beginSentence(AudioWriter at, int hopSamples) {
        if (frames == 0) {
            firstSample = at.nextSentence();
        }
        words = new WordMarks(firstSample, hopSamples);
    }

    @Override
    public void begin(MelChunk chunk, Found found) {
        boolean speaks = found instanceof Found.Here && chunk.getStatus() != MelStatus.FAILED;
        CompletableFuture<Made> made = speaks
                ? CompletableFuture.supplyAsync(() -> vocode(chunk, ((Found.Here) found).voice()), vocoding)
                : CompletableFuture.completedFuture(new Made(new float[0], NO_STATE));
        underWay.add(new Vocoding(chunk, found, made));
    }

    private Made vocode(MelChunk chunk, SpeakingVoice voice) {
        if (cancelled) {
            return new Made(new float[0], NO_STATE);
        }
        if (chunk.getFrames() > 0 && chunk.getMels() != voice.melFormat().mels()) {
            throw new IllegalArgumentException("the frames have " + chunk.getMels() + " mel bands, the voice "
                    + voice.melFormat().mels());
        }
        VocoderStream current = stream(chunk, voice.vocoder());
        float[] samples = current.push(MelFrames.of(chunk));
        if (chunk.getEndOfSegment()) {
            return new Made(joined(samples, current.end()), NO_STATE);
        }
        return new Made(samples, keepsState && samples.length > 0 ? current.state() : NO_STATE);
    }

    private VocoderStream stream(MelChunk chunk, Vocoder vocoder) {
        VocoderStream current = stream;
        if (chunk.getFrameOffset() == 0) {
            current = vocoder.stream();
        } else if (current == null) {
            AudioMark at = cut.orElseThrow(() -> new IllegalStateException("a sentence without a beginning"));
            current = vocoder.resume(ByteBuffers.toArray(at.getVocoder()));
        }
        stream = chunk.getEndOfSegment() ? null : current; // the next sentence has one of its own
        return current;
    }

    private static float[] joined(float[] first, float[] second) {
        float[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    @Override
    public Progress<AudioChunk> poll() {
        Vocoding first = underWay.peek();
        if (first == null || !first.made().isDone()) {
            return Progress.none();
        }
        underWay.remove();
        MelChunk chunk = first.chunk();
        List<AudioChunk> audio = new ArrayList<>();
        Optional<Failure> failure = chunk.getStatus() == MelStatus.FAILED
                ? Optional.empty()
                : write(first, audio); // reported where it failed
        boolean failed = failure.isPresent() || chunk.getStatus() == MelStatus.FAILED;
        if (failed && audio.isEmpty()) {
            audio.add(writer(first.found()).failed(chunk));
        }
        List<Progress.Reported> failures = failure.map(why -> List.of(new Progress.Reported(Stage.VOCODE, why)))
                .orElse(List.of());
        return new Progress<>(audio, true, failed || (chunk.getEndOfSegment() && chunk.getLast()), failures);
    }

    /** The chunk's audio; or why there is none. */
    private Optional<Failure> write(Vocoding vocoding, List<AudioChunk> audio) {
        MelChunk chunk = vocoding.chunk();
        if (!(vocoding.found() instanceof Found.Here here)) {
            return Optional.of(
                    new Failure(FailureReason.UNKNOWN_VOICE, vocoding.found().whyNot()));
        }
        Made made;
        try {
            made = vocoding.made().join();
        } catch (CompletionException e) {
            return Optional.of(new Failure(FailureReason.INTERNAL, String.valueOf(e.getCause())));
        }
        AudioWriter at = writer(here);
        if (chunk.getFrameOffset() == 0) {
            beginSentence(at, here.voice().melFormat().hopSamples());
        }
        words.add(chunk);
        audio.addAll(at.write(chunk, made.samples(), words));
        state = made.state();
        written(chunk);
        return chunk.getEndOfSegment() && chunk.getLast() && at.samples() == 0
                ? Optional.of(new Failure(FailureReason.EMPTY_TEXT, "the voice has no symbol for any of it"))
                : Optional.empty();
    }

    private void written(MelChunk chunk) {
        if (chunk.getEndOfSegment()) {
            segment++;
            frames = 0;
        } else {
            frames += chunk.getFrames();
        }
    }

    /** Where the sentence whose audio comes next begins within the utterance. */
    long nextSentence() {
        return writer == null ? 0 : writer.nextSentence();
    }

    /** The sentence whose audio comes next, or goes on. */
    int segment() {
        return segment;
    }

    @Override
    public void hurry() {
        // Whoever does the vocoding knows whose turn comes first.
    }

    @Override
    public AudioMark mark() {
        if (writer == null) {
            throw new IllegalStateException("nothing was polled");
        }
        return writer.mark(segment, frames, firstSample, state);
    }

    @Override
    public void cancel() {
        cancelled = true;
        underWay.clear();
    }

    @Override
    public AudioChunk cancelled(MelChunk any, long heardMs) {
        cancel();
        AudioWriter at = writer != null ? writer : new AudioWriter(attempt, rateBefore(), settings, recordBytes, mark);
        return at.cancelled(any, heardMs);
    }

    /** Samples per second of what was written before a restart. */
    private int rateBefore() {
        return mark.map(AudioMark::getSampleRateHz).filter(rate -> rate > 0).orElse(MelFormat.DEFAULT.sampleRateHz());
    }
}
