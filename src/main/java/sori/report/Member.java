package sori.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import sori.acoustic.Alignment;
import sori.acoustic.Cell;
import sori.plot.LossPlot;

/**
 * One member of the family as it was trained and measured.
 *
 * @param training what it took
 * @param figures empty while it was not measured yet
 * @param samples of the sentences that the page lets hear; empty while it was not measured yet
 */
public record Member(
        Cell cell, Alignment alignment, Training training, Optional<Figures> figures, List<Sample> samples) {
    public Member {
        samples = List.copyOf(samples);
    }

    /**
     * @param cpuSeconds processor time of all steps
     * @param finished whether the budget was used up
     * @param melLoss of the training batches over steps
     */
    public record Training(long parameters, long steps, double cpuSeconds, boolean finished, LossPlot.Curve melLoss) {
        double cpuSecondsPerStep() {
            return cpuSeconds / Math.max(1, steps);
        }
    }

    boolean attends() {
        return alignment == Alignment.ATTENTION;
    }

    /** Such as "GRU with attention". */
    public String title() {
        return cell + (attends() ? " with attention" : " without attention");
    }

    /** Class names of its lines, for the style. */
    String classes() {
        return cell.name().toLowerCase(Locale.ROOT) + (attends() ? " attends" : " plain");
    }
}
