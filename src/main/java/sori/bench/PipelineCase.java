package sori.bench;

import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import sori.cluster.TopicPlan;
import sori.cluster.TopicSettings;
import sori.synthesis.CatalogVoices;
import sori.topology.Guarantee;
import sori.topology.TopologyFile;

/** What is measured on a pipeline of its own, under each guarantee: with one broker and one load of voices. */
abstract class PipelineCase implements Benchmark {
    private final String title;
    private final Workplace workplace;

    PipelineCase(String title, Workplace workplace) {
        this.title = title;
        this.workplace = workplace;
    }

    @Override
    public final String title() {
        return title;
    }

    @Override
    public final void run() throws Exception {
        workplace.progress(title + ": starting a broker ...");
        try (BenchBroker broker = workplace.brokers().call();
                CatalogVoices voices = EngineBenchmark.open(workplace, workplace.options())) {
            for (Guarantee guarantee : workplace.guarantees()) {
                run(guarantee, broker, voices);
            }
        }
    }

    abstract void run(Guarantee guarantee, BenchBroker broker, CatalogVoices voices) throws Exception;

    static void createTopics(BenchBroker broker, TopologyFile topology) throws Exception {
        try (Admin admin = broker.access().admin()) {
            TopicPlan.of(TopicSettings.DEFAULT, List.of(topology)).create(admin);
        }
    }
}
