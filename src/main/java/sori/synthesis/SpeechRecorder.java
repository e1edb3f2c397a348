package sori.synthesis;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import sori.schema.AudioChunk;
import sori.schema.FailureReason;
import sori.schema.MelChunk;
import sori.schema.SymbolSequence;

/** Writes down what is spoken, and how long it takes. For one thread. */
final class SpeechRecorder {
    private final SpeakingVoice voice;
    private final Consumer<AudioChunk> listener;
    private final List<Speech.Sentence> sentences = new ArrayList<>();
    private final List<AudioChunk> audio = new ArrayList<>();
    private final List<MelChunk> chunks = new ArrayList<>();
    private List<Integer> symbols = List.of();
    private long firstSample;
    private long melNanos;
    private long vocodeNanos;
    private long since = System.nanoTime();

    /** @param listener gets each chunk of audio as it comes */
    SpeechRecorder(SpeakingVoice voice, Consumer<AudioChunk> listener) {
        this.voice = voice;
        this.listener = listener;
    }

    /** @param first sample of the sentence within the utterance */
    void begin(SymbolSequence sentence, long first) {
        symbols = sentence.getSymbols();
        firstSample = first;
        chunks.clear();
    }

    void mel(Progress<MelChunk> made) throws CannotSpeakException {
        melNanos += lap();
        require(made);
        chunks.addAll(made.outputs());
        if (made.done()) {
            sentences.add(new Speech.Sentence(firstSample, symbols, chunks));
        }
    }

    void audio(Progress<AudioChunk> made) throws CannotSpeakException {
        vocodeNanos += lap();
        require(made);
        for (AudioChunk chunk : made.outputs()) {
            audio.add(chunk);
            listener.accept(chunk);
        }
    }

    private long lap() {
        long now = System.nanoTime();
        long lap = now - since;
        since = now;
        return lap;
    }

    /** A sentence that was cut is speech, of a kind; its status says so. */
    private static void require(Progress<?> made) throws CannotSpeakException {
        for (Progress.Reported each : made.failures()) {
            if (each.failure().reason() != FailureReason.CUT) {
                throw new CannotSpeakException(each.failure());
            }
        }
    }

    Speech speech() {
        return new Speech(voice.melFormat(), voice.attentionLimits(), sentences, audio, melNanos, vocodeNanos);
    }
}
