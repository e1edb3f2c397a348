package sori.training.acoustic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import sori.corpus.Corpus;
import sori.corpus.FeatureStore;
import sori.evaluate.Listener;
import sori.evaluate.Prompt;
import sori.text.EmbedMode;
import sori.text.Language;
import sori.text.Lexicon;
import sori.text.LexiconBuilder;
import sori.text.SymbolEncoder;
import sori.text.SymbolTable;

/**
 * When and how a model in training is made to speak.
 *
 * @param every steps between two times, at the next checkpoint; 0 for never
 * @param sentences of the validation list
 * @param speech of the package that it may become
 * @param recognizer listens, where there is one
 */
public record SpeechPlan(int every, int sentences, PackageSpeech speech, Optional<Listener> recognizer) {
    /**
     * Prepares what is needed. Words enter as phones or sounds where the voice will take them so and is taught any, and the dictionary is
     * there if it needs one; else as letters.
     *
     * @param held the validation list, with features
     * @return nothing where nothing is to be spoken
     */
    Optional<SpeechWatch> begin(
            Path run, List<Corpus.Utterance> held, FeatureStore store, SymbolTable table, BatchSource.Mixture mixture)
            throws IOException {
        if (every < 1 || sentences < 1 || held.isEmpty()) {
            return Optional.empty();
        }
        List<Prompt> prompts = Prompt.of(held.subList(0, Math.min(sentences, held.size())), store);
        boolean byRule = !Language.of(table).needsLexicon();
        boolean phones = speech.embed() == EmbedMode.LEXICON
                && mixture.characters() < 1
                && (byRule
                        || held.stream()
                                        .anyMatch(
                                                utterance -> !utterance.words().isEmpty())
                                && Files.isReadable(speech.dictionary()));
        EmbedMode mode = phones ? EmbedMode.LEXICON : EmbedMode.CHARACTERS;
        Lexicon lexicon = phones && !byRule ? lexicon(speech.dictionary()) : Lexicon.EMPTY;
        System.out.println("the model speaks " + prompts.size() + " sentences every " + every
                + " steps, words entering by " + mode.name().toLowerCase(Locale.ROOT));
        SpeechValidation validation = new SpeechValidation(
                run,
                prompts,
                new SymbolEncoder(table, lexicon, mode),
                store.format(),
                speech.dropout(),
                speech.limits(),
                recognizer);
        return Optional.of(new SpeechWatch(run, validation, every));
    }

    private static Lexicon lexicon(Path dictionary) throws IOException {
        Path file = Files.createTempFile("sori-lexicon", ".tsv.gz");
        try {
            LexiconBuilder.build(dictionary, file);
            return Lexicon.read(file);
        } finally {
            Files.delete(file);
        }
    }
}
