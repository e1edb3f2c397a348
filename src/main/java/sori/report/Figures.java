package sori.report;

import java.util.List;

/**
 * What was measured of a member.
 *
 * @param step of the checkpoint that was measured
 * @param forcedMelLoss L1 of the mel after the postnet over the held-out list, in standard deviations, when the decoder is told the
 *     recording's frames
 * @param spoken one for each held-out sentence, in the list's order
 * @param framesPerCpuSecond of the inference engine
 * @param wordErrorRatesPercent of each length group; empty where nobody listened
 */
public record Figures(
        long step,
        double forcedMelLoss,
        List<Spoken> spoken,
        double framesPerCpuSecond,
        List<Double> wordErrorRatesPercent) {
    public Figures {
        spoken = List.copyOf(spoken);
        wordErrorRatesPercent = List.copyOf(wordErrorRatesPercent);
    }

    /** The same with what a recogniser heard. */
    public Figures heard(List<Double> percents) {
        return new Figures(step, forcedMelLoss, spoken, framesPerCpuSecond, percents);
    }

    /** Mean over all sentences. */
    double distortionDb() {
        return Tally.mean(spoken, Spoken::distortionDb);
    }
}
