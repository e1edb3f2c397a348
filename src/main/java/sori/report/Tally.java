package sori.report;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** Means and shares over spoken sentences. Stateless. */
final class Tally {
    private Tally() {}

    /** NaN of nothing. */
    static double mean(List<Spoken> spoken, ToDoubleFunction<Spoken> figure) {
        return spoken.stream().mapToDouble(figure).average().orElse(Double.NaN);
    }

    static double percent(List<Spoken> spoken, Predicate<Spoken> holds) {
        return 100 * mean(spoken, each -> holds.test(each) ? 1 : 0);
    }
}
