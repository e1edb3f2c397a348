package sori.text.english.senses;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import opennlp.tools.postag.POSModel;
import opennlp.tools.postag.POSTaggerME;
import sori.text.rules.Token;

/**
 * Parts of speech of a sentence's tokens by Apache OpenNLP's model of English, which was trained on the UD English Web Treebank. Read
 * from the class path when it is first needed. Thread-safe: each thread has a tagger of its own.
 */
final class PartsOfSpeech {
    private static final String MODEL = "/opennlp-en-ud-ewt-pos-1.3-2.5.4.bin";
    private static final Set<String> CLITICS = Set.of("'s", "'ll", "'re", "'ve", "'d", "'m");
    private static final String NOT = "n't";

    private static final ThreadLocal<POSTaggerME> TAGGER = ThreadLocal.withInitial(() -> new POSTaggerME(Model.POS));

    private PartsOfSpeech() {}

    /** The part of speech of each token in Universal Dependencies' names ({@code VERB}); of "don't" that of its first part. */
    static List<String> of(List<Token> sentence) {
        List<String> parts = new ArrayList<>();
        int[] first = new int[sentence.size()];
        boolean shouted = sentence.stream().noneMatch(Token::isLowerCase);
        for (int i = 0; i < sentence.size(); i++) {
            first[i] = parts.size();
            String text = sentence.get(i).text();
            split(shouted ? text.toLowerCase(Locale.ROOT) : text, parts);
        }
        String[] tags = TAGGER.get().tag(parts.toArray(String[]::new));
        List<String> tagged = new ArrayList<>(sentence.size());
        for (int index : first) {
            tagged.add(tags[index]);
        }
        return tagged;
    }

    /** The treebank parts words at clitics: do n't, I 'll. */
    private static void split(String word, List<String> parts) {
        int apostrophe = word.lastIndexOf('\'');
        String lower = word.toLowerCase(Locale.ROOT);
        int cut = lower.endsWith(NOT)
                ? word.length() - NOT.length()
                : apostrophe > 0 && CLITICS.contains(lower.substring(apostrophe)) ? apostrophe : 0;
        if (cut > 0) {
            parts.add(word.substring(0, cut));
        }
        parts.add(word.substring(cut));
    }

    /** Loaded when the first sentence is tagged. */
    private static final class Model {
        static final POSModel POS = load();

        private static POSModel load() {
            try (InputStream model = PartsOfSpeech.class.getResourceAsStream(MODEL)) {
                if (model == null) {
                    throw new IllegalStateException(
                            "the model " + MODEL + " of opennlp-models-pos-en is missing from the class path");
                }
                return new POSModel(model);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
