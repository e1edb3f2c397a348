package sori.text.english.senses;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sori.text.rules.Token;

/**
 * A sentence seen from its words, in lower case, signs included, with their parts of speech in Universal Dependencies' names; it is
 * tagged when the first of them is asked for. Outside it there are "" words without a tag. For one thread.
 */
final class TaggedSentence {
    private static final Set<String> PLURALS =
            Set.of("people", "children", "men", "women", "police", "mice", "feet", "teeth", "cattle");

    private static final Set<String> OPENERS =
            Set.of("when", "while", "if", "because", "as", "who", "which", "where", "although", "unless");

    private static final Set<String> ADVERBS = Set.of(
            "not",
            "never",
            "always",
            "often",
            "also",
            "just",
            "still",
            "even",
            "ever",
            "already",
            "sometimes",
            "now",
            "then",
            "soon",
            "seldom",
            "once",
            "again",
            "almost",
            "rather",
            "too",
            "both",
            "all",
            "well");

    private static final Set<String> NO_ADVERBS = Set.of(
            "family",
            "reply",
            "apply",
            "supply",
            "july",
            "italy",
            "fly",
            "ally",
            "assembly",
            "jelly",
            "belly",
            "bully",
            "rally",
            "lily");

    /** Signs that part clauses, which are tagged each for itself: most of a long sentence has no say in a word. */
    private static final Set<String> CLAUSE_SIGNS = Set.of(",", ";", ":", "(", ")", "–", "—", ".", "!", "?");

    /** Words that are tagged with one: the model looks at two on either side, and at the tags of two before. */
    private static final int BEFORE_MAX = 4;

    private static final int BEHIND_MAX = 2;

    private final List<Token> tokens;
    private final List<String> words;
    private final @Nullable String[] tags;

    TaggedSentence(List<Token> tokens) {
        this.tokens = tokens;
        this.words = tokens.stream()
                .map(token -> token.text().toLowerCase(Locale.ROOT))
                .toList();
        this.tags = new String[tokens.size()];
    }

    List<String> words() {
        return words;
    }

    String word(int at) {
        return at >= 0 && at < words.size() ? words.get(at) : "";
    }

    String tag(int at) {
        if (at < 0 || at >= tags.length) {
            return "";
        }
        if (tags[at] == null) {
            tagClause(at);
        }
        return Objects.requireNonNull(tags[at]);
    }

    /** Tags a word with those around it, from the sign before it to the sign behind it at most. */
    private void tagClause(int at) {
        int from = at;
        while (from > 0 && at - from < BEFORE_MAX && !CLAUSE_SIGNS.contains(word(from - 1))) {
            from--;
        }
        int to = at;
        while (to < tokens.size() && to - at < BEHIND_MAX && !CLAUSE_SIGNS.contains(word(to))) {
            to++;
        }
        to = Math.min(to + 1, tokens.size());
        List<String> clause = PartsOfSpeech.of(tokens.subList(from, to));
        for (int i = 0; i < clause.size(); i++) {
            if (tags[from + i] == null) {
                tags[from + i] = clause.get(i);
            }
        }
    }

    boolean isVerb(int at) {
        return tag(at).equals("VERB") || tag(at).equals("AUX");
    }

    boolean isNoun(int at) {
        return tag(at).equals("NOUN") || tag(at).equals("PROPN");
    }

    /** Index of the nearest word before one that is no adverb; -1 if there is none. */
    int beforeAdverbs(int at) {
        int before = at - 1;
        while (before >= 0 && isAdverb(word(before))) {
            before--;
        }
        return before;
    }

    private static boolean isAdverb(String word) {
        return ADVERBS.contains(word) || word.endsWith("ly") && !NO_ADVERBS.contains(word);
    }

    /** Whether a noun is plural, by its ending. */
    static boolean isPlural(String noun) {
        return noun.endsWith("s") && !noun.endsWith("ss") && !noun.endsWith("'s") || PLURALS.contains(noun);
    }

    /** Whether a clause begins with a word, or it stands for no word at all. */
    boolean beginsClause(int at) {
        return OPENERS.contains(word(at))
                || Set.of("", "PUNCT", "SCONJ", "CCONJ").contains(tag(at));
    }
}
