package sori.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import sori.schema.TextEvent;
import sori.stream.SpeechApplication;
import sori.synthesis.CatalogVoices;
import sori.topology.Guarantee;
import sori.topology.TopologyFile;

/**
 * What a backlog of bulk does to events that somebody waits for, while it is read and afterwards, where it lies in one partition and where
 * it lies in all; and how much of bulk is spoken with such events and without. Application, load and listener are in this process.
 */
final class BulkBenchmark extends PipelineCase {
    static final String TITLE = "pipeline.bulk";

    private static final double MS = 1000;
    private static final int ROUNDS = 3;

    /** Longer than bulk holds back after what was waited for. */
    private static final int PAUSE_MS = 3000;

    /** Bulk that is spoken before anything is measured, at most. */
    private static final int MOST_WARM_UP = 2000;

    private final Workplace workplace;

    BulkBenchmark(Workplace workplace) {
        super(TITLE, workplace);
        this.workplace = workplace;
    }

    @Override
    void run(Guarantee guarantee, BenchBroker broker, CatalogVoices voices) throws Exception {
        for (boolean everywhere : new boolean[] {true, false}) {
            new Case(guarantee, everywhere, broker).run(voices);
        }
    }

    /** An application with topics of its own, so that what is left of a backlog disturbs no other. */
    private final class Case {
        private final boolean everywhere;
        private final BenchBroker broker;
        private final TopologyFile topology;
        private final Map<String, Object> conditions;
        private final BenchSizes sizes = workplace.sizes();

        /** @param everywhere whether bulk lies in all partitions, or in one */
        private Case(Guarantee guarantee, boolean everywhere, BenchBroker broker) {
            this.everywhere = everywhere;
            this.broker = broker;
            this.topology = PipelineBenchmark.topology(
                    "bulk-" + (everywhere ? "everywhere-" : "somewhere-") + guarantee.title(), guarantee);
            this.conditions = EngineBenchmark.conditions(
                    workplace, workplace.options().engine().workers());
            conditions.put("guarantee", guarantee.title());
            conditions.put("broker", broker.place());
            conditions.put("partitionsWithBulk", everywhere ? FloodBenchmark.PARTITIONS : 1);
        }

        private void run(CatalogVoices voices) throws Exception {
            createTopics(broker, topology);
            try (SpeechApplication application = new SpeechApplication(
                            topology,
                            voices,
                            broker.access(),
                            workplace.directory().resolve(topology.application()));
                    PipelineLoad load = new PipelineLoad(workplace, topology, broker, application);
                    BulkSource bulk = new BulkSource(workplace, topology, broker, everywhere)) {
                application.start();
                application.ready().get(PipelineBenchmark.START_SECONDS, TimeUnit.SECONDS);
                measure(load, bulk);
            }
        }

        private void progress(String what) {
            workplace.progress("pipeline.bulk: " + topology.application() + ", " + what + " ...");
        }

        private void measure(PipelineLoad load, BulkSource bulk) throws Exception {
            int warmUp = Math.min(sizes.bulk(), MOST_WARM_UP);
            progress(sizes.warmUp() + " events and " + warmUp + " of bulk to warm up");
            send(load, "warm-up", count(sizes.warmUp()));
            backlog(load, "warm-bulk", warmUp, BulkSource.BULK);
            progress("undisturbed");
            tell(send(load, "quiet", count(sizes.utterances())), "undisturbed");
            if (everywhere) {
                throughput(load);
            }
            progress(sizes.bulk() + " sentences of bulk");
            Stopwatch watch = new Stopwatch();
            CompletableFuture<Void> read = bulk.write(sizes.bulk());
            CompletableFuture<Double> readSeconds = read.thenApply(done -> watch.wallSeconds());
            tell(send(load, "reading", sent -> sent > 0 && read.isDone()), "reading");
            figure("pipeline.bulk.read", sizes.bulk() / readSeconds.get(), "records/s");
            PipelineRun after = send(load, "after", count(sizes.utterances()));
            tell(after, "read");
            conditions.put("beside", sizes.rate() + " events a second");
            figure("pipeline.bulk.realtime", after.othersAudioSeconds() / after.wallSeconds(), "x real time");
            conditions.remove("beside");
        }

        /** By turns, as the machine may be another in the next minute; told is the median of the shares. */
        private void throughput(PipelineLoad load) throws Exception {
            List<Double> shares = new ArrayList<>();
            List<Double> cpu = new ArrayList<>();
            for (int round = 1; round <= ROUNDS; round++) {
                progress("a backlog of " + sizes.backlog() + " interactive, and one of bulk, round " + round);
                PipelineRun interactive = backlog(load, "interactive-" + round, sizes.backlog(), Map.of());
                Thread.sleep(PAUSE_MS);
                PipelineRun bulk = backlog(load, "bulk-" + round, sizes.backlog(), BulkSource.BULK);
                shares.add(100 * bulk.timesRealTime() / interactive.timesRealTime());
                cpu.add(100 * cpu(interactive) / cpu(bulk));
                figure("pipeline.bulk.realtime", bulk.timesRealTime(), "x real time");
            }
            conditions.put("medianOf", ROUNDS);
            figure("pipeline.bulk.share", median(shares), "% of an interactive backlog");
            conditions.put("time", "cpu, load included");
            figure("pipeline.bulk.share", median(cpu), "% of an interactive backlog");
            conditions.keySet().removeAll(List.of("medianOf", "time"));
        }

        private static double cpu(PipelineRun run) {
            return run.cpuSeconds() / run.audioSeconds();
        }

        private static double median(List<Double> values) {
            Collections.sort(values);
            return values.get(values.size() / 2);
        }

        private PipelineRun backlog(PipelineLoad load, String name, int events, Map<String, String> options)
                throws Exception {
            List<String> texts = Texts.sentences(events);
            PipelineRun run = new PipelineRun(events);
            Iterator<TextEvent> all = IntStream.range(0, events)
                    .mapToObj(i -> BulkSource.event(workplace, name + "-" + i, texts.get(i), options))
                    .iterator();
            load.send(all, () -> 0, run, new Stopwatch());
            return run;
        }

        private End count(int events) {
            return sent -> sent >= events;
        }

        /** Events at the rate. */
        private PipelineRun send(PipelineLoad load, String name, End end) throws Exception {
            List<String> texts = Texts.sentences(100); // over and over
            PipelineRun run = new PipelineRun(sizes.utterances());
            BooleanSupplier more = () -> !end.after(run.sent());
            Iterator<TextEvent> events = new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return more.getAsBoolean();
                }

                @Override
                public TextEvent next() {
                    int i = run.sent();
                    return PipelineLoad.event(workplace, name + "-" + i, texts.get(i % texts.size()));
                }
            };
            load.send(events, () -> 1 / sizes.rate(), run, new Stopwatch());
            return run;
        }

        /** @param when in what state bulk was */
        private void tell(PipelineRun run, String when) {
            conditions.put("bulk", when.equals("undisturbed") ? 0 : sizes.bulk());
            conditions.put("when", when);
            if (everywhere) {
                tell(run, "all", true, true);
            } else {
                tell(run, "others", true, false);
                tell(run, "the one with bulk", false, true);
            }
            conditions.keySet().removeAll(List.of("bulk", "when", "partition"));
        }

        private void tell(PipelineRun run, String partitions, boolean others, boolean same) {
            List<Double> first = run.spoken().stream()
                    .filter(each -> FloodBenchmark.partition(each.id()) == BulkSource.SOMEWHERE ? same : others)
                    .map(each -> MS * (each.firstAudioAt() - each.sentAt()))
                    .toList();
            conditions.put("partition", partitions);
            if (!first.isEmpty()) {
                Distribution distribution = Distribution.of(first);
                figure("pipeline.bulk.ttfa.p50", distribution.percentile(50), "ms");
                figure("pipeline.bulk.ttfa.p95", distribution.percentile(95), "ms");
                figure("pipeline.bulk.ttfa.events", first.size(), "events");
            }
        }

        private void figure(String name, double value, String unit) {
            workplace.figures().accept(new Figure(name, Map.copyOf(conditions), value, unit));
        }
    }

    /** Whether events are enough. */
    private interface End {
        boolean after(int sent);
    }
}
