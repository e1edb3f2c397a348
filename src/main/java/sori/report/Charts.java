package sori.report;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import sori.plot.LossPlot;
import sori.plot.SvgChart;

/** The members' curves on shared axes. */
final class Charts {
    private static final int SMOOTHED_POINTS = 40;
    private static final double SECONDS = 60;

    private final Comparison comparison;

    Charts(Comparison comparison) {
        this.comparison = comparison;
    }

    /** Mel losses of the training batches over steps and over processor time. */
    String losses() {
        return "<div class=\"charts\">"
                + chart("Over steps", "step", "mel loss", true, member -> Optional.of(smoothed(member)))
                + chart("Over CPU time", "CPU minutes", "mel loss", true, member -> Optional.of(byTime(member)))
                + "</div>\n";
    }

    /** Distortion, and word error rate where there is one, over the length of the text. */
    String byLength() {
        List<LengthGroup> groups = comparison.groups();
        StringBuilder html = new StringBuilder("<div class=\"charts\">");
        html.append(chart(
                "Distortion by length of text",
                "words in the sentence",
                "distortion dB",
                false,
                member -> member.figures()
                        .map(figures -> overWords(
                                member.title(),
                                groups.stream()
                                        .mapToDouble(group ->
                                                Tally.mean(Comparison.of(figures, group), Spoken::distortionDb))
                                        .toArray()))));
        if (comparison.members().stream()
                .flatMap(member -> member.figures().stream())
                .anyMatch(figures -> !figures.wordErrorRatesPercent().isEmpty())) {
            html.append(chart(
                    "Words misunderstood by length of text",
                    "words in the sentence",
                    "words misunderstood %",
                    false,
                    member -> member.figures()
                            .map(Figures::wordErrorRatesPercent)
                            .filter(rates -> !rates.isEmpty())
                            .map(rates -> overWords(member.title(), numbers(rates)))));
        }
        return html.append("</div>\n").toString();
    }

    private LossPlot.Curve overWords(String name, double[] byGroup) {
        double[] words = comparison.groups().stream()
                .mapToDouble(group -> group.members().stream()
                        .mapToInt(place -> comparison.sentences().get(place).words())
                        .average()
                        .orElseThrow())
                .toArray();
        return new LossPlot.Curve(name, words, byGroup);
    }

    private String chart(
            String title,
            String across,
            String up,
            boolean logarithmic,
            Function<Member, Optional<LossPlot.Curve>> curve) {
        List<SvgChart.Line> lines = comparison.members().stream()
                .flatMap(member -> curve.apply(member).stream()
                        .map(each -> new SvgChart.Line(
                                member.classes(), new LossPlot.Curve(member.title(), each.steps(), each.values()))))
                .toList();
        return "<figure><figcaption>" + Html.text(title) + "</figcaption>"
                + SvgChart.draw(new SvgChart.Axes(title, across, up, logarithmic), lines) + "</figure>";
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
