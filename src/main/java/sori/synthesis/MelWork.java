package sori.synthesis;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import sori.schema.MelChunk;
import sori.schema.MelMark;
import sori.schema.SymbolSequence;
import sori.schema.UtteranceEnding;
import sori.synthesis.Voices.Found;

/**
 * An utterance in the acoustic engine: sentences of symbols become chunks of mel frames. The engine has every sentence that was begun;
 * chunks are handed out sentence by sentence.
 */
public final class MelWork implements Work<SymbolSequence, MelChunk, MelMark> {
    private final int attempt;
    private final Deque<MelJob> jobs = new ArrayDeque<>();
    private int segment;
    private int frames;
    private String engine = "";
    private boolean engineChanged;

    /**
     * @param attempt under which the chunks go out
     * @param mark how far they went out before a restart
     */
    public MelWork(int attempt, Optional<MelMark> mark) {
        this.attempt = attempt;
        mark.ifPresent(this::goOnFrom);
    }

    private void goOnFrom(MelMark mark) {
        segment = mark.getSegment();
        frames = mark.getFrames();
        engine = mark.getEngine();
        engineChanged = mark.getEngineChanged();
    }

    @Override
    public void begin(SymbolSequence sentence, Found found) {
        int forwarded = sentence.getSegment() == segment ? frames : 0;
        boolean silent = sentence.getFailed() || sentence.getSymbols().isEmpty();
        jobs.add(silent ? MelJob.withoutEngine(sentence, forwarded) : MelJob.submit(sentence, forwarded, found));
    }

    @Override
    public Progress<MelChunk> poll() {
        MelJob job = jobs.peek();
        if (job == null) {
            return Progress.none();
        }
        noteEngine(job.engine());
        List<MelChunk> chunks = job.poll(attempt, engineChanged);
        if (chunks.isEmpty()) {
            return Progress.none();
        }
        frames = job.frames();
        if (job.ended()) {
            jobs.remove();
            segment++;
            frames = 0;
        }
        List<Progress.Reported> failures = job.failure()
                .map(failure -> List.of(new Progress.Reported(Stage.MEL, failure)))
                .orElse(List.of());
        return new Progress<>(chunks, job.ended(), job.ended() && job.endsUtterance(), failures);
    }

    /** @param fingerprint of the engine that speaks the sentence under way; empty for a sentence that needs none */
    private void noteEngine(String fingerprint) {
        if (engine.isEmpty()) {
            engine = fingerprint;
        } else if (!fingerprint.isEmpty() && !fingerprint.equals(engine)) {
            engineChanged = true;
        }
    }

    /** Waits until the first sentence under way has something to be {@link #poll polled}. */
    void await() throws InterruptedException {
        MelJob job = jobs.peek();
        if (job != null) {
            job.await();
        }
    }

    @Override
    public MelMark mark() {
        return new MelMark(segment, frames, engine, engineChanged);
    }

    @Override
    public void hurry() {
        jobs.forEach(MelJob::hurry);
    }

    @Override
    public void cancel() {
        jobs.forEach(MelJob::cancel);
        jobs.clear();
    }

    @Override
    public MelChunk cancelled(SymbolSequence any, long heardMs) {
        cancel();
        SymbolSequence end = SymbolSequence.newBuilder(any)
                .setSegment(segment)
                .setLast(true)
                .setEnding(UtteranceEnding.CANCELLED)
                .setSymbols(List.of())
                .setWords(List.of())
                .build();
        return MelJob.withoutEngine(end, frames).poll(attempt, engineChanged).get(0);
    }
}
