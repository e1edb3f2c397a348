package sori.text.english.senses;

import java.util.Set;

/** Mends the tagger's choice between a verb and a noun or adjective where the words around leave no doubt. */
final class VerbOrNoun {
    private static final Set<String> BEFORE_VERBS = Set.of(
            "do", "does", "did", "please", "he", "she", "will", "would", "can", "could", "may", "might", "must",
            "shall", "should", "cannot", "i", "we", "they", "let's", "who");

    private static final Set<String> NOT_BEFORE_VERBS =
            Set.of("a", "an", "the", "my", "your", "his", "its", "our", "their", "no", "every", "some", "any", "whose");

    private static final Set<String> SINGULAR =
            Set.of("this", "that", "it", "he", "she", "which", "who", "everything", "nobody");

    /** Before "to" they make a preposition of it. */
    private static final Set<String> PREPOSITIONAL = Set.of(
            "due",
            "according",
            "thanks",
            "subject",
            "related",
            "close",
            "prior",
            "owing",
            "access",
            "respect",
            "opposed",
            "addicted",
            "regard",
            "response",
            "contrary",
            "next",
            "addition",
            "exposed",
            "reduced",
            "linked",
            "in-");

    /** What follows an order, and a verb rather than the second noun of a pair. */
    private static final Set<String> OBJECTS = Set.of(
            "the", "a", "an", "my", "your", "his", "her", "its", "our", "their", "this", "these", "those", "it", "them",
            "me", "us", "him", "all", "every", "each", "any", "some");

    private static final Set<String> BEHIND_SUBJECTS = Set.of(
            "is", "are", "was", "were", "has", "had", "can", "will", "may", "does", "did", "should", "could", "would",
            "must");

    private static final Set<String> BEHIND_VERBS = Set.of("DET", "ADP", "ADV", "SCONJ", "PRON");

    private VerbOrNoun() {}

    /**
     * The part of speech of a word that may be a verb or something else.
     *
     * @param noun whether it is all the same what it is if it is no verb, so that a word before it may be enough to tell
     */
    static String tag(TaggedSentence sentence, int at, boolean noun) {
        boolean ending = sentence.word(at).endsWith("s") && !sentence.word(at).endsWith("ss");
        if (isVerb(sentence, at, ending)) {
            return "VERB";
        }
        if (noun && NOT_BEFORE_VERBS.contains(sentence.word(at - 1))) {
            return "NOUN";
        }
        String tag = sentence.tag(at);
        if (tag.equals("NOUN") && isPredicate(sentence, at, ending)) {
            return "VERB";
        }
        return tag.equals("VERB") && isNoun(sentence, at, ending) ? "NOUN" : tag;
    }

    private static boolean isVerb(TaggedSentence sentence, int at, boolean ending) {
        int before = sentence.beforeAdverbs(at);
        String word = sentence.word(before);
        if (ending) {
            return SINGULAR.contains(word) && before == at - 1;
        }
        boolean infinitive = word.equals("to") && !PREPOSITIONAL.contains(sentence.word(before - 1));
        boolean order = before < 0 && OBJECTS.contains(sentence.word(at + 1));
        return infinitive || order || BEFORE_VERBS.contains(word) || word.endsWith("'ll") || word.endsWith("n't");
    }

    private static boolean isNoun(TaggedSentence sentence, int at, boolean ending) {
        String before = sentence.word(at - 1);
        boolean first = at == 0 && BEHIND_SUBJECTS.contains(sentence.word(1));
        boolean governed = sentence.tag(at - 1).equals("ADP") && !before.equals("to") && !ending;
        return first || governed || NOT_BEFORE_VERBS.contains(before);
    }

    /** Prices increase every year: a subject before it and no other verb in the clause; or a verb that goes on another. */
    private static boolean isPredicate(TaggedSentence sentence, int at, boolean ending) {
        String before = sentence.word(at - 1);
        String behind = sentence.tag(at + 1);
        if (sentence.word(at + 1).equals("of")) {
            return false;
        }
        if (sentence.tag(at - 1).equals("CCONJ")) {
            return !ending && OBJECTS.contains(sentence.word(at + 1)) && hasVerbBefore(sentence, at);
        }
        boolean subject = sentence.isNoun(at - 1) && TaggedSentence.isPlural(before) != ending;
        return subject && (!ending || BEHIND_VERBS.contains(behind)) && !hasVerb(sentence, at);
    }

    private static boolean hasVerb(TaggedSentence sentence, int at) {
        for (int i = at + 1; !sentence.beginsClause(i); i++) {
            if (sentence.isVerb(i)) {
                return true;
            }
        }
        return hasVerbBefore(sentence, at);
    }

    private static boolean hasVerbBefore(TaggedSentence sentence, int at) {
        for (int i = at - 2; i >= 0 && !sentence.beginsClause(i); i--) {
            if (sentence.isVerb(i)) {
                return true;
            }
        }
        return false;
    }
}
