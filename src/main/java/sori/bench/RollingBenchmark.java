package sori.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import sori.kafka.KafkaAccess;
import sori.kafka.UtteranceName;
import sori.registry.ModelPublisher;
import sori.schema.TextEvent;
import sori.stream.DeliveryAudit;
import sori.topology.Guarantee;
import sori.topology.TopologyFile;
import sori.topology.TopologyYaml;

/**
 * What listeners notice when an operator restarts three instances in turn under a steady load: once they leave the group and others
 * have copies of their stores, once they stay members of it and their partitions wait for them.
 */
final class RollingBenchmark implements Benchmark {
    static final String TITLE = "rolling";

    private static final int INSTANCES = 3;
    private static final int SHOWN_VIOLATIONS = 10;

    private final Workplace workplace;
    private final Guarantee guarantee;

    RollingBenchmark(Workplace workplace) {
        this.workplace = workplace;
        this.guarantee = workplace.guarantees().get(0);
    }

    /** What an instance does that is told to end. */
    private record Manner(String name, int standbys, boolean stays) {}

    @Override
    public String title() {
        return TITLE;
    }

    @Override
    public void run() throws Exception {
        workplace.progress("rolling: starting a broker ...");
        try (BenchBroker broker = workplace.brokers().call()) {
            boolean published = false;
            for (Manner manner : List.of(new Manner("leaves", 1, false), new Manner("stays", 0, true))) {
                String yaml = yaml(manner);
                TopologyFile topology = TopologyYaml.parse(yaml, manner.name());
                PipelineCase.createTopics(broker, topology);
                if (!published) {
                    new ModelPublisher(broker.access(), "bench").publish(workplace.voice(), Optional.empty(), "");
                    published = true;
                }
                measure(manner, topology, write(manner, yaml), broker);
            }
        }
    }

    private String yaml(Manner manner) {
        String name = "bench-" + manner.name();
        return String.join(
                "\n",
                "application: " + name,
                "stages: [normalize, embed, mel, vocode]",
                "from: " + name + ".text",
                "to: " + name + ".audio",
                "failures: " + name + ".failures",
                "guarantee: " + guarantee.title(),
                "standbys: " + manner.standbys(),
                "");
    }

    private Path write(Manner manner, String yaml) throws IOException {
        Path folder = Files.createDirectories(workplace.directory().resolve(manner.name()));
        return Files.writeString(folder.resolve("topology.yaml"), yaml);
    }

    private void measure(Manner manner, TopologyFile topology, Path file, BenchBroker broker) throws Exception {
        BenchSizes sizes = workplace.sizes();
        // Instances of a machine share a folder for their state, and find their own place in it again.
        Path state = file.resolveSibling("state");
        PipelineRun warmUp = new PipelineRun(sizes.warmUp());
        PipelineRun run = new PipelineRun(sizes.utterances());
        workplace.progress("rolling: " + INSTANCES + " instances, each " + manner.name() + " ...");
        try (RollingOperator operator = new RollingOperator(
                        () -> workplace.instances().start(broker.access(), file, state, manner.stays()));
                PipelineLoad load = new PipelineLoad(workplace, topology, broker, () -> KafkaCounters.UNKNOWN)) {
            operator.launch(INSTANCES);
            double gap = 1 / sizes.rate();
            load.send(events().limit(sizes.warmUp()).iterator(), () -> gap, warmUp, new Stopwatch());
            Stopwatch watch = new Stopwatch();
            operator.begin(watch, sizes.utterances() / sizes.rate(), workplace);
            try {
                load.send(
                        events().skip(sizes.warmUp())
                                .takeWhile(event -> !operator.done())
                                .iterator(),
                        () -> gap,
                        run,
                        watch);
            } catch (TimeoutException e) {
                workplace.progress("rolling: " + e.getMessage()); // what is missing counts as violations
            }
            int violations = violations(broker.access(), topology, sizes.warmUp() + run.sent());
            new RollingFigures(conditions(manner, broker), workplace.figures())
                    .tell(operator.restarts(), run.spoken(), violations);
        }
    }

    private Stream<TextEvent> events() {
        List<String> texts = Texts.sentences(100); // over and over
        return Stream.iterate(0, i -> i + 1)
                .map(i -> PipelineLoad.event(workplace, TITLE + "-" + i, texts.get(i % texts.size())));
    }

    /** What did not come once, whole and in order. */
    private int violations(KafkaAccess kafka, TopologyFile topology, int sent) {
        List<UtteranceName> names = events().limit(sent)
                .map(TextEvent::getUtteranceId)
                .map(id -> UtteranceName.of(id, id)) // published without keys
                .toList();
        DeliveryAudit heard = DeliveryAudit.of(kafka, topology);
        List<String> violations = heard.violations(names, heard.outcomes());
        violations.stream().limit(SHOWN_VIOLATIONS).forEach(workplace::progress);
        return violations.size();
    }

    private Map<String, Object> conditions(Manner manner, BenchBroker broker) {
        Map<String, Object> conditions = EngineBenchmark.conditions(
                workplace, workplace.options().engine().workers());
        conditions.put("guarantee", guarantee.title());
        conditions.put("broker", broker.place());
        conditions.put("eventsPerSecond", workplace.sizes().rate());
        conditions.put("instances", INSTANCES);
        conditions.put("instance", manner.name());
        conditions.put("standbys", manner.standbys());
        return conditions;
    }
}
