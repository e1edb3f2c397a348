package sori.text.english;

import java.util.Set;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** Amounts that stand before a noun as adjectives do, in the singular: "a $20 ticket" is a twenty dollar ticket, "a 9 mm pistol" a nine millimeter pistol. */
final class Adjectives {
    private static final Set<String> ARTICLES = Set.of("a", "an");

    /** Words in lower case that no amount qualifies. */
    private static final Set<String> NO_NOUNS = Set.of(
            "in", "for", "to", "per", "and", "or", "a", "an", "the", "off", "on", "of", "from", "with", "at", "by",
            "less", "more", "each", "is", "was", "are", "were", "that", "which", "as", "than", "but", "if", "when",
            "while", "into", "over", "under", "up", "down", "worth", "apiece", "every", "out", "above", "below",
            "north", "south", "east", "west", "away", "later", "ago", "because", "so", "then", "after", "before",
            "through", "across", "along");

    private Adjectives() {}

    /** Whether an amount from a token to before another has "a" before it and a noun, or another adjective, behind it. */
    static boolean isOne(Tokens tokens, int at, int end) {
        Token next = tokens.get(end);
        return ARTICLES.contains(tokens.lower(at - 1))
                && !tokens.get(at).glued()
                && next.isLowerCase()
                && !next.glued()
                && next.text().length() > 1
                && !NO_NOUNS.contains(next.text());
    }
}
