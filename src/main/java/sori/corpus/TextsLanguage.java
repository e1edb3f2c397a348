package sori.corpus;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import sori.text.EmbedMode;
import sori.text.Language;
import sori.text.Lexicon;
import sori.text.SymbolEncoder;

/** Whether texts are written in the language that they are trained in: by whether its table has their letters. Stateless. */
public final class TextsLanguage {
    /** Share of the letters that may be foreign: names, abbreviations. */
    private static final double FOREIGN = 0.1;

    private TextsLanguage() {}

    /** @throws IOException if they can't be, with the language that they may be in */
    public static void require(Language language, List<Corpus.Utterance> utterances) throws IOException {
        Strange strange = strange(language, utterances);
        if (strange.share() <= FOREIGN) {
            return;
        }
        Optional<Language> other = Arrays.stream(Language.values())
                .filter(each -> strange(each, utterances).share() <= FOREIGN)
                .findFirst();
        throw new IOException(String.format(
                Locale.ROOT,
                "the texts are not in %s: %.0f %% of their letters have no symbol, as in %s; %s",
                language.title(),
                100 * strange.share(),
                strange.example(),
                other.map(each -> "give --language " + each.tag())
                        .orElse("`./sori lab dataset check` lists what is wrong with them")));
    }

    /** @param example the first text that has any */
    private record Strange(double share, String example) {}

    private static Strange strange(Language language, List<Corpus.Utterance> utterances) {
        SymbolEncoder encoder = new SymbolEncoder(language.symbols(), Lexicon.EMPTY, EmbedMode.CHARACTERS);
        Map<Integer, Boolean> known = new HashMap<>();
        long letters = 0;
        long strange = 0;
        String example = "";
        for (Corpus.Utterance utterance : utterances) {
            int[] written =
                    utterance.text().codePoints().filter(Character::isLetter).toArray();
            long unknown = Arrays.stream(written)
                    .filter(letter -> !known.computeIfAbsent(letter, encoder::knows))
                    .count();
            letters += written.length;
            strange += unknown;
            if (unknown > 0 && example.isEmpty()) {
                example = "'" + utterance.id() + "': " + utterance.text();
            }
        }
        return new Strange((double) strange / Math.max(1, letters), example);
    }
}
