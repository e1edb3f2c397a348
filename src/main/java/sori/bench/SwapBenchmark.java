package sori.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import sori.bench.Promoter.Promote;
import sori.bench.SwapLoad.Heard;
import sori.cluster.TopicPlan;
import sori.cluster.TopicSettings;
import sori.kafka.KafkaAccess;
import sori.kafka.UtteranceName;
import sori.registry.AliasMover;
import sori.registry.ModelId;
import sori.registry.ModelInstance;
import sori.registry.ModelPublisher;
import sori.registry.VoiceStore;
import sori.schema.TextEvent;
import sori.stream.DeliveryAudit;
import sori.stream.RegistryVoices;
import sori.synthesis.Stage;
import sori.topology.Guarantee;
import sori.topology.TopologyFile;
import sori.voice.VoiceCatalog;
import sori.voice.VoicePackage;
import sori.voice.VoicePackageWriter;

/**
 * What listeners notice when versions of a voice are promoted back and forth under a steady load: the voice, and a copy of it
 * under another version. The run without promotions comes second, with each event pinned to the version that spoke it in the
 * first, because what a version says at random depends on its name; so it also has the warmer process.
 */
final class SwapBenchmark implements Benchmark {
    static final String TITLE = "swap";

    private static final int SHOWN_VIOLATIONS = 10;

    private final Workplace workplace;
    private final TopologyFile swapped;
    private final TopologyFile undisturbed;

    SwapBenchmark(Workplace workplace) {
        this.workplace = workplace;
        Guarantee guarantee = workplace.guarantees().get(0);
        this.swapped = PipelineBenchmark.topology("bench-swaps", guarantee);
        this.undisturbed = PipelineBenchmark.topology("bench-undisturbed", guarantee);
    }

    @Override
    public String title() {
        return TITLE;
    }

    @Override
    public void run() throws Exception {
        workplace.progress("swap: starting a broker ...");
        VoicePackage voice = workplace.voice();
        VoicePackage copy = VoicePackageWriter.copy(
                voice, workplace.directory().resolve("copy"), voice.manifest().version() + ".1");
        List<VoicePackage> versions = List.of(voice, copy);
        try (BenchBroker broker = workplace.brokers().call();
                RegistryVoices voices = publish(versions, broker.access())) {
            voices.awaitReady(() -> false);
            measure(broker, voices, versions.stream().map(SwapBenchmark::id).toList());
        }
    }

    private static ModelId id(VoicePackage files) {
        return new ModelId(files.manifest().name(), files.manifest().version());
    }

    private RegistryVoices publish(List<VoicePackage> versions, KafkaAccess kafka) throws Exception {
        try (Admin admin = kafka.admin()) {
            TopicPlan.of(TopicSettings.DEFAULT, List.of(swapped, undisturbed)).create(admin);
        }
        ModelPublisher publisher = new ModelPublisher(kafka, "bench");
        for (VoicePackage files : versions) {
            publisher.publish(files, Optional.empty(), "");
        }
        VoiceCatalog local = new VoiceCatalog(versions, Map.of());
        List<Stage> stages = swapped.stages();
        Path words = versions.get(0).directory().resolveSibling("");
        return RegistryVoices.start(
                kafka,
                new ModelInstance.Identity(
                        "bench",
                        swapped.application(),
                        "this machine",
                        stages.stream().map(Stage::title).toList()),
                stages,
                new VoiceStore(workplace.directory().resolve("models"), local, kafka),
                new RegistryVoices.Use(workplace.options(), words, Optional.empty()));
    }

    private void measure(BenchBroker broker, RegistryVoices voices, List<ModelId> versions) throws Exception {
        BenchSizes sizes = workplace.sizes();
        workplace.progress("swap: " + sizes.swaps() + " promotes, " + sizes.rate() + " events a second ...");
        List<ModelId> byTurns = List.of(versions.get(1), versions.get(0));
        Promoter promoter = new Promoter(new AliasMover(broker.access(), "bench"), byTurns, sizes.swaps());
        SwapLoad load = new SwapLoad(workplace, broker, voices);
        List<TextEvent> warmUp = events().limit(sizes.warmUp()).toList();
        Heard disturbed;
        try {
            promoter.warmUp();
            disturbed = load.speak(swapped, warmUp, watch -> {
                promoter.begin(watch);
                return events().skip(warmUp.size())
                        .takeWhile(event -> !promoter.done())
                        .iterator();
            });
        } finally {
            promoter.stop();
        }
        List<Promote> promotes = promoter.promotes();
        List<TextEvent> sent =
                events().skip(warmUp.size()).limit(disturbed.measured().sent()).toList();
        workplace.progress("swap: the same " + sent.size() + " events undisturbed ...");
        Map<String, String> by = disturbed.versions();
        Heard quiet = load.speak(
                undisturbed, pinned(warmUp, by), watch -> pinned(sent, by).iterator());
        int violations = violations(
                broker.access(), Stream.concat(warmUp.stream(), sent.stream()).toList());
        new SwapFigures(conditions(broker), workplace.figures())
                .tell(
                        promoter.promotes(),
                        disturbed.measured().spoken(),
                        quiet.measured().spoken(),
                        violations);
    }

    private Stream<TextEvent> events() {
        List<String> texts = Texts.sentences(100); // over and over
        return Stream.iterate(0, i -> i + 1)
                .map(i -> PipelineLoad.event(workplace, TITLE + "-" + i, texts.get(i % texts.size())));
    }

    /** Each with the version that spoke it. */
    private static List<TextEvent> pinned(List<TextEvent> events, Map<String, String> versions) {
        return events.stream()
                .map(event -> TextEvent.newBuilder(event)
                        .setVoiceVersion(versions.get(event.getUtteranceId()))
                        .build())
                .toList();
    }

    private int violations(KafkaAccess kafka, List<TextEvent> events) {
        List<UtteranceName> names = events.stream()
                .map(TextEvent::getUtteranceId)
                .map(id -> UtteranceName.of(id, id)) // published without keys
                .toList();
        List<String> violations = DeliveryAudit.of(kafka, swapped)
                .violations(names, DeliveryAudit.of(kafka, undisturbed).outcomes());
        violations.stream().limit(SHOWN_VIOLATIONS).forEach(workplace::progress);
        return violations.size();
    }

    private Map<String, Object> conditions(BenchBroker broker) {
        Map<String, Object> conditions = EngineBenchmark.conditions(
                workplace, workplace.options().engine().workers());
        conditions.put("guarantee", swapped.guarantee().title());
        conditions.put("broker", broker.place());
        conditions.put("eventsPerSecond", workplace.sizes().rate());
        conditions.put("arrivals", "even");
        return conditions;
    }
}
