package sori.corpus;

import java.util.Arrays;
import java.util.Optional;

/**
 * How fast a corpus is spoken, told by its median so that wrong pairs of text and recording don't move it.
 *
 * @param secondsPerCharacter median
 * @param spread of the natural log of seconds per character: median distance from the median, times 1.4826, which makes it the
 *     standard deviation where the logs are normal (Rousseeuw and Croux, "Alternatives to the Median Absolute Deviation", 1993)
 */
record SpeakingRate(double secondsPerCharacter, double spread) {
    /** Fewer recordings say nothing about what is usual. */
    private static final int FEWEST = 20;

    private static final double NORMAL = 1.4826;
    /** No spread is taken for less: a corpus spoken like clockwork would make every breath an outlier. */
    private static final double LEAST_SPREAD = 0.1;

    private static final double DOUBTFUL_SPREADS = 4.5;
    /** Spelled letters are spoken at half the usual rate, so a wrong text must be farther off. */
    private static final double WRONG_FACTOR = 2.5;

    private static final double SCATTERED = 0.35;

    /** @param secondsPerCharacter of each recording, positive; empty where they are too few */
    static Optional<SpeakingRate> of(double[] secondsPerCharacter) {
        if (secondsPerCharacter.length < FEWEST) {
            return Optional.empty();
        }
        double[] logs = Arrays.stream(secondsPerCharacter).map(Math::log).toArray();
        double middle = median(logs);
        double spread = NORMAL
                * median(Arrays.stream(logs).map(log -> Math.abs(log - middle)).toArray());
        return Optional.of(new SpeakingRate(Math.exp(middle), spread));
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted.length == 0 ? 0 : (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    /** How many times longer a recording is than usual for its text; below 1, shorter. */
    double slowness(double secondsPerCharacterOfOne) {
        return secondsPerCharacterOfOne / secondsPerCharacter;
    }

    /** Too far off for any reading of the text. */
    boolean isWrong(double slowness) {
        return slowness > WRONG_FACTOR || slowness < 1 / WRONG_FACTOR;
    }

    boolean isDoubtful(double slowness) {
        return Math.abs(Math.log(slowness)) > DOUBTFUL_SPREADS * Math.max(spread, LEAST_SPREAD);
    }

    /** Whether lengths have so little to do with the texts that single recordings can't be told apart. */
    boolean isScattered() {
        return spread > SCATTERED;
    }
}
