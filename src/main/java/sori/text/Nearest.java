package sori.text;

import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds what a misspelt name was meant to be. */
public final class Nearest {
    private Nearest() {}

    /** The candidate with the smallest Levenshtein distance, if any is nearer than two thirds of the name's length. */
    public static Optional<String> to(String name, Collection<String> candidates) {
        @Nullable String nearest = null;
        int smallest = Integer.MAX_VALUE - 1;
        for (String candidate : candidates) {
            int distance = distance(name, candidate, smallest);
            if (distance < smallest
                    || (distance == smallest && (nearest == null || candidate.compareTo(nearest) < 0))) {
                nearest = candidate;
                smallest = distance;
            }
        }
        return nearest == null || smallest * 3L > Math.max(name.length(), nearest.length()) * 2L
                ? Optional.empty()
                : Optional.of(nearest);
    }

    /** " (did you mean 'x'?)", or nothing. */
    public static String hint(String name, Collection<String> candidates) {
        return to(name, candidates)
                .map(candidate -> " (did you mean '" + candidate + "'?)")
                .orElse("");
    }

    /** The distance, or more than {@code most} where it is more: what is far is told soon, since refusing must cost little. */
    private static int distance(String a, String b, int most) {
        if (Math.abs(a.length() - b.length()) > most) {
            return most + 1;
        }
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            int least = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
                least = Math.min(least, row[j]);
            }
            if (least > most) {
                return most + 1;
            }
        }
        return row[b.length()];
    }
}
