package sori.training.family;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import sori.corpus.Corpus;
import sori.corpus.FeatureStore;
import sori.corpus.TimedSymbols;
import sori.report.LengthGroup;
import sori.report.Sentence;
import sori.text.Language;

/**
 * The sentences that members of the family are compared by, with their recordings' features. Owns nothing.
 *
 * @param form in which the words enter: as phones where the corpus has them, or as sounds where they follow from the letters, because
 *     letters take far longer to learn
 */
record HeldOutList(List<Corpus.Utterance> utterances, FeatureStore store, TimedSymbols.Form form) {
    public HeldOutList {
        utterances = List.copyOf(utterances);
    }

    /**
     * All of a corpus that training doesn't see.
     *
     * @param language of the texts
     * @param trained texts of the training list, which are left out
     * @throws IOException if nothing is left
     */
    public static HeldOutList of(
            Language language, List<Corpus.Utterance> utterances, List<Corpus.Utterance> trained, FeatureStore store)
            throws IOException {
        Set<String> seen = new HashSet<>();
        trained.forEach(utterance -> seen.add(Corpus.sameText(utterance.text())));
        List<Corpus.Utterance> kept = utterances.stream()
                .filter(utterance -> store.contains(utterance.id()))
                .filter(utterance -> !seen.contains(Corpus.sameText(utterance.text())))
                .toList();
        if (kept.isEmpty()) {
            throw new IOException("no sentence to compare by: none has features and is new to training");
        }
        boolean phones = !language.needsLexicon()
                || kept.stream().noneMatch(utterance -> utterance.words().isEmpty());
        return new HeldOutList(kept, store, phones ? TimedSymbols.Form.PHONES : TimedSymbols.Form.CHARACTERS);
    }

    List<Sentence> sentences() {
        return utterances.stream()
                .map(each -> new Sentence(each.id(), each.text(), store.seconds(each.id())))
                .toList();
    }

    List<LengthGroup> groups() {
        return LengthGroup.of(sentences());
    }

    /** Of the short ones the longest, of the long ones the shortest: long enough to tell something, short enough for a page. */
    List<Corpus.Utterance> samples() {
        List<LengthGroup> groups = groups();
        List<Integer> ofShort = groups.get(0).members();
        List<Integer> ofLong = groups.get(groups.size() - 1).members();
        List<Integer> places = new ArrayList<>(List.of(ofShort.get(ofShort.size() - 1)));
        if (groups.size() > 1) {
            places.add(ofLong.get(0));
        }
        return places.stream().map(utterances::get).toList();
    }
}
