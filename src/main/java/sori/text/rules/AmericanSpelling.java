package sori.text.rules;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import sori.text.TextTable;

/**
 * British spellings as Americans write them ("harbour" is harbor), from {@code american-spelling.tsv}: the voices and their
 * lexicon are American.
 */
public final class AmericanSpelling {
    private enum Endings {
        ANY(Set.of(
                "", "s", "d", "r", "rs", "ed", "er", "ers", "ing", "ings", "al", "ally", "able", "ably", "ful", "fully",
                "less", "y", "ies", "ist", "ists", "ism", "ation", "ations", "hood", "hoods", "ite", "ites", "ish",
                "ic", "ical", "ically", "a", "as", "c", "e", "es", "ia", "iac", "iacs", "ian", "ians", "etic", "etics",
                "etist", "esia", "us", "eal")),
        VERB(Set.of("e", "es", "ed", "er", "ers", "ing", "ings", "ation", "ations", "ational", "able", "ability")),
        NOTHING(Set.of(""));

        private final Set<String> endings;

        Endings(Set<String> endings) {
            this.endings = endings;
        }
    }

    private record Stem(String american, Endings endings) {}

    private static final int STEM_MIN = 4;
    private static final Map<String, Stem> STEMS = stems();
    private static final Set<String> BEGINNINGS =
            STEMS.keySet().stream().map(stem -> stem.substring(0, STEM_MIN)).collect(Collectors.toUnmodifiableSet());
    private static final int STEM_MAX =
            STEMS.keySet().stream().mapToInt(String::length).max().orElse(0);

    private AmericanSpelling() {}

    /** A word in American spelling; itself if it has no other. */
    public static String of(String lower) {
        if (lower.length() < STEM_MIN || !BEGINNINGS.contains(lower.substring(0, STEM_MIN))) {
            return lower;
        }
        for (int end = Math.min(lower.length(), STEM_MAX); end >= STEM_MIN; end--) {
            Stem stem = STEMS.get(lower.substring(0, end));
            if (stem != null && stem.endings.endings.contains(ending(lower.substring(end)))) {
                return stem.american + lower.substring(end);
            }
        }
        return lower;
    }

    private static String ending(String rest) {
        return rest.endsWith("'s") ? rest.substring(0, rest.length() - 2) : rest;
    }

    private static Map<String, Stem> stems() {
        Map<String, Stem> stems = new HashMap<>();
        for (List<String> row : TextTable.rows("american-spelling.tsv")) {
            Endings endings = row.size() > 2 ? Endings.valueOf(row.get(2)) : Endings.ANY;
            stems.put(row.get(0), new Stem(row.get(1), endings));
        }
        return stems;
    }
}
