package sori.report;

import java.util.List;
import java.util.Locale;

/**
 * What the literature says, what the figures say, and whether both agree.
 *
 * @param claim of the literature, in a sentence
 * @param sources who says so
 */
record Finding(String claim, String sources, List<Evidence> evidence) {
    enum Verdict {
        AGREES("These figures agree."),
        DISAGREES("These figures disagree."),
        UNDECIDED("These figures do not decide it."),
        MIXED("These figures agree in part."),
        MISSING("Not measured yet.");

        private final String words;

        Verdict(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }

        /** Class name, for the style. */
        String style() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What part of the figures says. */
    record Evidence(Verdict verdict, String sentence) {}

    /** Of all evidence together; what is missing does not count while there is other. */
    Verdict verdict() {
        List<Verdict> known = evidence.stream()
                .map(Evidence::verdict)
                .filter(verdict -> verdict != Verdict.MISSING)
                .distinct()
                .toList();
        return known.isEmpty()
                ? Verdict.MISSING
                : known.size() == 1 ? known.get(0) : known.contains(Verdict.AGREES) ? Verdict.MIXED : Verdict.UNDECIDED;
    }
}
