package sori.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The members' figures as a table.
 *
 * @param headings of all columns
 */
record FigureTable(String caption, List<String> headings, List<Row> rows) {
    /**
     * One member's.
     *
     * @param member null for the recordings
     */
    record Row(@Nullable Member member, List<String> cells) {}

    private static final List<String> SPEECH = List.of(
            "distortion dB",
            "words misunderstood %",
            "naturalness, 1 to 5",
            "stopped %",
            "reached the end %",
            "coverage %",
            "length ratio");
    private static final String NONE = "–";

    /** What the members cost, then how they speak: over all sentences and by length. */
    static List<FigureTable> of(Comparison comparison) {
        List<FigureTable> tables = new ArrayList<>();
        tables.add(cost(comparison));
        List<Integer> all =
                IntStream.range(0, comparison.sentences().size()).boxed().toList();
        String caption = "All " + all.size() + " sentences";
        tables.add(speech(comparison, caption, all, comparison::wordErrorRate, comparison::naturalness));
        List<LengthGroup> groups = comparison.groups();
        for (int i = 0; i < groups.size(); i++) {
            int group = i;
            LengthGroup each = groups.get(i);
            tables.add(speech(
                    comparison,
                    each.members().size() + " " + each.name() + " (" + each.range() + ")",
                    each.members(),
                    rates -> rates.get(group),
                    opinions -> opinions.get(group)));
        }
        return tables;
    }

    private static FigureTable cost(Comparison comparison) {
        List<Row> rows = new ArrayList<>();
        for (Member member : comparison.members()) {
            Member.Training training = member.training();
            rows.add(new Row(
                    member,
                    List.of(
                            format("%,d", training.parameters()),
                            format("%,d", training.steps()) + (training.finished() ? "" : " so far"),
                            format("%.1f", training.cpuSeconds() / 60),
                            format("%.2f", training.cpuSecondsPerStep()),
                            member.figures()
                                    .map(figures -> format("%.3f", figures.forcedMelLoss()))
                                    .orElse(NONE),
                            member.figures()
                                    .map(figures -> format("%,.0f", figures.framesPerCpuSecond()))
                                    .orElse(NONE))));
        }
        return new FigureTable(
                "What they cost, and the teacher-forced loss that it bought",
                List.of("member", "parameters", "steps", "CPU minutes", "CPU s a step", "mel loss", "frames a CPU s"),
                rows);
    }

    private static FigureTable speech(
            Comparison comparison,
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
        List<Row> rows = new ArrayList<>();
        for (Member member : measured) {
            Figures figures = member.figures().orElseThrow();
            List<Spoken> spoken =
                    places.stream().map(place -> figures.spoken().get(place)).toList();
            double seconds = spoken.stream().mapToDouble(Spoken::seconds).sum();
            rows.add(new Row(
                    member,
                    List.of(
                            format("%.2f", Tally.mean(spoken, Spoken::distortionDb)),
                            heard("%.0f", figures.wordErrorRatesPercent(), wordErrorRate),
                            heard("%.2f", figures.naturalness(), naturalness),
                            format("%.0f", Tally.percent(spoken, Spoken::stopped)),
                            member.attends() ? format("%.0f", Tally.percent(spoken, Spoken::reachedEnd)) : NONE,
                            member.attends() ? format("%.0f", 100 * Tally.mean(spoken, Spoken::coverage)) : NONE,
                            format("%.2f", seconds / recorded))));
        }
        rows.add(new Row(
                null,
                List.of(
                        NONE,
                        heard("%.0f", comparison.reference().wordErrorRatesPercent(), wordErrorRate),
                        heard("%.2f", comparison.reference().naturalness(), naturalness),
                        NONE,
                        NONE,
                        NONE,
                        "1.00")));
        List<String> headings =
                Stream.concat(Stream.of("member"), SPEECH.stream()).toList();
        return new FigureTable(caption, headings, rows);
    }

    private static String heard(String format, List<Double> byGroup, ToDoubleFunction<List<Double>> mean) {
        return byGroup.isEmpty() ? NONE : format(format, mean.applyAsDouble(byGroup));
    }

    private static String format(String format, Object value) {
        return String.format(Locale.ROOT, format, value);
    }
}
