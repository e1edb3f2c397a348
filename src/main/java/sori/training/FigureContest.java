package sori.training;

import java.util.Map;

/** Which of two voices did better on the same list. Stateless. */
final class FigureContest {
    private FigureContest() {}

    /**
     * Whether a voice beats another: no more sentences go wrong, and words are understood better; where nobody listened, fewer
     * sentences go wrong, or as few in a length nearer to the recordings'.
     *
     * @param ours figures of one mode, as {@link ListOptions#measure} gives them
     */
    static boolean beats(Map<String, Object> ours, Map<String, Object> theirs) {
        int wrong = wrong(ours) - wrong(theirs);
        if (wrong > 0) {
            return false;
        }
        if (ours.containsKey("wordErrorRatePercent") && theirs.containsKey("wordErrorRatePercent")) {
            return number(ours, "wordErrorRatePercent") < number(theirs, "wordErrorRatePercent");
        }
        return wrong < 0 || offLength(ours) < offLength(theirs);
    }

    /** Ends not found, and ends not reached. */
    private static int wrong(Map<String, Object> figures) {
        return (int) (2 * number(figures, "sentences") - number(figures, "stopped") - number(figures, "reachedEnd"));
    }

    private static double offLength(Map<String, Object> figures) {
        return figures.containsKey("durationRatio") ? Math.abs(number(figures, "durationRatio") - 1) : 0;
    }

    private static double number(Map<String, Object> figures, String name) {
        return figures.get(name) instanceof Number number ? number.doubleValue() : 0;
    }
}
