package sori.bench;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import sori.bench.PipelineRun.Spoken;
import sori.bench.RollingOperator.Restart;

/** What restarting instances did to those who listened. */
final class RollingFigures {
    private static final double MS = 1000;

    private final Map<String, Object> conditions;
    private final Consumer<Figure> figures;

    RollingFigures(Map<String, Object> conditions, Consumer<Figure> figures) {
        this.conditions = new HashMap<>(conditions);
        this.figures = figures;
    }

    /**
     * Tells all figures.
     *
     * @throws TimeoutException if nothing was heard in quiet, or nothing while an instance was restarted
     */
    void tell(List<Restart> restarts, List<Spoken> spoken, int violations) throws TimeoutException {
        List<Spoken> during =
                spoken.stream().filter(each -> isDuring(restarts, each)).toList();
        double first = restarts.stream().mapToDouble(Restart::beganAt).min().orElse(0);
        List<Spoken> quiet =
                spoken.stream().filter(each -> each.lastAudioAt() < first).toList();
        if (during.isEmpty() || quiet.isEmpty()) {
            throw new TimeoutException(
                    "nobody was heard in quiet, or nobody during a restart: raise --rate or --utterances");
        }
        conditions.put("restarts", restarts.size());
        tell("rolling.extra-gap", MS * Math.max(0, silence(during) - silence(quiet)), "ms", Map.of());
        audience(during, "restarts");
        audience(quiet, "quiet");
        tell(
                "rolling.restart",
                restarts.stream()
                        .mapToDouble(each -> each.speaksAt() - each.beganAt())
                        .max()
                        .orElse(0),
                "s",
                Map.of());
        tell("rolling.violations", violations, "violations", Map.of());
    }

    private void audience(List<Spoken> spoken, String run) {
        Map<String, Object> which = Map.of("run", run);
        Distribution first = firstAudioSeconds(spoken);
        tell("rolling.ttfa.p50", MS * first.percentile(50), "ms", which);
        tell("rolling.ttfa.p95", MS * first.percentile(95), "ms", which);
        tell("rolling.ttfa.max", MS * first.highest(), "ms", which);
        tell("rolling.gap", MS * silence(spoken), "ms", which);
        tell("rolling.utterances", spoken.size(), "utterances", which);
    }

    private void tell(String name, double value, String unit, Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(conditions);
        all.putAll(more);
        figures.accept(new Figure(name, all, value, unit));
    }

    /** Whether somebody waited for it, or listened to it, while an instance was away or had just come back. */
    static boolean isDuring(Collection<Restart> restarts, Spoken spoken) {
        return restarts.stream()
                .anyMatch(restart -> spoken.sentAt() < restart.overAt() && spoken.lastAudioAt() >= restart.beganAt());
    }

    static Distribution firstAudioSeconds(Collection<Spoken> spoken) {
        return Distribution.of(
                spoken.stream().map(each -> each.firstAudioAt() - each.sentAt()).toList());
    }

    /** For how long at most a player that had begun was silent for want of the next chunk; 0 if none was. */
    static double silence(Collection<Spoken> spoken) {
        return Math.max(
                0, spoken.stream().mapToDouble(Spoken::longestWait).max().orElse(0));
    }
}
