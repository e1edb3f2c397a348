package sori.text.rules;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import sori.text.TextTable;

/**
 * Acronyms that are spelled: capitals that make no word ("NBC", "TVs"), and letters without a vowel ("html"). Words in
 * capitals are known from {@code capital-words.tsv}; longer ones are taken for words if they can be pronounced.
 */
public final class LettersRule implements Rule {
    private static final Set<String> WORDS = words();
    private static final int SPELLED_MAX = 6;
    private static final int SHORT_MAX = 4;

    private static final Pattern PLURAL = Pattern.compile("[A-Z]{2,6}('s|s)");
    private static final Pattern PLAIN = Pattern.compile("[a-z]{2,}");
    private static final Pattern VOWELLESS = Pattern.compile("[b-df-hj-np-tv-xz]{2,6}");
    private static final Pattern UNPRONOUNCEABLE = Pattern.compile("^[^aeiouy]{3}|[^aeiouy]{4}|[aeiou]{4}|q[^u]");

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
        boolean ending = PLURAL.matcher(text).matches();
        String stem = ending ? text.substring(0, text.length() - (text.endsWith("'s") ? 2 : 1)) : text;
        if (!isSpelled(stem, isShouted(tokens, at))) {
            return 0;
        }
        out.say(spelled(stem) + (ending ? "'s" : ""), at, at + 1);
        return 1;
    }

    /** "nbc" as n b c. */
    public static String spelled(String letters) {
        return String.join(" ", letters.toLowerCase(Locale.ROOT).split(""));
    }

    /** Whether a word in lower case can't be pronounced for want of a vowel. */
    public static boolean lacksVowel(String lower) {
        return VOWELLESS.matcher(lower).matches();
    }

    private static boolean isSpelled(String stem, boolean shouted) {
        String lower = stem.toLowerCase(Locale.ROOT);
        if (!PLAIN.matcher(lower).matches() || WORDS.contains(lower)) {
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
        return !UNPRONOUNCEABLE.matcher(lower).find();
    }

    private static Set<String> words() {
        return TextTable.rows("capital-words.tsv").stream()
                .flatMap(row -> Set.of(row.get(0).split(" ")).stream())
                .collect(Collectors.toUnmodifiableSet());
    }
}
