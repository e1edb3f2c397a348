package sori.bench;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import sori.cluster.TopicSettings;
import sori.schema.TextEvent;
import sori.stream.SpeechApplication;
import sori.synthesis.CatalogVoices;
import sori.topology.Guarantee;
import sori.topology.TopologyFile;

/**
 * What a flood of records that are refused does to others: one partition gets it, an event waits behind it there, and the other
 * partitions get events at a rate all the time. Application, load and listener are in this process.
 */
final class FloodBenchmark extends PipelineCase {
    static final String TITLE = "flood";

    private static final double MS = 1000;
    private static final double US = 1e6;
    private static final int FLOODED = 0;
    static final int PARTITIONS = TopicSettings.DEFAULT.partitions();

    private final Workplace workplace;

    FloodBenchmark(Workplace workplace) {
        super(TITLE, workplace);
        this.workplace = workplace;
    }

    @Override
    void run(Guarantee guarantee, BenchBroker broker, CatalogVoices voices) throws Exception {
        TopologyFile topology = PipelineBenchmark.topology("flood-" + guarantee.title(), guarantee);
        createTopics(broker, topology);
        try (SpeechApplication application = new SpeechApplication(
                        topology, voices, broker.access(), workplace.directory().resolve(topology.application()));
                PipelineLoad load = new PipelineLoad(workplace, topology, broker, application)) {
            application.start();
            application.ready().get(PipelineBenchmark.START_SECONDS, TimeUnit.SECONDS);
            measure(topology, broker, load);
        }
    }

    private void measure(TopologyFile topology, BenchBroker broker, PipelineLoad load) throws Exception {
        BenchSizes sizes = workplace.sizes();
        String guarantee = topology.guarantee().title();
        workplace.progress("flood: " + guarantee + ", " + sizes.warmUp() + " events and " + sizes.flood()
                + " refused ones to warm up ...");
        send(load, "warm-up", sizes.warmUp(), CompletableFuture.completedFuture(null));
        send(load, "warm-flood", sizes.warmUp(), flood(topology, broker, sizes.flood()));
        workplace.progress("flood: " + guarantee + ", undisturbed ...");
        PipelineRun quiet = send(load, "quiet", sizes.utterances(), CompletableFuture.completedFuture(null));
        workplace.progress("flood: " + guarantee + ", " + sizes.flood() + " records that are refused ...");
        PipelineRun flooded = send(load, "flooded", sizes.utterances(), flood(topology, broker, sizes.flood()));
        tell(guarantee, broker, quiet, flooded);
    }

    private void tell(String guarantee, BenchBroker broker, PipelineRun quiet, PipelineRun flooded) {
        Map<String, Object> conditions = EngineBenchmark.conditions(
                workplace, workplace.options().engine().workers());
        conditions.put("guarantee", guarantee);
        conditions.put("broker", broker.place());
        conditions.put("refused", workplace.sizes().flood());
        conditions.put("eventsPerSecond", workplace.sizes().rate());
        figure("flood.behind", conditions, behind(flooded), "ms");
        figure("flood.beside.p50", conditions, MS * beside(flooded).percentile(50), "ms");
        figure("flood.beside.p95", conditions, MS * beside(flooded).percentile(95), "ms");
        figure("flood.undisturbed.p95", conditions, MS * beside(quiet).percentile(95), "ms");
        double records = workplace.sizes().flood();
        conditions.put("process", "application and load");
        figure("flood.cpu", conditions, US * (flooded.cpuSeconds() - quiet.cpuSeconds()) / records, "us/record");
        conditions.put("process", "broker");
        figure(
                "flood.cpu",
                conditions,
                US * (flooded.brokerCpuSeconds() - quiet.brokerCpuSeconds()) / records,
                "us/record");
    }

    private void figure(String name, Map<String, Object> conditions, double value, String unit) {
        workplace.figures().accept(new Figure(name, conditions, value, unit));
    }

    /** First audio of the event behind the flood. */
    private static double behind(PipelineRun run) {
        return run.spoken().stream()
                .filter(each -> partition(each.id()) == FLOODED)
                .mapToDouble(each -> MS * (each.firstAudioAt() - each.sentAt()))
                .max()
                .orElse(Double.NaN);
    }

    private static Distribution beside(PipelineRun run) {
        return Distribution.of(run.spoken().stream()
                .filter(each -> partition(each.id()) != FLOODED)
                .map(each -> each.firstAudioAt() - each.sentAt())
                .toList());
    }

    /** Events for the other partitions at the rate, and one for the flooded partition once the flood is written. */
    private PipelineRun send(PipelineLoad load, String name, int events, CompletableFuture<?> flood) throws Exception {
        Iterator<TextEvent> others = events(name, partition -> partition != FLOODED);
        TextEvent last = events(name, partition -> partition == FLOODED).next();
        PipelineRun run = new PipelineRun(events + 1);
        load.send(
                new Iterator<>() {
                    private boolean lastSent;

                    @Override
                    public boolean hasNext() {
                        return !lastSent || run.sent() <= events;
                    }

                    @Override
                    public TextEvent next() {
                        if (flood.isDone() && !lastSent) {
                            lastSent = true;
                            return last;
                        }
                        return others.next();
                    }
                },
                () -> 1 / workplace.sizes().rate(),
                run,
                new Stopwatch());
        flood.get();
        return run;
    }

    private Iterator<TextEvent> events(String name, IntPredicate where) {
        List<String> texts = Texts.sentences(100); // over and over
        return IntStream.iterate(0, i -> i + 1)
                .filter(i -> where.test(partition(name + "-" + i)))
                .mapToObj(i -> PipelineLoad.event(workplace, name + "-" + i, texts.get(i % texts.size())))
                .iterator();
    }

    /** Where an event goes whose key is its id. */
    static int partition(String id) {
        return Utils.toPositive(Utils.murmur2(Utils.utf8(id))) % PARTITIONS;
    }

    /** Writes refused records to one partition as fast as the brokers take them; done when they have all. */
    private CompletableFuture<Void> flood(TopologyFile topology, BenchBroker broker, int records) {
        List<byte[]> garbage = new Garbage(workplace.sizes().seed()).records(records);
        return CompletableFuture.runAsync(() -> {
            Map<String, Object> properties = broker.access().producer();
            properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
            try (KafkaProducer<byte[], byte[]> producer =
                    new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
                Stream<byte[]> all = garbage.stream();
                all.forEach(each -> producer.send(new ProducerRecord<>(topology.from(), FLOODED, null, each)));
                producer.flush();
            }
        });
    }
}
