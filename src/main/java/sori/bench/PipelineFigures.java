package sori.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What a run of the pipeline comes to. */
final class PipelineFigures {
    private static final double MS = 1000;

    private final Map<String, Object> conditions;
    private final Consumer<Figure> figures;

    PipelineFigures(Map<String, Object> conditions, Consumer<Figure> figures) {
        this.conditions = conditions;
        this.figures = figures;
    }

    /** Adds a condition to all figures. */
    PipelineFigures with(String name, Object setting) {
        conditions.put(name, setting);
        return this;
    }

    /** Of events that came at a rate. */
    void latency(PipelineRun run) {
        Distribution first = run.firstAudioSeconds();
        tell("pipeline.ttfa.p50", MS * first.percentile(50), "ms");
        tell("pipeline.ttfa.p95", MS * first.percentile(95), "ms");
        tell("pipeline.ttfa.p99", MS * first.percentile(99), "ms");
        // Where every utterance came in one chunk there is nothing between chunks to measure.
        run.latestChunkSeconds().ifPresent(late -> tell("pipeline.gap", MS * late, "ms"));
        tell("pipeline.stalls", run.stalls(), "stalls");
        costs(run);
    }

    /**
     * Of a backlog.
     *
     * @param engine what engine and vocoder did on it without Kafka, in the same minute
     */
    void throughput(PipelineRun run, BareSpeech.Result engine) {
        tell("pipeline.realtime", run.timesRealTime(), "x real time");
        tell(
                "pipeline.efficiency",
                100 * run.timesRealTime() / engine.timesRealTime(),
                "%",
                "engineRealtime",
                Math.round(10 * engine.timesRealTime()) / 10.0);
        double cpu = (run.cpuSeconds() + run.brokerCpuSeconds()) / run.audioSeconds();
        if (!Double.isNaN(cpu)) {
            tell(
                    "pipeline.efficiency",
                    100 * engine.cpuPerAudioSecond() / cpu,
                    "%",
                    "time",
                    "cpu, broker and load included");
        }
        costs(run);
    }

    private void costs(PipelineRun run) {
        KafkaCounters kafka = run.counters();
        tell("pipeline.transactions", kafka.commits() / run.wallSeconds(), "commits/s");
        tell("pipeline.changelog", kafka.changelogBytes() / run.audioSeconds(), "bytes/s of audio");
        tell("pipeline.cpu", run.cpuSeconds() / run.audioSeconds(), "s/s of audio", "process", "application and load");
        if (!Double.isNaN(run.brokerCpuSeconds())) {
            tell("pipeline.cpu", run.brokerCpuSeconds() / run.audioSeconds(), "s/s of audio", "process", "broker");
        }
        List<Double> memory = run.residentMiB();
        for (int quarter = 1; quarter <= memory.size(); quarter++) {
            tell("pipeline.memory", memory.get(quarter - 1), "MiB", "afterQuarter", quarter);
        }
    }

    private void tell(String name, double value, String unit) {
        figures.accept(new Figure(name, conditions, value, unit));
    }

    private void tell(String name, double value, String unit, String condition, Object setting) {
        Map<String, Object> more = new HashMap<>(conditions);
        more.put(condition, setting);
        figures.accept(new Figure(name, more, value, unit));
    }
}
