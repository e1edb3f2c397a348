package sori.text.english;

import java.util.Locale;
import java.util.Set;
import sori.text.rules.Token;

/** Words that open sentences more often than they belong to names: after "U.S." they tell a new sentence from "U.S. Army". */
final class Openers {
    private static final Set<String> WORDS = Set.of(
            "a",
            "an",
            "the",
            "this",
            "that",
            "these",
            "those",
            "it",
            "its",
            "he",
            "she",
            "we",
            "they",
            "you",
            "i",
            "his",
            "her",
            "their",
            "our",
            "my",
            "your",
            "in",
            "on",
            "at",
            "for",
            "from",
            "with",
            "by",
            "to",
            "of",
            "as",
            "if",
            "when",
            "while",
            "after",
            "before",
            "but",
            "and",
            "or",
            "so",
            "then",
            "there",
            "here",
            "what",
            "why",
            "who",
            "how",
            "where",
            "is",
            "are",
            "was",
            "were",
            "do",
            "does",
            "did",
            "no",
            "yes",
            "not",
            "however",
            "although",
            "because",
            "since",
            "some",
            "many",
            "most",
            "all",
            "let",
            "please");

    private Openers() {}

    static boolean contains(Token token) {
        return WORDS.contains(token.text().toLowerCase(Locale.ROOT));
    }
}
