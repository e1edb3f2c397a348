package sori.text.rules;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import sori.text.TextTable;

/**
 * Acronyms that are spelled: capitals that make no word ("NBC", "TVs"), and letters without a vowel ("html"). Words in
 * capitals are known from {@code capital-words.tsv}; longer ones are taken for words if they can be pronounced.
 */
public final class LettersRule implements Rule {
    private static final Set<String> WORDS = words("capital-words.tsv");

    /** Words only where everything is in capitals: US is us there. */
    private static final Set<String> SHOUTED = words("shouted-words.tsv");

    private static final Set<String> TITLES = Set.of("mr", "mrs", "ms", "dr", "st", "mt", "messrs");

    /** Words that no article stands before: THE US ARMY. */
    private static final Set<String> PRONOUNS = Set.of("us", "it");

    private static final Set<String> ARTICLES = Set.of("the", "a", "an");

    /** Four letters that are spelled even there, though they could be a word. */
    private static final Set<String> ACRONYMS = words("spelled-capitals.tsv");

    private static final int SHOUTED_WORDS = 4;
    private static final int SHOUTED_TOKENS = 12;
    private static final int SPELLED_MAX = 6;
    private static final int SHORT_MAX = 4;

    private static final Pattern PLURAL = Pattern.compile("[A-Z]{2,6}('s|s)");
    private static final Pattern LEADING = Pattern.compile("([B-DF-HJ-NP-TV-XZ]{2,4})[A-Z][a-z]{2,}");
    private static final Pattern PLAIN = Pattern.compile("[a-z]{2,}");
    private static final Pattern VOWELLESS = Pattern.compile("[b-df-hj-np-tv-xz]{2,6}");
    private static final Pattern UNPRONOUNCEABLE = Pattern.compile(
            "^(?!chr|thr|sch|scr|shr|spl|spr|str|phr|sph|chl)[^aeiouy]{3}|(?!ghts|ngth|nths|lths|rths|tchs|mpts|rsts|rchs|ndsc|ghtl|rthw|xtbk)[^aeiouy]{4}|[aeiou]{4}|q[^u]");

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.LETTERS;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind == Token.Kind.WORD;
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
        if (isFormula(tokens, at) || isSpelled(stem, tokens, at)) {
            out.say(spelled(stem) + (ending ? "'s" : ""), at, at + 1);
            return 1;
        }
        int leading = leadingCapitals(text);
        if (leading > 0) {
            out.say(
                    spelled(text.substring(0, leading)) + " "
                            + text.substring(leading).toLowerCase(Locale.ROOT),
                    at,
                    at + 1);
            return 1;
        }
        String parts = CamelCase.parts(text);
        if (!parts.isEmpty()) {
            out.say(parts, at, at + 1);
            return 1;
        }
        int split = capitalsInside(text);
        if (split == 0) {
            return 0;
        }
        String head = text.substring(0, split).toLowerCase(Locale.ROOT);
        out.say((lacksVowel(head) ? spelled(head) : head) + " " + spelled(text.substring(split)), at, at + 1);
        return 1;
    }

    /** "NO2", "CO2": a few capitals with a number glued behind are no word. */
    private static boolean isFormula(Tokens tokens, int at) {
        Token token = tokens.get(at);
        return token.isUpperCase()
                && PLAIN.matcher(token.text().toLowerCase(Locale.ROOT)).matches()
                && token.text().length() < SHORT_MAX
                && tokens.gluedNumber(at + 1, 1, 3);
    }

    /** How many capitals without a vowel stand before a word with a capital of its own, as in "JPMorgan"; 0 if none do. */
    private static int leadingCapitals(String text) {
        Matcher matcher = LEADING.matcher(text);
        boolean word = matcher.matches()
                && isPronounceable(text.substring(matcher.end(1)).toLowerCase(Locale.ROOT));
        return word && !lacksVowel(text.substring(matcher.end(1)).toLowerCase(Locale.ROOT)) ? matcher.end(1) : 0;
    }

    /** Where the capitals begin that end a word and are spelled, as in "iOS" and "MySQL"; 0 if they don't. */
    private static int capitalsInside(String text) {
        int capitals = text.length();
        while (capitals > 0 && text.charAt(capitals - 1) >= 'A' && text.charAt(capitals - 1) <= 'Z') {
            capitals--;
        }
        String end = text.substring(capitals);
        String head = text.substring(0, capitals).toLowerCase(Locale.ROOT);
        boolean inside = end.length() > 1
                && end.length() <= SPELLED_MAX
                && PLAIN.matcher(head + end.toLowerCase(Locale.ROOT)).matches();
        return inside && isSpelledAnywhere(end.toLowerCase(Locale.ROOT)) ? capitals : 0;
    }

    /** "nbc" as n b c. */
    public static String spelled(String letters) {
        return String.join(" ", letters.toLowerCase(Locale.ROOT).split(""));
    }

    /** Whether a word in lower case can't be pronounced for want of a vowel. */
    public static boolean lacksVowel(String lower) {
        return VOWELLESS.matcher(lower).matches();
    }

    private static boolean isSpelled(String stem, Tokens tokens, int at) {
        String lower = stem.toLowerCase(Locale.ROOT);
        if (!PLAIN.matcher(lower).matches() || WORDS.contains(lower)) {
            return false;
        }
        boolean capitals = stem.length() <= SPELLED_MAX && stem.equals(stem.toUpperCase(Locale.ROOT));
        if (!capitals) {
            return lacksVowel(lower);
        }
        boolean shouted = isShouted(tokens, at);
        if (shouted
                && SHOUTED.contains(lower)
                && !(PRONOUNS.contains(lower) && ARTICLES.contains(tokens.lower(at - 1)))) {
            return false;
        }
        if (lacksVowel(lower)) {
            return true;
        }
        boolean known = ACRONYMS.contains(lower);
        if (known && stem.length() > SHORT_MAX) {
            return true;
        }
        return stem.length() < SHORT_MAX
                || (known || !shouted) && stem.length() == SHORT_MAX
                || !isPronounceable(lower);
    }

    private static boolean isSpelledAnywhere(String capitals) {
        return !WORDS.contains(capitals) && (capitals.length() <= SHORT_MAX || !isPronounceable(capitals));
    }

    /** Whether the words around are in capitals too, and one of them is a word, so that capitals mean nothing. */
    private static boolean isShouted(Tokens tokens, int at) {
        boolean words = false;
        for (int step = -1; step <= 1; step += 2) {
            int seen = 0;
            for (int i = at + step; seen < SHOUTED_WORDS && Math.abs(i - at) < SHOUTED_TOKENS; i += step) {
                Token token = tokens.get(i);
                boolean titled = token.is(".") && TITLES.contains(tokens.lower(i - 1)) && i < at;
                words |= titled;
                if (token.kind() == Token.Kind.NONE || token.isAnyOf(".!?") && !titled) {
                    break;
                }
                boolean word = token.isWord();
                if (word && !token.isUpperCase() && !isGluedLetters(token)) {
                    return false;
                }
                words |= word && isWordInCapitals(token);
                seen += word ? 1 : 0;
            }
        }
        return words;
    }

    /** The "th" of "20th". */
    private static boolean isGluedLetters(Token token) {
        return token.glued() && token.text().length() <= 2;
    }

    private static boolean isWordInCapitals(Token token) {
        String lower = token.text().toLowerCase(Locale.ROOT);
        return token.text().length() > SHORT_MAX
                ? isPronounceable(lower)
                : token.text().length() > 1 && WORDS.contains(lower);
    }

    private static boolean isPronounceable(String lower) {
        return !UNPRONOUNCEABLE.matcher(lower).find();
    }

    private static Set<String> words(String table) {
        return TextTable.rows(table).stream()
                .flatMap(row -> Arrays.stream(row.get(0).split(" ")))
                .collect(Collectors.toUnmodifiableSet());
    }
}
