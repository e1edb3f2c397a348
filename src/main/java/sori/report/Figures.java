package sori.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was measured of a member.
 *
 * @param step of the checkpoint that was measured
 * @param forcedMelLoss L1 of the mel after the postnet over the held-out list, in standard deviations, when the decoder is told the
 *     recording's frames
 * @param spoken one for each held-out sentence, in the list's order
 * @param framesPerCpuSecond of the inference engine
 * @param wordErrorRatesPercent of each length group; empty where nobody listened
 * @param naturalness of each length group, 1 to 5; empty where nobody judged it
 */
public record Figures(
        long step,
        double forcedMelLoss,
        List<Spoken> spoken,
        double framesPerCpuSecond,
        List<Double> wordErrorRatesPercent,
        List<Double> naturalness) {
    /** @param naturalness null in a file from before there was any */
    public Figures {
        spoken = List.copyOf(spoken);
        wordErrorRatesPercent = List.copyOf(wordErrorRatesPercent);
        naturalness = known(naturalness);
    }

    private static List<Double> known(@Nullable List<Double> read) {
        return read == null ? List.of() : List.copyOf(read);
    }

    /** The same with what a recognizer heard. */
    public Figures understood(List<Double> percents) {
        return new Figures(step, forcedMelLoss, spoken, framesPerCpuSecond, percents, naturalness);
    }

    /** The same with how natural it was found. */
    public Figures judged(List<Double> opinions) {
        return new Figures(step, forcedMelLoss, spoken, framesPerCpuSecond, wordErrorRatesPercent, opinions);
    }

    /** Mean over all sentences. */
    double distortionDb() {
        return Tally.mean(spoken, Spoken::distortionDb);
    }
}
