package sori.text.english.senses;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import sori.text.Heteronyms;
import sori.text.rules.SenseChooser;
import sori.text.rules.Token;

/** Chooses among the pronunciations of {@code heteronyms.tsv} by parts of speech and by the words around. */
public final class EnglishSenses implements SenseChooser {
    private static final String CAPITAL = "CAPITAL";
    private static final String ANY = "*";
    private static final String NOUN = "NOUN";
    private static final String ADJECTIVE = "ADJ";

    @Override
    public boolean concerns(String word) {
        return !Heteronyms.of(word).isEmpty();
    }

    @Override
    public List<String> senses(List<Token> sentence) {
        TaggedSentence tagged = new TaggedSentence(sentence);
        List<String> words = tagged.words();
        Set<String> near = new HashSet<>(words);
        words.stream()
                .filter(word -> word.endsWith("'s"))
                .forEach(word -> near.add(word.substring(0, word.length() - 2)));
        List<String> senses = new ArrayList<>(sentence.size());
        for (int i = 0; i < words.size(); i++) {
            List<Heteronyms.Sense> rows = Heteronyms.of(words.get(i));
            senses.add(rows.isEmpty() ? "" : sense(rows, tagged, i, near, isName(sentence, i)));
        }
        return senses;
    }

    private static String sense(
            List<Heteronyms.Sense> rows, TaggedSentence sentence, int at, Set<String> near, boolean name) {
        return switch (sentence.word(at)) {
            case ReadTense.WORD -> ReadTense.sense(sentence, at);
            case "used" -> isAccustomed(sentence, at) ? "accustomed" : "employed";
            default -> chosen(rows, sentence, at, near, name);
        };
    }

    /** A row that fits and whose other words are near, else the first that fits and asks for none, else the first. */
    private static String chosen(
            List<Heteronyms.Sense> rows, TaggedSentence sentence, int at, Set<String> near, boolean name) {
        List<Heteronyms.Sense> possible = rows.stream()
                .filter(row -> row.near().isEmpty() || isNear(row, sentence, at, near))
                .toList();
        Set<String> senses = possible.stream().map(Heteronyms.Sense::name).collect(Collectors.toSet());
        if (senses.size() == 1) {
            return possible.get(0).name();
        }
        for (Heteronyms.Sense row : possible) {
            if (row.tags().contains(ANY)) {
                return row.name();
            }
        }
        return byTag(rows, possible, sentence, at, name);
    }

    private static String byTag(
            List<Heteronyms.Sense> rows,
            List<Heteronyms.Sense> possible,
            TaggedSentence sentence,
            int at,
            boolean name) {
        boolean same = rows.stream()
                .noneMatch(row -> row.tags().contains(NOUN) != row.tags().contains(ADJECTIVE));
        String mended = VerbOrNoun.tag(sentence, at, same);
        boolean adjective =
                mended.equals(NOUN) && rows.stream().noneMatch(row -> row.tags().contains(NOUN));
        String tag = adjective ? ADJECTIVE : mended;
        String plain = "";
        for (Heteronyms.Sense row : possible) {
            boolean capital = name && row.tags().contains(CAPITAL);
            boolean fits = capital || row.tags().contains(tag);
            if (fits && !row.near().isEmpty()) {
                return row.name();
            }
            if (fits && (plain.isEmpty() || capital)) {
                plain = row.name();
            }
        }
        return plain.isEmpty() ? rows.get(0).name() : plain;
    }

    /** Whether one of a row's words is in the sentence, or directly before ({@code <}) or behind ({@code >}). */
    private static boolean isNear(Heteronyms.Sense row, TaggedSentence sentence, int at, Set<String> near) {
        return row.near().contains("<" + sentence.word(at - 1))
                || row.near().contains(">" + sentence.word(at + 1))
                || row.near().stream().anyMatch(near::contains);
    }

    /** They used to live here, I am used to it; not: it is used to cut wood. */
    private static boolean isAccustomed(TaggedSentence sentence, int at) {
        boolean passive = Set.of("is", "are", "was", "were", "be", "been", "being")
                .contains(sentence.word(sentence.beforeAdverbs(at)));
        return sentence.word(at + 1).equals("to") && !(passive && sentence.isVerb(at + 2));
    }

    /** Begins with a capital inside a sentence that has other words in lower case. */
    private static boolean isName(List<Token> sentence, int at) {
        return at > 0 && sentence.get(at).isCapitalized() && sentence.stream().anyMatch(Token::isLowerCase);
    }
}
