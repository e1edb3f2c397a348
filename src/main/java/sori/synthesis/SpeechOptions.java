package sori.synthesis;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import sori.schema.SpeechPriority;
import sori.text.Cut;
import sori.text.Nearest;

/**
 * What a text event may ask for in its {@code options}.
 *
 * @param priority whose turn comes first
 * @param cut where the text may be cut
 * @param aheadMs how far the audio may be ahead of the wall clock; 0: without a limit
 */
public record SpeechOptions(SpeechPriority priority, Cut cut, int aheadMs) {
    public static final SpeechOptions DEFAULT = new SpeechOptions(SpeechPriority.INTERACTIVE, Cut.SENTENCE, 0);

    private static final String PRIORITY = "priority";
    private static final String CUT = "cut";
    private static final String AHEAD_MS = "aheadMs";
    private static final List<String> KNOWN = List.of(PRIORITY, CUT, AHEAD_MS);

    /** A player that is given less runs dry between two chunks. */
    private static final int LEAST_AHEAD_MS = 100;

    private static final int MOST_AHEAD_MS = 3_600_000;

    /**
     * Reads an event's options.
     *
     * @throws IllegalArgumentException for a name that is none, and a value out of bounds, saying what would be right
     */
    public static SpeechOptions of(Map<String, String> options) {
        for (String name : options.keySet()) {
            if (!KNOWN.contains(name)) {
                throw new IllegalArgumentException("unknown option '" + name + "'" + Nearest.hint(name, KNOWN)
                        + "; known are " + String.join(", ", KNOWN));
            }
        }
        return new SpeechOptions(
                oneOf(options, PRIORITY, DEFAULT.priority()),
                oneOf(options, CUT, DEFAULT.cut()),
                aheadMs(options.get(AHEAD_MS)));
    }

    private static <E extends Enum<E>> E oneOf(Map<String, String> options, String name, E usual) {
        String given = options.get(name);
        List<E> all = List.of(usual.getDeclaringClass().getEnumConstants());
        List<String> titles = all.stream().map(SpeechOptions::title).toList();
        if (given == null) {
            return usual;
        }
        if (!titles.contains(given)) {
            throw new IllegalArgumentException("option '" + name + "' is '" + given + "', not one of "
                    + String.join(", ", titles) + Nearest.hint(given, titles));
        }
        return all.get(titles.indexOf(given));
    }

    private static String title(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static int aheadMs(@Nullable String given) {
        int value = given == null
                ? 0
                : Stream.of(given)
                        .filter(digits -> digits.matches("[0-9]{1,7}"))
                        .map(Integer::valueOf)
                        .findFirst()
                        .orElse(-1);
        if (value != 0 && (value < LEAST_AHEAD_MS || value > MOST_AHEAD_MS)) {
            throw new IllegalArgumentException("option '" + AHEAD_MS + "' is '" + given + "', neither 0 nor in "
                    + LEAST_AHEAD_MS + ".." + MOST_AHEAD_MS);
        }
        return value;
    }
}
