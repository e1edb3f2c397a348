package sori.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import sori.stream.SpeechApplication;
import sori.synthesis.CatalogVoices;
import sori.topology.Guarantee;
import sori.topology.TopologyFile;

/**
 * The whole way through Kafka: events at a rate, for the time to first audio, and then a backlog, for the throughput.
 * Application, load and listener are in this process.
 */
final class PipelineBenchmark extends PipelineCase {
    static final String TITLE = "pipeline";

    static final int START_SECONDS = 120;

    /** Backlogs before those that are measured: what one runs through, in both processes, takes thousands of sentences to be compiled. */
    private static final int WARM_UP_ROUNDS = 6;

    private static final int ROUNDS = 3;

    /** A backlog, and what engine and vocoder did on it without Kafka just before. */
    private record BacklogRound(PipelineRun run, BareSpeech.Result engine) {
        double efficiency() {
            return run.timesRealTime() / engine.timesRealTime();
        }
    }

    private final Workplace workplace;

    PipelineBenchmark(Workplace workplace) {
        super(TITLE, workplace);
        this.workplace = workplace;
    }

    @Override
    void run(Guarantee guarantee, BenchBroker broker, CatalogVoices voices) throws Exception {
        TopologyFile topology = topology("bench-" + guarantee.title(), guarantee);
        createTopics(broker, topology);
        try (Running pipeline = new Running(topology, broker, voices)) {
            pipeline.start();
            BenchSizes sizes = workplace.sizes();
            workplace.progress("pipeline: " + guarantee.title() + ", " + sizes.warmUp() + " events to warm up, "
                    + sizes.rate() + " a second ...");
            pipeline.load.send("warm-up", Texts.sentences(sizes.warmUp()), sizes.rate());
            measureRate(pipeline.load, topology, broker);
            warmUp(pipeline.load, topology);
        }
        measureBacklog(topology, broker, voices);
    }

    /** An application at work, and its load. */
    private final class Running implements AutoCloseable {
        private final SpeechApplication application;
        private final PipelineLoad load;

        private Running(TopologyFile topology, BenchBroker broker, CatalogVoices voices) {
            application = new SpeechApplication(
                    topology,
                    voices,
                    broker.access(),
                    workplace.directory().resolve(topology.guarantee().title()));
            load = new PipelineLoad(workplace, topology, broker, application);
        }

        private void start() throws Exception {
            application.start();
            application.ready().get(START_SECONDS, TimeUnit.SECONDS);
        }

        @Override
        public void close() {
            load.close();
            application.close();
        }
    }

    private void measureRate(PipelineLoad load, TopologyFile topology, BenchBroker broker) throws Exception {
        BenchSizes sizes = workplace.sizes();
        workplace.progress("pipeline: " + topology.guarantee().title() + ", " + sizes.utterances() + " events, "
                + sizes.rate() + " a second ...");
        PipelineFigures figures = figures(topology, broker);
        figures.with("eventsPerSecond", sizes.rate())
                .with("arrivals", "poisson")
                .with("warmUp", sizes.warmUp());
        figures.latency(load.send("rate", Texts.sentences(sizes.utterances()), sizes.rate()));
    }

    private void warmUp(PipelineLoad load, TopologyFile topology) throws Exception {
        int backlog = workplace.sizes().backlog();
        for (int round = 1; round <= WARM_UP_ROUNDS; round++) {
            progress(topology, backlog, "to warm up, " + round + " of " + WARM_UP_ROUNDS);
            load.send("warm-backlog-" + round, Texts.sentences(backlog), Double.POSITIVE_INFINITY);
        }
    }

    /**
     * Engine and pipeline take turns on the same sentences, and the pipeline is shut down for the engine's: it would look for records some
     * hundred times a second. Told is the round of the median efficiency.
     */
    private void measureBacklog(TopologyFile topology, BenchBroker broker, CatalogVoices voices) throws Exception {
        int backlog = workplace.sizes().backlog();
        List<String> texts = Texts.sentences(backlog);
        EngineBenchmark.speak(workplace, voices);
        List<BacklogRound> rounds = new ArrayList<>();
        for (int round = 1; round <= ROUNDS; round++) {
            workplace.progress(
                    "pipeline: " + backlog + " sentences, engine and vocoder without Kafka, round " + round + " ...");
            BareSpeech.Result engine = EngineBenchmark.speak(workplace, voices);
            try (Running pipeline = new Running(topology, broker, voices)) {
                pipeline.start();
                pipeline.load.send("begin-" + round, Texts.sentences(backlog / 4), Double.POSITIVE_INFINITY);
                progress(topology, backlog, "round " + round);
                PipelineRun run = pipeline.load.send("backlog-" + round, texts, Double.POSITIVE_INFINITY);
                rounds.add(new BacklogRound(run, engine));
            }
        }
        rounds.sort(Comparator.comparingDouble(BacklogRound::efficiency));
        BacklogRound median = rounds.get(ROUNDS / 2);
        PipelineFigures figures = figures(topology, broker);
        figures.with("backlog", backlog).with("medianOf", ROUNDS);
        figures.throughput(median.run(), median.engine());
    }

    private void progress(TopologyFile topology, int backlog, String what) {
        workplace.progress(
                "pipeline: " + topology.guarantee().title() + ", a backlog of " + backlog + ", " + what + " ...");
    }

    private PipelineFigures figures(TopologyFile topology, BenchBroker broker) {
        Map<String, Object> conditions = EngineBenchmark.conditions(
                workplace, workplace.options().engine().workers());
        conditions.put("guarantee", topology.guarantee().title());
        conditions.put("broker", broker.place());
        return new PipelineFigures(conditions, workplace.figures());
    }

    /** The usual one, with topics of its own. */
    static TopologyFile topology(String name, Guarantee guarantee) {
        return TopologyFile.SPEECH.withGuarantee(guarantee).toBuilder()
                .application(name)
                .topicsOfItsOwn()
                .build();
    }
}
