package sori.text.english;

import java.util.List;
import java.util.Set;

/**
 * A sentence with its parts of speech, seen from its words. Outside it there are "" words without a tag.
 *
 * @param words in lower case, signs included
 * @param tags in Universal Dependencies' names
 */
record TaggedSentence(List<String> words, List<String> tags) {
    private static final Set<String> PLURALS =
            Set.of("people", "children", "men", "women", "police", "mice", "feet", "teeth", "cattle");

    private static final Set<String> OPENERS =
            Set.of("when", "while", "if", "because", "as", "who", "which", "where", "although", "unless");

    String word(int at) {
        return at >= 0 && at < words.size() ? words.get(at) : "";
    }

    String tag(int at) {
        return at >= 0 && at < tags.size() ? tags.get(at) : "";
    }

    boolean isVerb(int at) {
        return tag(at).equals("VERB") || tag(at).equals("AUX");
    }

    /** Index of the nearest word before one that is no adverb; -1 if there is none. */
    int beforeAdverbs(int at) {
        int before = at - 1;
        while (before >= 0 && (tag(before).equals("ADV") || word(before).equals("not"))) {
            before--;
        }
        return before;
    }

    boolean isNoun(int at) {
        return tag(at).equals("NOUN") || tag(at).equals("PROPN");
    }

    /** Whether a noun is plural, by its ending. */
    static boolean isPlural(String noun) {
        return noun.endsWith("s") && !noun.endsWith("ss") && !noun.endsWith("'s") || PLURALS.contains(noun);
    }

    /** Whether a clause begins with a word, or it stands for no word at all. */
    boolean beginsClause(int at) {
        return Set.of("", "PUNCT", "SCONJ", "CCONJ").contains(tag(at)) || OPENERS.contains(word(at));
    }
}
