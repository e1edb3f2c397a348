package sori.evaluate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import sori.acoustic.AcousticEngine;
import sori.acoustic.AcousticJob;
import sori.acoustic.AcousticRequest;
import sori.acoustic.AcousticShape;
import sori.acoustic.AttentionLimits;
import sori.corpus.Corpus;
import sori.mel.MelFormat;
import sori.text.SymbolEncoder;
import sori.vocoder.Vocoder;
import sori.voice.Voice;

/**
 * What is needed to speak a sentence freely: an opened package's parts, or those of a model that is still in training. Owns
 * nothing.
 *
 * @param shape which says whether frames know the symbol that they speak
 * @param limits by which it is judged whether a sentence is read to its end
 */
public record Speaker(
        SymbolEncoder embedder,
        AcousticEngine engine,
        Vocoder vocoder,
        MelFormat format,
        AcousticShape shape,
        AttentionLimits limits) {
    private static final long SEED = 20;
    /** As many as an engine's batch holds. */
    private static final int TOGETHER = 16;

    public static Speaker of(Voice voice) {
        return of(voice, voice.engine());
    }

    /** With an engine in place of the voice's own. */
    static Speaker of(Voice voice, AcousticEngine engine) {
        return new Speaker(
                voice.embedder(),
                engine,
                voice.vocoder(),
                voice.melFormat(),
                voice.manifest().shape(),
                voice.manifest().attentionLimits());
    }

    /**
     * Speaks, without making samples; the same figures each time. Takes no longer than the engine lets sentences become.
     *
     * @param prompts not empty
     * @param spoken is told after each sentence
     * @throws IOException if the engine gives up on a sentence, or there is nothing in it to speak
     */
    public HeldOut speak(List<Prompt> prompts, Runnable spoken) throws IOException, InterruptedException {
        List<SpokenSentence> sentences = new ArrayList<>();
        for (int from = 0; from < prompts.size(); from += TOGETHER) {
            for (SpokenSentence sentence : together(prompts.subList(from, Math.min(prompts.size(), from + TOGETHER)))) {
                sentences.add(sentence);
                spoken.run();
            }
        }
        return new HeldOut(sentences);
    }

    private List<SpokenSentence> together(List<Prompt> prompts) throws IOException, InterruptedException {
        List<AcousticRequest> requests = new ArrayList<>();
        for (Prompt prompt : prompts) {
            requests.add(request(prompt.utterance()));
        }
        List<AcousticJob> jobs = requests.stream().map(engine::submit).toList();
        try {
            List<SpokenSentence> sentences = new ArrayList<>();
            for (int i = 0; i < jobs.size(); i++) {
                EngineOutput mel = EngineOutput.await(jobs.get(i));
                sentences.add(
                        SpokenSentence.of(mel, prompts.get(i), requests.get(i).symbols(), this));
            }
            return sentences;
        } finally {
            jobs.forEach(AcousticJob::cancel);
        }
    }

    private AcousticRequest request(Corpus.Utterance sentence) throws IOException {
        int[] symbols = embedder.encodeSpoken(sentence.text()).symbols();
        if (symbols.length == 0) {
            throw new IOException("'" + sentence.id() + "' has no symbol that the voice knows: " + sentence.text());
        }
        return new AcousticRequest(symbols, SEED);
    }

    double seconds(int frames) {
        return (double) frames * format.hopSamples() / format.sampleRateHz();
    }
}
