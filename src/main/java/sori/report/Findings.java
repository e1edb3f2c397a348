package sori.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import sori.acoustic.Alignment;
import sori.acoustic.Cell;
import sori.report.Finding.Evidence;
import sori.report.Finding.Verdict;

/**
 * Holds a comparison's figures against what the literature says. The verdicts rest on the mel-cepstral distortion of free speech,
 * sentence by sentence; word error rates, where there are any, are told beside it. Nothing here knows the outcome beforehand.
 */
final class Findings {
    /** Two members are near each other when their distortions differ by less than this share. */
    private static final double NEAR = 0.05;

    private final Comparison comparison;
    private final List<LengthGroup> groups;

    private Findings(Comparison comparison) {
        this.comparison = comparison;
        this.groups = comparison.groups();
    }

    static List<Finding> of(Comparison comparison) {
        Findings findings = new Findings(comparison);
        List<Evidence> byCell = new ArrayList<>();
        List<Evidence> forcing = new ArrayList<>();
        for (Cell cell : Cell.values()) {
            byCell.add(findings.longInput(cell));
            forcing.add(findings.teacherForcing(cell));
        }
        List<Evidence> gated = new ArrayList<>();
        List<Evidence> plain = new ArrayList<>();
        for (Alignment alignment : Alignment.values()) {
            gated.add(findings.gatedCells(alignment));
            plain.add(findings.plainRnn(alignment));
        }
        return List.of(
                new Finding(
                        "Without attention long input is lost: one vector cannot hold it, and quality falls with length.",
                        "Cho et al. 2014 (On the Properties of Neural Machine Translation), Bahdanau et al. 2015",
                        byCell),
                new Finding("LSTM and GRU come out near each other.", "Chung et al. 2014, Greff et al. 2017", gated),
                new Finding("A plain RNN stays behind the gated cells.", "Chung et al. 2014", plain),
                new Finding(
                        "Teacher forcing hides what free speech loses: a decoder that is told the recording's frames needs the"
                                + " text less.",
                        "Bengio et al. 2015 (Scheduled Sampling)",
                        forcing));
    }

    private Evidence longInput(Cell cell) {
        Optional<Member> with = comparison.measured(cell, Alignment.ATTENTION);
        Optional<Member> without = comparison.measured(cell, Alignment.NONE);
        if (with.isEmpty() || without.isEmpty() || groups.size() < 2) {
            return missing(cell + ": needs the member with attention and the one without.");
        }
        LengthGroup shortest = groups.get(0);
        LengthGroup longest = groups.get(groups.size() - 1);
        Figures attending = figures(with.get());
        Figures plain = figures(without.get());
        Interval ofShort = Interval.of(differences(plain, attending, shortest));
        Interval ofLong = Interval.of(differences(plain, attending, longest));
        Interval growth =
                Interval.between(differences(plain, attending, longest), differences(plain, attending, shortest));
        Verdict verdict = ofLong.above(0)
                ? growth.above(0) ? Verdict.AGREES : Verdict.UNDECIDED
                : ofLong.below(0) ? Verdict.DISAGREES : Verdict.UNDECIDED;
        String sentence = cell + ": leaving attention out costs " + ofShort.decibels() + " on " + shortest.name()
                + " sentences (" + shortest.range() + ") and " + ofLong.decibels() + " on " + longest.name() + " ones ("
                + longest.range() + "), which is " + growth.decibels() + " more."
                + (ofLong.above(0) && !growth.above(0)
                        ? " Much is lost, but not measurably more of long text, so length alone is not the reason here."
                        : "")
                + heard(plain, attending);
        return new Evidence(verdict, sentence);
    }

    private String heard(Figures plain, Figures attending) {
        List<Double> with = attending.wordErrorRatesPercent();
        List<Double> without = plain.wordErrorRatesPercent();
        if (with.isEmpty() || without.isEmpty()) {
            return "";
        }
        int last = groups.size() - 1;
        return String.format(
                Locale.ROOT,
                " Words misunderstood, with and without attention: %.0f %% and %.0f %% of the %s sentences', %.0f %% and"
                        + " %.0f %% of the %s ones'.",
                with.get(0),
                without.get(0),
                groups.get(0).name(),
                with.get(last),
                without.get(last),
                groups.get(last).name());
    }

    private Evidence gatedCells(Alignment alignment) {
        Optional<Member> lstm = comparison.measured(Cell.LSTM, alignment);
        Optional<Member> gru = comparison.measured(Cell.GRU, alignment);
        if (lstm.isEmpty() || gru.isEmpty()) {
            return missing(which(alignment) + ": needs LSTM and GRU.");
        }
        Interval difference = difference(lstm.get(), gru.get());
        double near = NEAR * (distortion(lstm.get()) + distortion(gru.get())) / 2;
        Verdict verdict = difference.above(-near) && difference.below(near)
                ? Verdict.AGREES
                : difference.above(near) || difference.below(-near) ? Verdict.DISAGREES : Verdict.UNDECIDED;
        String sentence = String.format(
                Locale.ROOT,
                "%s: LSTM less GRU is %s; near would be within %.2f dB, %.0f %% of their mean.%s",
                which(alignment),
                difference.decibels(),
                near,
                100 * NEAR,
                heard(List.of(lstm.get(), gru.get())));
        return new Evidence(verdict, sentence);
    }

    private Evidence plainRnn(Alignment alignment) {
        Optional<Member> rnn = comparison.measured(Cell.RNN, alignment);
        List<Member> gated = new ArrayList<>();
        comparison.measured(Cell.LSTM, alignment).ifPresent(gated::add);
        comparison.measured(Cell.GRU, alignment).ifPresent(gated::add);
        if (rnn.isEmpty() || gated.isEmpty()) {
            return missing(which(alignment) + ": needs the RNN and a gated cell.");
        }
        List<Interval> behind =
                gated.stream().map(member -> difference(rnn.get(), member)).toList();
        Verdict verdict = behind.stream().allMatch(interval -> interval.above(0))
                ? Verdict.AGREES
                : behind.stream().allMatch(interval -> interval.below(0)) ? Verdict.DISAGREES : Verdict.UNDECIDED;
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < gated.size(); i++) {
            parts.add(behind.get(i).decibels() + " above " + gated.get(i).cell());
        }
        List<Member> all = new ArrayList<>(gated);
        all.add(0, rnn.get());
        return new Evidence(
                verdict,
                which(alignment) + ": the RNN's distortion is " + String.join(" and ", parts) + "." + heard(all)
                        + String.format(
                                Locale.ROOT, " Its budget paid for %,d steps.", rnn.get().training().steps()));
    }

    private Evidence teacherForcing(Cell cell) {
        Optional<Member> with = comparison.measured(cell, Alignment.ATTENTION);
        Optional<Member> without = comparison.measured(cell, Alignment.NONE);
        if (with.isEmpty() || without.isEmpty()) {
            return missing(cell + ": needs the member with attention and the one without.");
        }
        double forced = 100 * (figures(without.get()).forcedMelLoss() / figures(with.get()).forcedMelLoss() - 1);
        double free = 100 * (distortion(without.get()) / distortion(with.get()) - 1);
        return new Evidence(
                free > Math.max(0, forced) ? Verdict.AGREES : Verdict.DISAGREES,
                String.format(
                        Locale.ROOT,
                        "%s: without attention the teacher-forced mel loss is %+.0f %%, the distortion of free speech %+.0f %%.",
                        cell,
                        forced,
                        free));
    }

    /** Word error rates of members over all sentences; nothing if one was not listened to. */
    private String heard(List<Member> members) {
        List<String> parts = new ArrayList<>();
        for (Member member : members) {
            List<Double> rates = figures(member).wordErrorRatesPercent();
            if (rates.isEmpty()) {
                return "";
            }
            parts.add(String.format(
                    Locale.ROOT, "%.0f %% of %s's", comparison.wordErrorRate(rates), member.cell()));
        }
        return " Words misunderstood: " + String.join(", ", parts) + ".";
    }

    private static Evidence missing(String sentence) {
        return new Evidence(Verdict.MISSING, sentence);
    }

    private static String which(Alignment alignment) {
        return alignment == Alignment.ATTENTION ? "With attention" : "Without attention";
    }

    private static Figures figures(Member member) {
        return member.figures().orElseThrow();
    }

    private static double distortion(Member member) {
        return Tally.mean(figures(member).spoken(), Spoken::distortionDb);
    }

    private static Interval difference(Member one, Member other) {
        List<Spoken> ones = figures(one).spoken();
        List<Spoken> others = figures(other).spoken();
        double[] differences = new double[ones.size()];
        for (int i = 0; i < differences.length; i++) {
            differences[i] = ones.get(i).distortionDb() - others.get(i).distortionDb();
        }
        return Interval.of(differences);
    }

    private static double[] differences(Figures one, Figures other, LengthGroup group) {
        ToDoubleFunction<Integer> difference = place -> one.spoken().get(place).distortionDb()
                - other.spoken().get(place).distortionDb();
        return group.members().stream().mapToDouble(difference).toArray();
    }
}
