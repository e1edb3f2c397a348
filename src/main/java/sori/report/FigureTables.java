package sori.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The members' figures as tables: what they cost, and how they speak, over all sentences and by length. */
final class FigureTables {
    private static final List<String> SPEECH = List.of(
            "distortion dB",
            "words misunderstood %",
            "naturalness, 1 to 5",
            "stopped %",
            "reached the end %",
            "coverage %",
            "length ratio");
    private static final String NONE = "–";

    private final Comparison comparison;

    FigureTables(Comparison comparison) {
        this.comparison = comparison;
    }

    String cost() {
        List<List<String>> rows = new ArrayList<>();
        for (Member member : comparison.members()) {
            Member.Training training = member.training();
            rows.add(List.of(
                    heading(member),
                    format("%,d", training.parameters()),
                    format("%,d", training.steps()) + (training.finished() ? "" : " so far"),
                    format("%.1f", training.cpuSeconds() / 60),
                    format("%.2f", training.cpuSecondsPerStep()),
                    member.figures()
                            .map(figures -> format("%.3f", figures.forcedMelLoss()))
                            .orElse(NONE),
                    member.figures()
                            .map(figures -> format("%,.0f", figures.framesPerCpuSecond()))
                            .orElse(NONE)));
        }
        return Html.table(
                "What they cost, and the teacher-forced loss that it bought",
                List.of("member", "parameters", "steps", "CPU minutes", "CPU s a step", "mel loss", "frames a CPU s"),
                rows);
    }

    /** Over all sentences, then by length. */
    String speech() {
        List<LengthGroup> groups = comparison.groups();
        List<Integer> all =
                IntStream.range(0, comparison.sentences().size()).boxed().toList();
        StringBuilder html = new StringBuilder(
                speech("All " + all.size() + " sentences", all, comparison::wordErrorRate, comparison::naturalness));
        for (int i = 0; i < groups.size(); i++) {
            int group = i;
            LengthGroup each = groups.get(i);
            html.append(speech(
                    each.members().size() + " " + each.name() + " (" + each.range() + ")",
                    each.members(),
                    rates -> rates.get(group),
                    opinions -> opinions.get(group)));
        }
        return html.toString();
    }

    private String speech(
            String caption,
            List<Integer> places,
            ToDoubleFunction<List<Double>> wordErrorRate,
            ToDoubleFunction<List<Double>> naturalness) {
        List<Member> measured = comparison.members().stream()
                .filter(member -> member.figures().isPresent())
                .toList();
        double recorded = places.stream()
                .mapToDouble(place -> comparison.sentences().get(place).recordedSeconds())
                .sum();
        List<List<String>> rows = new ArrayList<>();
        for (Member member : measured) {
            Figures figures = member.figures().orElseThrow();
            List<Spoken> spoken =
                    places.stream().map(place -> figures.spoken().get(place)).toList();
            double seconds = spoken.stream().mapToDouble(Spoken::seconds).sum();
            rows.add(List.of(
                    heading(member),
                    format("%.2f", Tally.mean(spoken, Spoken::distortionDb)),
                    heard("%.0f", figures.wordErrorRatesPercent(), wordErrorRate),
                    heard("%.2f", figures.naturalness(), naturalness),
                    format("%.0f", Tally.percent(spoken, Spoken::stopped)),
                    member.attends() ? format("%.0f", Tally.percent(spoken, Spoken::reachedEnd)) : NONE,
                    member.attends() ? format("%.0f", 100 * Tally.mean(spoken, Spoken::coverage)) : NONE,
                    format("%.2f", seconds / recorded)));
        }
        rows.add(List.of(
                "the recordings",
                NONE,
                heard("%.0f", comparison.reference().wordErrorRatesPercent(), wordErrorRate),
                heard("%.2f", comparison.reference().naturalness(), naturalness),
                NONE,
                NONE,
                NONE,
                "1.00"));
        List<String> headings =
                Stream.concat(Stream.of("member"), SPEECH.stream()).toList();
        return Html.table(caption, headings, rows);
    }

    private static String heard(String format, List<Double> byGroup, ToDoubleFunction<List<Double>> mean) {
        return byGroup.isEmpty() ? NONE : format(format, mean.applyAsDouble(byGroup));
    }

    /** With the member's line as it is drawn in the charts. */
    static String heading(Member member) {
        return "<svg class=\"key\" viewBox=\"0 0 26 8\" aria-hidden=\"true\"><line class=\"line " + member.classes()
                + "\" x1=\"1\" x2=\"25\" y1=\"4\" y2=\"4\"/></svg> " + Html.text(member.title());
    }

    private static String format(String format, Object value) {
        return String.format(Locale.ROOT, format, value);
    }
}
