package sori.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import sori.acoustic.Alignment;
import sori.acoustic.Cell;
import sori.report.Finding.Evidence;
import sori.report.Finding.Verdict;

/** What a cell's two members, with attention and without, say of attention. */
final class AttentionEvidence {
    private final Comparison comparison;
    private final List<LengthGroup> groups;

    AttentionEvidence(Comparison comparison) {
        this.comparison = comparison;
        this.groups = comparison.groups();
    }

    /** Whether long text loses more by being without attention than short text does. */
    Evidence longInput(Cell cell) {
        Optional<Figures> with = comparison.figures(cell, Alignment.ATTENTION);
        Optional<Figures> without = comparison.figures(cell, Alignment.NONE);
        if (with.isEmpty() || without.isEmpty() || groups.size() < 2) {
            return missing(cell);
        }
        LengthGroup shortest = groups.get(0);
        LengthGroup longest = groups.get(groups.size() - 1);
        double[] lossOfShort = loss(without.get(), with.get(), shortest);
        double[] lossOfLong = loss(without.get(), with.get(), longest);
        Interval ofLong = Interval.of(lossOfLong);
        Interval growth = Interval.between(lossOfLong, lossOfShort);
        boolean alike = heardAlike(without.get().wordErrorRatesPercent());
        Verdict verdict = verdict(ofLong, growth);
        return new Evidence(
                verdict == Verdict.AGREES && alike ? Verdict.UNDECIDED : verdict,
                cell + ": leaving attention out costs "
                        + Interval.of(lossOfShort).decibels() + " on " + shortest.name()
                        + " sentences (" + shortest.range() + ") and " + ofLong.decibels() + " on " + longest.name()
                        + " ones (" + longest.range() + "); the second less the first is " + growth.decibels() + "."
                        + inWords(ofLong, growth)
                        + heard(
                                with.get().wordErrorRatesPercent(),
                                without.get().wordErrorRatesPercent())
                        + (alike
                                ? " Without attention the recognizer understands short text no better than long: here text is"
                                        + " lost at every length."
                                : ""));
    }

    /** Whether a recognizer has listened, and found no fewer errors in short text than in long. */
    private static boolean heardAlike(List<Double> without) {
        return !without.isEmpty() && without.get(0) >= without.get(without.size() - 1);
    }

    private static Verdict verdict(Interval ofLong, Interval growth) {
        if (ofLong.above(0) && growth.above(0)) {
            return Verdict.AGREES;
        }
        return ofLong.below(0) || growth.below(0) ? Verdict.DISAGREES : Verdict.UNDECIDED;
    }

    private static String inWords(Interval ofLong, Interval growth) {
        if (!ofLong.above(0) || growth.above(0)) {
            return "";
        }
        return growth.below(0)
                ? " Short text loses more than long text."
                : " Much is lost, but not measurably more of long text: length alone is not the reason here.";
    }

    private String heard(List<Double> with, List<Double> without) {
        if (with.isEmpty() || without.isEmpty()) {
            return "";
        }
        int last = groups.size() - 1;
        return String.format(
                Locale.ROOT,
                " Words misunderstood: with attention %.0f %% of the %s sentences' and %.0f %% of the %s ones', without"
                        + " %.0f %% and %.0f %%.",
                with.get(0),
                groups.get(0).name(),
                with.get(last),
                groups.get(last).name(),
                without.get(0),
                without.get(last));
    }

    /** Whether the teacher-forced loss tells less of the difference than free speech does. */
    Evidence teacherForcing(Cell cell) {
        Optional<Figures> with = comparison.figures(cell, Alignment.ATTENTION);
        Optional<Figures> without = comparison.figures(cell, Alignment.NONE);
        if (with.isEmpty() || without.isEmpty()) {
            return missing(cell);
        }
        double forced = 100 * (without.get().forcedMelLoss() / with.get().forcedMelLoss() - 1);
        double free = 100 * (without.get().distortionDb() / with.get().distortionDb() - 1);
        return new Evidence(
                free > Math.max(0, forced) ? Verdict.AGREES : Verdict.DISAGREES,
                String.format(
                        Locale.ROOT,
                        "%s: without attention the teacher-forced mel loss is %+.0f %%, the distortion of free speech %+.0f %%.",
                        cell,
                        forced,
                        free));
    }

    private static Evidence missing(Cell cell) {
        return new Evidence(
                Verdict.MISSING, cell + ": needs the member with attention and the one without, trained to the end.");
    }

    private static double[] loss(Figures without, Figures with, LengthGroup group) {
        return group.members().stream()
                .mapToDouble(place -> without.spoken().get(place).distortionDb()
                        - with.spoken().get(place).distortionDb())
                .toArray();
    }
}
