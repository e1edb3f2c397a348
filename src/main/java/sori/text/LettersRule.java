package sori.text;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Acronyms that are spelled: capitals that make no word ("NBC", "TVs"), and letters without a vowel ("html"). Words in
 * capitals are known from {@code capital-words.tsv}; longer ones are taken for words if they can be pronounced.
 */
final class LettersRule implements Rule {
    private static final Set<String> WORDS = words();
    private static final int SPELLED_MAX = 6;
    private static final int SHORT_MAX = 4;

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.LETTERS;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        Token token = tokens.get(at);
        if (!token.isWord()) {
            return 0;
        }
        String text = token.text();
        boolean ending = text.matches("[A-Z]{2,6}('s|s)");
        String stem = ending ? text.replaceFirst("'?s$", "") : text;
        if (!isSpelled(stem, isShouted(tokens, at))) {
            return 0;
        }
        out.say(spelled(stem) + (ending ? "'s" : ""), at, at + 1);
        return 1;
    }

    /** "nbc" as n b c. */
    static String spelled(String letters) {
        return String.join(" ", letters.toLowerCase(Locale.ROOT).split(""));
    }

    /** Whether a word in lower case can't be pronounced for want of a vowel. */
    static boolean lacksVowel(String lower) {
        return lower.matches("[b-df-hj-np-tv-xz]{2,6}");
    }

    private static boolean isSpelled(String stem, boolean shouted) {
        String lower = stem.toLowerCase(Locale.ROOT);
        if (!lower.matches("[a-z]{2,}") || WORDS.contains(lower)) {
            return false;
        }
        if (lacksVowel(lower)) {
            return true;
        }
        boolean capitals = stem.equals(stem.toUpperCase(Locale.ROOT));
        if (!capitals || stem.length() > SPELLED_MAX) {
            return false;
        }
        return stem.length() < SHORT_MAX || !shouted && stem.length() == SHORT_MAX || !isPronounceable(lower);
    }

    /** Whether a neighbour is a longer word in capitals too, so that capitals mean nothing. */
    private static boolean isShouted(Tokens tokens, int at) {
        return isLongCapitals(tokens.get(at - 1)) || isLongCapitals(tokens.get(at + 1));
    }

    private static boolean isLongCapitals(Token token) {
        return token.isUpperCase() && token.text().length() > SHORT_MAX;
    }

    private static boolean isPronounceable(String lower) {
        return !lower.matches(".*[^aeiouy]{4}.*|^[^aeiouy]{3}.*|.*[aeiou]{4}.*|.*q[^u].*");
    }

    private static Set<String> words() {
        return TextTable.rows("capital-words.tsv").stream()
                .flatMap(row -> Set.of(row.get(0).split(" ")).stream())
                .collect(Collectors.toUnmodifiableSet());
    }
}
