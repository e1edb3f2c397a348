package sori.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import sori.bench.PipelineRun.Spoken;
import sori.bench.Promoter.Promote;

/** What promoting versions did to those who listened. */
final class SwapFigures {
    private static final double MS = 1000;

    private final Map<String, Object> conditions;
    private final Consumer<Figure> figures;

    SwapFigures(Map<String, Object> conditions, Consumer<Figure> figures) {
        this.conditions = new HashMap<>(conditions);
        this.figures = figures;
    }

    /**
     * Tells all figures.
     *
     * @param swapped what was heard while versions were promoted
     * @param undisturbed what was heard of the same events without that
     * @throws TimeoutException if nothing was sent between promotions, so that none shows anything
     */
    void tell(List<Promote> promotes, List<Spoken> swapped, List<Spoken> undisturbed, int violations)
            throws TimeoutException {
        List<Double> visible = visibleSeconds(promotes, swapped);
        if (visible.isEmpty()) {
            throw new TimeoutException("no event was sent after a promote and before the next: raise --rate");
        }
        conditions.put("promotes", visible.size());
        gap("swap.extra-gap", "swap.gap", longestGap(swapped), longestGap(undisturbed));
        gap("swap.extra-wait", "swap.wait", longestWait(swapped), longestWait(undisturbed));
        Distribution seconds = Distribution.of(visible);
        tell("swap.visible", MS * seconds.highest(), "ms");
        tell("swap.visible.p50", MS * seconds.median(), "ms");
        tell("swap.stale", MS * staleSeconds(promotes, swapped), "ms");
        tell("swap.violations", violations, "violations");
    }

    /** Nothing where every utterance came in one chunk. */
    private void gap(String extra, String each, OptionalDouble swapped, OptionalDouble undisturbed) {
        if (swapped.isPresent() && undisturbed.isPresent()) {
            tell(extra, MS * (swapped.getAsDouble() - undisturbed.getAsDouble()), "ms");
            tell(each, MS * swapped.getAsDouble(), "ms", "swaps");
            tell(each, MS * undisturbed.getAsDouble(), "ms", "undisturbed");
        }
    }

    private void tell(String name, double value, String unit) {
        figures.accept(new Figure(name, conditions, value, unit));
    }

    private void tell(String name, double value, String unit, String run) {
        Map<String, Object> more = new HashMap<>(conditions);
        more.put("run", run);
        figures.accept(new Figure(name, more, value, unit));
    }

    /** The longest time from one chunk of an utterance to its next. */
    static OptionalDouble longestGap(List<Spoken> spoken) {
        return spoken.stream()
                .mapToDouble(Spoken::longestGap)
                .filter(Double::isFinite)
                .max();
    }

    /** The longest time from an event to its first chunk. */
    static OptionalDouble longestWait(List<Spoken> spoken) {
        return spoken.stream()
                .mapToDouble(each -> each.firstAudioAt() - each.sentAt())
                .max();
    }

    /**
     * From each promotion's acknowledgement to the first sound of an event that was sent after it, by the new version. Where
     * all were spoken by the old one, the time until the next promotion, which is too little. A promotion after which nothing
     * was sent before the next shows nothing, and is left out.
     */
    static List<Double> visibleSeconds(List<Promote> promotes, List<Spoken> spoken) {
        List<Double> visible = new ArrayList<>();
        for (int i = 0; i < promotes.size(); i++) {
            Promote promote = promotes.get(i);
            List<Spoken> after = after(promotes, i, spoken);
            OptionalDouble first = after.stream()
                    .filter(each -> each.version().equals(promote.version()))
                    .mapToDouble(Spoken::firstAudioAt)
                    .min();
            if (!after.isEmpty()) {
                visible.add(first.orElse(end(promotes, i, spoken)) - promote.acknowledgedAt());
            }
        }
        return visible;
    }

    /** How long after an acknowledgement an event was sent that the old version still spoke; 0 if there was none. */
    static double staleSeconds(List<Promote> promotes, List<Spoken> spoken) {
        double longest = 0;
        for (int i = 0; i < promotes.size(); i++) {
            Promote promote = promotes.get(i);
            for (Spoken each : after(promotes, i, spoken)) {
                if (!each.version().equals(promote.version())) {
                    longest = Math.max(longest, each.sentAt() - promote.acknowledgedAt());
                }
            }
        }
        return longest;
    }

    /** Sent when a promotion was known to have been made, and no other had begun. */
    private static List<Spoken> after(List<Promote> promotes, int index, List<Spoken> spoken) {
        double from = promotes.get(index).acknowledgedAt();
        double to = index + 1 < promotes.size() ? promotes.get(index + 1).beganAt() : Double.POSITIVE_INFINITY;
        return spoken.stream()
                .filter(each -> each.sentAt() >= from && each.sentAt() < to)
                .toList();
    }

    private static double end(List<Promote> promotes, int index, List<Spoken> spoken) {
        return index + 1 < promotes.size()
                ? promotes.get(index + 1).beganAt()
                : spoken.stream().mapToDouble(Spoken::firstAudioAt).max().orElseThrow();
    }
}
