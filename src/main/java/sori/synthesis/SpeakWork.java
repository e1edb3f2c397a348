package sori.synthesis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import sori.schema.AudioChunk;
import sori.schema.AudioMark;
import sori.schema.MelChunk;
import sori.schema.MelMark;
import sori.schema.SymbolSequence;
import sori.synthesis.Voices.Found;

/**
 * An utterance from symbols to audio: {@link MelWork} feeds {@link VocodeWork} in memory. After a restart the sentence under way is spoken
 * again from its beginning, and what went out of it is passed over.
 */
public final class SpeakWork implements Work<SymbolSequence, AudioChunk, AudioMark> {
    private final MelWork mel;
    private final VocodeWork vocode;
    /** What the engine could not do, by sentence: it is told with the sentence's last audio, in one transaction. */
    private final Map<Integer, List<Progress.Reported>> failures = new HashMap<>();

    /** When each sentence's frames were made. */
    private final Map<Integer, MelTimes> melTimes = new HashMap<>();

    /** Whether its audio is handed out chunk by chunk, as somebody looks at the clock between them. */
    private boolean paced;

    private Found found = new Found.Coming("nothing was begun");

    /**
     * @param attempt under which the audio goes out
     * @param recordBytes that a chunk's record may have, its key left out
     * @param vocoding does one thing after the other, in their order
     * @param mark how far the audio went out before a restart
     */
    public SpeakWork(
            int attempt, SpeechSettings settings, int recordBytes, Executor vocoding, Optional<AudioMark> mark) {
        this.mel = new MelWork(attempt, mark.map(SpeakWork::melMark));
        this.vocode = new VocodeWork(attempt, settings, recordBytes, vocoding, false, mark);
    }

    private static MelMark melMark(AudioMark mark) {
        return new MelMark(mark.getSegment(), 0, mark.getEngine(), mark.getEngineChanged());
    }

    @Override
    public void begin(SymbolSequence sentence, Found voice) {
        paced = sentence.getAheadMs() > 0;
        found = voice;
        mel.begin(sentence, voice);
    }

    @Override
    public Progress<AudioChunk> poll() {
        feedVocoder();
        List<AudioChunk> audio = new ArrayList<>();
        List<Progress.Reported> told = new ArrayList<>();
        int segment = vocode.segment();
        while (true) {
            Progress<AudioChunk> next = vocode.poll();
            if (next.isEmpty()) {
                return new Progress<>(audio, false, false, told);
            }
            audio.addAll(next.outputs());
            told.addAll(next.failures());
            if (next.over() || vocode.segment() > segment) {
                told.addAll(0, failures.getOrDefault(segment, List.of()));
                failures.remove(segment);
                return new Progress<>(audio, true, next.over(), told);
            }
            if (paced) {
                return new Progress<>(audio, false, false, told);
            }
        }
    }

    private void feedVocoder() {
        for (Progress<MelChunk> made = mel.poll(); !made.isEmpty(); made = mel.poll()) {
            if (!made.failures().isEmpty()) {
                failures.put(made.outputs().get(0).getSegment(), made.failures());
            }
            made.outputs().forEach(chunk -> {
                long now = System.nanoTime();
                melTimes.merge(
                        chunk.getSegment(),
                        new MelTimes(now, now),
                        (before, more) -> new MelTimes(before.firstNanos(), now));
                vocode.begin(chunk, found);
            });
        }
    }

    @Override
    public Optional<MelTimes> melTimes(int segment) {
        return Optional.ofNullable(melTimes.remove(segment));
    }

    @Override
    public void hurry() {
        mel.hurry();
        vocode.hurry();
    }

    @Override
    public AudioMark mark() {
        MelMark engine = mel.mark();
        AudioMark mark = vocode.mark();
        mark.setEngine(engine.getEngine());
        mark.setEngineChanged(engine.getEngineChanged());
        return mark;
    }

    @Override
    public void cancel() {
        mel.cancel();
        vocode.cancel();
    }

    @Override
    public AudioChunk cancelled(SymbolSequence any, long heardMs) {
        return vocode.cancelled(mel.cancelled(any, heardMs), heardMs);
    }
}
