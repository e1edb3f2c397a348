package sori.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import sori.plot.LossPlot;
import sori.plot.SvgChart;

/**
 * The members' curves on shared axes.
 *
 * @param members whose lines the legend explains
 */
record Charts(List<Member> members, List<Chart> charts) {
    private static final int SMOOTHED_POINTS = 40;
    private static final double SECONDS = 60;

    /** @param svg the drawing, as an element */
    record Chart(String title, String svg) {}

    /** Mel losses of the training batches over steps and over processor time. */
    static Charts losses(Comparison comparison) {
        List<Member> members = comparison.members();
        return new Charts(
                members,
                List.of(
                        chart(
                                members,
                                new SvgChart.Axes("Over steps", "step", "mel loss", true),
                                member -> Optional.of(smoothed(member))),
                        chart(
                                members,
                                new SvgChart.Axes("Over CPU time", "CPU minutes", "mel loss", true),
                                member -> Optional.of(byTime(member)))));
    }

    /** Distortion, and word error rate where there is one, over the length of the text. */
    static Charts byLength(Comparison comparison) {
        List<Member> members = comparison.members();
        List<LengthGroup> groups = comparison.groups();
        List<Chart> charts = new ArrayList<>();
        charts.add(chart(
                members,
                new SvgChart.Axes("Distortion by length of text", "words in the sentence", "distortion dB", false),
                member -> member.figures()
                        .map(figures -> overWords(
                                comparison,
                                groups.stream()
                                        .mapToDouble(group ->
                                                Tally.mean(Comparison.of(figures, group), Spoken::distortionDb))
                                        .toArray()))));
        if (members.stream()
                .flatMap(member -> member.figures().stream())
                .anyMatch(figures -> !figures.wordErrorRatesPercent().isEmpty())) {
            charts.add(chart(
                    members,
                    new SvgChart.Axes(
                            "Words misunderstood by length of text",
                            "words in the sentence",
                            "words misunderstood %",
                            false),
                    member -> member.figures()
                            .map(Figures::wordErrorRatesPercent)
                            .filter(rates -> !rates.isEmpty())
                            .map(rates -> overWords(comparison, numbers(rates)))));
        }
        return new Charts(members, charts);
    }

    private static LossPlot.Curve overWords(Comparison comparison, double[] byGroup) {
        double[] words = comparison.groups().stream()
                .mapToDouble(group -> group.members().stream()
                        .mapToInt(place -> comparison.sentences().get(place).words())
                        .average()
                        .orElseThrow())
                .toArray();
        return new LossPlot.Curve("", words, byGroup);
    }

    private static Chart chart(
            List<Member> members, SvgChart.Axes axes, Function<Member, Optional<LossPlot.Curve>> curve) {
        List<SvgChart.Line> lines = members.stream()
                .flatMap(member -> curve.apply(member).stream()
                        .map(each -> new SvgChart.Line(
                                member.classes(), new LossPlot.Curve(member.title(), each.steps(), each.values()))))
                .toList();
        return new Chart(axes.title(), SvgChart.draw(axes, lines));
    }

    /** Batches differ in length and with it in loss: means of many. */
    private static LossPlot.Curve smoothed(Member member) {
        return member.training().melLoss().thinned(SMOOTHED_POINTS);
    }

    /** A member's steps all cost about the same. */
    private static LossPlot.Curve byTime(Member member) {
        double minutes = member.training().cpuSecondsPerStep() / SECONDS;
        LossPlot.Curve curve = smoothed(member);
        double[] times =
                DoubleStream.of(curve.steps()).map(step -> step * minutes).toArray();
        return new LossPlot.Curve(curve.name(), times, curve.values());
    }

    private static double[] numbers(List<Double> values) {
        return values.stream().mapToDouble(value -> value).toArray();
    }
}
