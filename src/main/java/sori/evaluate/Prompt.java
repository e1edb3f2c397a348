package sori.evaluate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sori.corpus.Corpus;
import sori.corpus.FeatureStore;
import sori.mel.MelFormat;

/**
 * A held-out sentence that is to be spoken.
 *
 * @param recorded how it was recorded; empty for sentences that nobody recorded
 */
public record Prompt(Corpus.Utterance utterance, Optional<Recording> recorded) {
    /**
     * A recording's features.
     *
     * @param mel {@code [frames, mels]} row-major, natural log
     */
    public record Recording(float[] mel, MelFormat format) {
        double seconds() {
            return (double) mel.length / format.mels() * format.hopSamples() / format.sampleRateHz();
        }
    }

    /** @param utterances with features */
    public static List<Prompt> of(List<Corpus.Utterance> utterances, FeatureStore store) throws IOException {
        List<Prompt> prompts = new ArrayList<>();
        for (Corpus.Utterance utterance : utterances) {
            float[] mel = store.read(store.entry(utterance.id()));
            prompts.add(new Prompt(utterance, Optional.of(new Recording(mel, store.format()))));
        }
        return prompts;
    }
}
