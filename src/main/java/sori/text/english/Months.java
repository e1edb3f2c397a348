package sori.text.english;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** Names and abbreviations of the months. */
final class Months {
    private static final List<String> NAMES = List.of(
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december");
    private static final Map<String, String> ABBREVIATED = Map.ofEntries(
            Map.entry("jan", "january"),
            Map.entry("feb", "february"),
            Map.entry("mar", "march"),
            Map.entry("apr", "april"),
            Map.entry("jun", "june"),
            Map.entry("jul", "july"),
            Map.entry("aug", "august"),
            Map.entry("sep", "september"),
            Map.entry("sept", "september"),
            Map.entry("oct", "october"),
            Map.entry("nov", "november"),
            Map.entry("dec", "december"));

    /** In lower case these are other words as well. */
    private static final Set<String> AMBIGUOUS = Set.of("may", "march", "mar");

    private Months() {}

    /** The month's name; "" if the word isn't one. */
    static String name(Token token) {
        return token.isLowerCase() && AMBIGUOUS.contains(token.text()) ? "" : nameInAnyCase(token);
    }

    /** The month's name, be it another word as well ("march"); "" if the word isn't one. */
    static String nameInAnyCase(Token token) {
        String lower = token.isWord() ? token.text().toLowerCase(Locale.ROOT) : "";
        return NAMES.contains(lower) ? lower : ABBREVIATED.getOrDefault(lower, "");
    }

    /** The name of month 1 to 12. */
    static String name(int month) {
        return NAMES.get(month - 1);
    }

    /** Token after a month's name and the dot of its abbreviation. */
    static int end(Tokens tokens, int at) {
        boolean dot = tokens.glued(at + 1, ".") && ABBREVIATED.containsKey(tokens.lower(at));
        return dot ? at + 2 : at + 1;
    }
}
