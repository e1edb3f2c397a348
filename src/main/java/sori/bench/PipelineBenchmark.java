package sori.bench;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import sori.stream.CatalogVoices;
import sori.stream.Guarantee;
import sori.stream.SpeechApplication;
import sori.stream.TopicPlan;
import sori.stream.TopicSettings;
import sori.stream.TopologyFile;

/**
 * The whole way through Kafka: events at a rate, for the time to first audio, and then a backlog, for the throughput.
 * Application, load and listener are in this process.
 */
final class PipelineBenchmark implements Benchmark {
    static final String TITLE = "pipeline";

    /** Events that are spoken before anything is measured. */
    static final int WARM_UP = 12;

    static final int START_SECONDS = 120;

    private final Workplace workplace;

    PipelineBenchmark(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public String title() {
        return TITLE;
    }

    @Override
    public void run() throws Exception {
        workplace.progress("pipeline: starting a broker ...");
        try (BenchBroker broker = workplace.brokers().call();
                CatalogVoices voices = EngineBenchmark.open(workplace, workplace.options())) {
            for (Guarantee guarantee : workplace.guarantees()) {
                run(guarantee, broker, voices);
            }
        }
    }

    private void run(Guarantee guarantee, BenchBroker broker, CatalogVoices voices) throws Exception {
        TopologyFile topology = topology("bench-" + guarantee.title(), guarantee);
        try (Admin admin = broker.access().admin()) {
            TopicPlan.of(TopicSettings.DEFAULT, List.of(topology)).create(admin);
        }
        try (SpeechApplication application = new SpeechApplication(
                        topology, voices, broker.access(), workplace.directory().resolve(guarantee.title()));
                PipelineLoad load = new PipelineLoad(workplace, topology, broker, application)) {
            application.start();
            application.ready().get(START_SECONDS, TimeUnit.SECONDS);
            workplace.progress("pipeline: " + guarantee.title() + ", " + WARM_UP + " events to warm up ...");
            load.send("warm-up", Texts.sentences(WARM_UP), Double.POSITIVE_INFINITY);
            measureRate(load, topology, broker);
            measureBacklog(load, topology, broker, voices);
        }
    }

    private void measureRate(PipelineLoad load, TopologyFile topology, BenchBroker broker) throws Exception {
        BenchSizes sizes = workplace.sizes();
        workplace.progress("pipeline: " + topology.guarantee().title() + ", " + sizes.utterances() + " events, "
                + sizes.rate() + " a second ...");
        PipelineFigures figures = figures(topology, broker);
        figures.with("eventsPerSecond", sizes.rate()).with("arrivals", "poisson");
        figures.latency(load.send("rate", Texts.sentences(sizes.utterances()), sizes.rate()));
    }

    private void measureBacklog(PipelineLoad load, TopologyFile topology, BenchBroker broker, CatalogVoices voices)
            throws Exception {
        int backlog = workplace.sizes().backlog();
        workplace.progress("pipeline: " + backlog + " sentences, engine and vocoder without Kafka ...");
        BareSpeech.Result engine = EngineBenchmark.speak(workplace, voices);
        workplace.progress("pipeline: " + topology.guarantee().title() + ", a backlog of " + backlog + " ...");
        PipelineFigures figures = figures(topology, broker);
        figures.with("backlog", backlog);
        figures.throughput(load.send("backlog", Texts.sentences(backlog), Double.POSITIVE_INFINITY), engine);
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
        TopologyFile usual = TopologyFile.SPEECH.withGuarantee(guarantee);
        return new TopologyFile(
                name,
                usual.stages(),
                name + ".text",
                name + ".audio",
                name + ".failures",
                List.of(),
                guarantee,
                usual.threads(),
                usual.commitIntervalMs(),
                usual.settings(),
                usual.models());
    }
}
