package sori.text.english.senses;

import java.util.Set;

/** Whether "read" is the present, said like "reed", or the past and participle, said like "red". */
final class ReadTense {
    static final String WORD = "read";

    private static final Set<String> PARTICIPLE_AFTER = Set.of(
            "have", "has", "had", "having", "is", "are", "was", "were", "be", "been", "being", "am", "got", "gets",
            "get", "haven't", "hasn't", "hadn't", "isn't", "aren't", "wasn't", "weren't");

    private static final Set<String> BASE_AFTER = Set.of(
            "to",
            "will",
            "would",
            "can",
            "could",
            "may",
            "might",
            "must",
            "shall",
            "should",
            "do",
            "does",
            "did",
            "let",
            "let's",
            "cannot",
            "please",
            "help",
            "don't",
            "doesn't",
            "didn't",
            "won't",
            "wouldn't",
            "can't",
            "couldn't",
            "shouldn't",
            "mustn't");

    private static final Set<String> NOW = Set.of(
            "every",
            "always",
            "usually",
            "often",
            "sometimes",
            "daily",
            "weekly",
            "regularly",
            "rarely",
            "seldom",
            "generally",
            "nowadays",
            "today");

    private static final Set<String> THEN =
            Set.of("yesterday", "ago", "last", "earlier", "once", "previously", "recently", "already", "afterwards");
    private static final Set<String> PAST_VERBS = Set.of(
            "was",
            "were",
            "had",
            "did",
            "said",
            "went",
            "saw",
            "came",
            "took",
            "made",
            "told",
            "thought",
            "knew",
            "gave",
            "found",
            "sat",
            "stood",
            "began",
            "wrote",
            "felt",
            "kept",
            "left",
            "lay",
            "held",
            "brought",
            "opened",
            "couldn't",
            "didn't",
            "could",
            "wasn't");

    private static final Set<String> MANY = Set.of("i", "you", "we", "they");
    private static final Set<String> WITHIN_PHRASES = Set.of("PRON", "NOUN", "PROPN", "DET", "ADJ", "ADV", "NUM");
    private static final Set<String> DEFINITE =
            Set.of("the", "it", "that", "this", "about", "somewhere", "his", "her", "your", "their");
    private static final int ENDED_MIN = 4;
    private static final String PRESENT = "present";
    private static final String PAST = "past";

    private ReadTense() {}

    /** The sense of "read" at an index. */
    static String sense(TaggedSentence sentence, int at) {
        int before = sentence.beforeAdverbs(at);
        String word = sentence.word(before);
        if (PARTICIPLE_AFTER.contains(word) || word.endsWith("'ve") || word.endsWith("'s") && !word.equals("let's")) {
            return PAST;
        }
        if (BASE_AFTER.contains(word) || word.endsWith("'ll") || word.endsWith("'d")) {
            return PRESENT;
        }
        if (before == at - 1 && Set.of("DET", "ADJ").contains(sentence.tag(before))) {
            return PRESENT; // a good read
        }
        String asked = asked(sentence, before);
        if (!asked.isEmpty()) {
            return asked;
        }
        return switch (sentence.tag(before)) {
            case "PRON" -> MANY.contains(word) || isPluralWho(sentence, before) ? byTime(sentence, at) : PAST;
            case "NOUN", "PROPN" -> TaggedSentence.isPlural(word) ? byTime(sentence, at) : PAST;
            default -> isPast(sentence) ? PAST : PRESENT;
        };
    }

    /** Have you read it? Will the children read it? By the auxiliary before the subject; "" if there is none. */
    private static String asked(TaggedSentence sentence, int subject) {
        int at = subject;
        while (at >= 0 && WITHIN_PHRASES.contains(sentence.tag(at))) {
            at--;
        }
        String auxiliary = sentence.word(at);
        boolean asking = at < subject && sentence.tag(at).equals("AUX");
        if (!asking) {
            return "";
        }
        return PARTICIPLE_AFTER.contains(auxiliary) ? PAST : BASE_AFTER.contains(auxiliary) ? PRESENT : "";
    }

    /** Children who read a lot. */
    private static boolean isPluralWho(TaggedSentence sentence, int at) {
        return sentence.word(at).equals("who") && TaggedSentence.isPlural(sentence.word(at - 1));
    }

    /** I, you, we, they and others of whom the verb's form tells nothing. */
    private static String byTime(TaggedSentence sentence, int at) {
        boolean definite = DEFINITE.contains(sentence.word(at + 1))
                && !sentence.word(at - 1).equals("you");
        boolean now = sentence.words().stream().anyMatch(NOW::contains);
        return !now && (isPast(sentence) || definite)
                        || sentence.words().stream().anyMatch(THEN::contains)
                ? PAST
                : PRESENT;
    }

    private static boolean isPast(TaggedSentence sentence) {
        for (int i = 0; i < sentence.words().size(); i++) {
            String word = sentence.word(i);
            boolean ended = word.length() > ENDED_MIN
                    && word.endsWith("ed")
                    && sentence.tag(i).equals("VERB");
            if (ended || THEN.contains(word) || PAST_VERBS.contains(word)) {
                return true;
            }
        }
        return false;
    }
}
