package sori.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;
import sori.text.EmbedMode;
import sori.text.Language;
import sori.text.Lexicon;
import sori.text.LexiconBuilder;
import sori.text.SymbolEncoder;
import sori.text.SymbolTable;

/** When and on what a model in training is made to speak. */
final class ValidationOptions {
    @Option(
            names = "--validate-every",
            defaultValue = "500",
            description =
                    "steps between two times that the model speaks, at the next checkpoint; 0 for never (${DEFAULT-VALUE})")
    int every;

    @Option(
            names = "--validate-sentences",
            defaultValue = "8",
            description = "of the validation list, spoken each time (${DEFAULT-VALUE})")
    int sentences;

    /**
     * Prepares what is needed. Words enter as phones or sounds where the voice will take them so and is taught any, and the dictionary is
     * there if it needs one; else as letters.
     *
     * @param held the validation list, with features
     * @return nothing where nothing is to be spoken
     */
    Optional<SpeechWatch> begin(
            Path run,
            List<Corpus.Utterance> held,
            FeatureStore store,
            SymbolTable table,
            BatchSource.Mixture mixture,
            ExportOptions exporting)
            throws IOException {
        if (every < 1 || sentences < 1 || held.isEmpty()) {
            return Optional.empty();
        }
        List<Prompt> prompts = Prompt.of(held.subList(0, Math.min(sentences, held.size())), store);
        boolean byRule = !Language.of(table).needsLexicon();
        boolean phones = exporting.embed == EmbedMode.LEXICON
                && mixture.characters() < 1
                && (byRule
                        || held.stream()
                                        .anyMatch(
                                                utterance -> !utterance.words().isEmpty())
                                && Files.isReadable(exporting.dictionary));
        EmbedMode mode = phones ? EmbedMode.LEXICON : EmbedMode.CHARACTERS;
        Lexicon lexicon = phones && !byRule ? lexicon(exporting.dictionary) : Lexicon.EMPTY;
        System.out.println("the model speaks " + prompts.size() + " sentences every " + every
                + " steps, words entering by " + mode.name().toLowerCase(Locale.ROOT));
        SpeechValidation speech = new SpeechValidation(
                run,
                prompts,
                new SymbolEncoder(table, lexicon, mode),
                store.format(),
                exporting.dropout,
                exporting.limits.limits(),
                Optional.ofNullable(exporting.listed.recogniser).map(Listener::recogniser));
        return Optional.of(new SpeechWatch(run, speech, every));
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
