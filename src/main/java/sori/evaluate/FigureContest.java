package sori.evaluate;

import java.util.Map;

/** Which of two voices did better on the same list. Stateless. */
public final class FigureContest {
    static final String FAILED = "failed";
    static final String LENGTH = "durationRatio";
    static final String DISTORTION = "melCepstralDistortionDb";
    static final String WORD_ERRORS = "wordErrorRatePercent";

    private FigureContest() {}

    /**
     * Whether a voice beats another: no more sentences go wrong, and words are understood better; where nobody listened, fewer
     * sentences go wrong, or as few and nearer to the recordings: by the mel-cepstral distortion, or by the length alone.
     *
     * @param ours figures of one mode, as {@link ListMeasurement#measure} gives them
     */
    public static boolean beats(Map<String, Object> ours, Map<String, Object> theirs) {
        double wrong = number(ours, FAILED) - number(theirs, FAILED);
        if (wrong > 0) {
            return false;
        }
        if (ours.containsKey(WORD_ERRORS) && theirs.containsKey(WORD_ERRORS)) {
            return number(ours, WORD_ERRORS) < number(theirs, WORD_ERRORS);
        }
        if (wrong < 0) {
            return true;
        }
        return ours.containsKey(DISTORTION) && theirs.containsKey(DISTORTION)
                ? number(ours, DISTORTION) < number(theirs, DISTORTION)
                : offLength(ours) < offLength(theirs);
    }

    private static double offLength(Map<String, Object> figures) {
        return figures.containsKey(LENGTH) ? Math.abs(number(figures, LENGTH) - 1) : 0;
    }

    private static double number(Map<String, Object> figures, String name) {
        return figures.get(name) instanceof Number number ? number.doubleValue() : 0;
    }
}
