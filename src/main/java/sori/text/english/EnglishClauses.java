package sori.text.english;

import java.util.Set;
import sori.text.rules.ClauseBeginnings;

/** English clauses begin with a conjunction or a relative pronoun, unless that belongs to the word before ("so that", "in which"). */
final class EnglishClauses implements ClauseBeginnings {
    private static final Set<String> BEGINNINGS = Set.of(
            "and",
            "but",
            "or",
            "because",
            "that",
            "which",
            "who",
            "where",
            "when",
            "while",
            "if",
            "unless",
            "although",
            "though",
            "until",
            "since",
            "whether");

    private static final Set<String> GO_ON = Set.of(
            "a",
            "about",
            "all",
            "am",
            "an",
            "and",
            "are",
            "as",
            "at",
            "be",
            "been",
            "both",
            "but",
            "by",
            "either",
            "even",
            "ever",
            "except",
            "for",
            "from",
            "if",
            "in",
            "into",
            "is",
            "just",
            "neither",
            "nor",
            "not",
            "now",
            "of",
            "on",
            "only",
            "onto",
            "or",
            "over",
            "provided",
            "so",
            "such",
            "than",
            "that",
            "the",
            "these",
            "this",
            "those",
            "through",
            "to",
            "under",
            "upon",
            "was",
            "were",
            "what",
            "which",
            "with",
            "without");

    @Override
    public boolean test(String before, String word) {
        return BEGINNINGS.contains(word) && !GO_ON.contains(before);
    }
}
