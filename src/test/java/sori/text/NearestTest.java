package sori.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NearestTest {
    private final Random random = new Random(4);

    private String word() {
        StringBuilder word = new StringBuilder();
        for (int length = random.nextInt(9); length > 0; length--) {
            word.append((char) ('a' + random.nextInt(3)));
        }
        return word.toString();
    }

    /** Levenshtein's distance as it is defined. */
    private static int distance(String a, String b) {
        if (a.isEmpty() || b.isEmpty()) {
            return a.length() + b.length();
        }
        String restOfA = a.substring(1);
        String restOfB = b.substring(1);
        return a.charAt(0) == b.charAt(0)
                ? distance(restOfA, restOfB)
                : 1 + Math.min(distance(restOfA, restOfB), Math.min(distance(restOfA, b), distance(a, restOfB)));
    }

    @Test
    void isTheFirstOfThoseWithTheSmallestDistanceUnlessThatIsTooLarge() {
        for (int i = 0; i < 500; i++) {
            String name = word();
            List<String> candidates = new ArrayList<>();
            for (int n = random.nextInt(6); n > 0; n--) {
                candidates.add(word());
            }
            Optional<String> expected = candidates.stream()
                    .min(Comparator.<String>comparingInt(each -> distance(name, each))
                            .thenComparing(Comparator.naturalOrder()))
                    .filter(each -> distance(name, each) * 3 <= Math.max(name.length(), each.length()) * 2);
            assertThat(Nearest.to(name, candidates))
                    .as("%s among %s", name, candidates)
                    .isEqualTo(expected);
        }
    }

    @Test
    void aNameWithoutEndIsToldAtOnce() {
        assertThat(Nearest.hint("x".repeat(1_000_000), List.of("en-slt", "ko"))).isEmpty();
    }
}
