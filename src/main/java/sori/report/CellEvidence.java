package sori.report;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import sori.acoustic.Alignment;
import sori.acoustic.Cell;
import sori.report.Finding.Evidence;
import sori.report.Finding.Verdict;

/** What members of different cells, all with attention or all without, say of the cells. */
final class CellEvidence {
    /** Two members are near each other when their distortions differ by less than this share. */
    private static final double NEAR = 0.05;

    private final Comparison comparison;

    CellEvidence(Comparison comparison) {
        this.comparison = comparison;
    }

    /** Whether LSTM and GRU are near each other. */
    Evidence gated(Alignment alignment) {
        Optional<Figures> lstm = comparison.figures(Cell.LSTM, alignment);
        Optional<Figures> gru = comparison.figures(Cell.GRU, alignment);
        if (lstm.isEmpty() || gru.isEmpty()) {
            return new Evidence(Verdict.MISSING, which(alignment) + ": needs LSTM and GRU, trained to the end.");
        }
        Interval difference = difference(lstm.get(), gru.get());
        double near = NEAR * (lstm.get().distortionDb() + gru.get().distortionDb()) / 2;
        Verdict verdict = difference.above(-near) && difference.below(near)
                ? Verdict.AGREES
                : difference.above(near) || difference.below(-near) ? Verdict.DISAGREES : Verdict.UNDECIDED;
        return new Evidence(
                verdict,
                String.format(
                        Locale.ROOT,
                        "%s: LSTM less GRU is %s; near would be within %.2f dB, %.0f %% of their mean.%s",
                        which(alignment),
                        difference.decibels(),
                        near,
                        100 * NEAR,
                        heard(alignment)));
    }

    /** Whether the plain RNN is behind those of the gated cells that were measured. */
    Evidence plainRnn(Alignment alignment) {
        Optional<Figures> rnn = comparison.figures(Cell.RNN, alignment);
        Map<Cell, Interval> behind = new EnumMap<>(Cell.class);
        for (Cell cell : List.of(Cell.LSTM, Cell.GRU)) {
            Optional<Figures> gated = comparison.figures(cell, alignment);
            if (rnn.isPresent() && gated.isPresent()) {
                behind.put(cell, difference(rnn.get(), gated.get()));
            }
        }
        if (behind.isEmpty()) {
            return new Evidence(
                    Verdict.MISSING, which(alignment) + ": needs the RNN and a gated cell, trained to the end.");
        }
        Verdict verdict = behind.values().stream().allMatch(interval -> interval.above(0))
                ? Verdict.AGREES
                : behind.values().stream().allMatch(interval -> interval.below(0))
                        ? Verdict.DISAGREES
                        : Verdict.UNDECIDED;
        List<String> parts = new ArrayList<>();
        behind.forEach((cell, interval) -> parts.add(cell + " is " + interval.decibels()));
        return new Evidence(
                verdict, which(alignment) + ": RNN less " + String.join(", RNN less ", parts) + "." + heard(alignment));
    }

    /** Word error rates over all sentences, of the cells that were listened to. */
    private String heard(Alignment alignment) {
        List<String> parts = new ArrayList<>();
        for (Cell cell : Cell.values()) {
            comparison
                    .figures(cell, alignment)
                    .map(Figures::wordErrorRatesPercent)
                    .filter(rates -> !rates.isEmpty())
                    .ifPresent(rates ->
                            parts.add(String.format(Locale.ROOT, "%s %.0f %%", cell, comparison.wordErrorRate(rates))));
        }
        return parts.isEmpty() ? "" : " Words misunderstood: " + String.join(", ", parts) + ".";
    }

    private static String which(Alignment alignment) {
        return alignment == Alignment.ATTENTION ? "With attention" : "Without attention";
    }

    private static Interval difference(Figures one, Figures other) {
        return Interval.of(IntStream.range(0, one.spoken().size())
                .mapToDouble(i -> one.spoken().get(i).distortionDb()
                        - other.spoken().get(i).distortionDb())
                .toArray());
    }
}
