package sori.text.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import sori.text.Normalizer;

/** Whether steps grow in proportion to a text's length: four times the text, at most four and a half times the steps. */
public final class LinearSteps {
    static final int SHORT = 2000;
    static final int TIMES = 4;
    static final double GROWTH = 4.5;
    static final long SPARE = 5000;

    private LinearSteps() {}

    /** @param steps that a text takes */
    public static void check(String name, ToLongFunction<String> steps, Stream<String> pieces) {
        List<String> worse = new ArrayList<>();
        int[] ending = {0};
        pieces.forEach(piece -> {
            ending[0]++;
            long once = steps.applyAsLong(HostileTexts.repeated(piece, SHORT, ending[0]));
            long more = steps.applyAsLong(HostileTexts.repeated(piece, TIMES * SHORT, ending[0]));
            if (more > GROWTH * once + SPARE) {
                worse.add("'" + piece + "': " + once + " steps, " + more + " for four times as much");
            }
        });
        assertThat(worse).as(name).isEmpty();
    }

    /** How often tokens are looked at while a text is read. */
    public static long looks(Normalizer normalizer, String written) {
        Windows windows = new Windows(((RuleNormalizer) normalizer).reader(), written, 0, true, false, false);
        while (windows.next() != null) {
            assertThat(windows.start()).isPositive();
        }
        return windows.looks();
    }
}
