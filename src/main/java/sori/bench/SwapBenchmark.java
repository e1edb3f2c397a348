package sori.bench;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import sori.kafka.KafkaAccess;
import sori.registry.ModelDesk;
import sori.registry.ModelId;
import sori.registry.ModelInstance;
import sori.registry.ModelPublisher;
import sori.registry.VoiceStore;
import sori.schema.TextEvent;
import sori.stream.DeliveryAudit;
import sori.stream.Guarantee;
import sori.stream.RegistryVoices;
import sori.stream.SpeechApplication;
import sori.stream.Stage;
import sori.stream.TopicPlan;
import sori.stream.TopicSettings;
import sori.stream.TopologyFile;
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
                voice,
                workplace.directory().resolve("copy"),
                voice.manifest().version() + ".1");
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
        int swaps = workplace.sizes().swaps();
        List<ModelId> byTurns = List.of(versions.get(1), versions.get(0));
        List<TextEvent> events = events();
        workplace.progress("swap: " + events.size() + " events, " + workplace.sizes().rate() + " a second, and " + swaps
                + " promotes ...");
        Promoter promoter = new Promoter(new ModelDesk(broker.access(), "bench"), byTurns, swaps);
        Runs disturbed = speak(swapped, events, broker, voices, promoter);
        workplace.progress("swap: the same undisturbed ...");
        Promoter nobody = new Promoter(new ModelDesk(broker.access(), "bench"), byTurns, 0);
        Runs quiet = speak(undisturbed, pinned(events, disturbed), broker, voices, nobody);
        int violations = violations(broker.access(), events);
        new SwapFigures(conditions(broker), workplace.figures())
                .tell(promoter.promotes(), disturbed.measured().spoken(), quiet.measured().spoken(), violations);
    }

    /** Those that warm up, and enough to last as long as the promotions and one slot more. */
    private List<TextEvent> events() {
        BenchSizes sizes = workplace.sizes();
        int measured = (int) Math.ceil((sizes.swaps() + 1) * Promoter.SLOT_SECONDS * sizes.rate());
        return PipelineLoad.events(workplace, TITLE, Texts.sentences(PipelineBenchmark.WARM_UP + measured));
    }

    /** Each with the version that spoke it. */
    private static List<TextEvent> pinned(List<TextEvent> events, Runs spoken) {
        Map<String, String> versions = new HashMap<>();
        Stream.of(spoken.warmUp(), spoken.measured())
                .flatMap(run -> run.spoken().stream())
                .forEach(each -> versions.put(each.id(), each.version()));
        return events.stream()
                .map(event -> TextEvent.newBuilder(event)
                        .setVoiceVersion(versions.get(event.getUtteranceId()))
                        .build())
                .toList();
    }

    /** What was heard of the first events, and then of the others at their rate. */
    private record Runs(PipelineRun warmUp, PipelineRun measured) {}

    private Runs speak(
            TopologyFile file, List<TextEvent> events, BenchBroker broker, RegistryVoices voices, Promoter promoter)
            throws Exception {
        List<TextEvent> first = events.subList(0, PipelineBenchmark.WARM_UP);
        List<TextEvent> others = events.subList(PipelineBenchmark.WARM_UP, events.size());
        Runs runs = new Runs(new PipelineRun(first.size()), new PipelineRun(others.size()));
        try (SpeechApplication application = new SpeechApplication(
                        file, voices, broker.access(), workplace.directory().resolve(file.application()));
                PipelineLoad load = new PipelineLoad(workplace, file, broker, application)) {
            application.start();
            application.ready().get(PipelineBenchmark.START_SECONDS, TimeUnit.SECONDS);
            load.send(first, Double.POSITIVE_INFINITY, runs.warmUp(), new Stopwatch());
            Stopwatch watch = new Stopwatch();
            promoter.begin(watch);
            load.send(others, workplace.sizes().rate(), runs.measured(), watch);
        } catch (TimeoutException e) {
            workplace.progress("swap: " + e.getMessage()); // what is missing counts as violations
        } finally {
            promoter.stop();
        }
        return runs;
    }

    private int violations(KafkaAccess kafka, List<TextEvent> events) {
        List<String> ids = events.stream().map(TextEvent::getUtteranceId).toList();
        List<String> violations = DeliveryAudit.of(kafka, swapped)
                .violations(ids, DeliveryAudit.of(kafka, undisturbed).outcomes());
        violations.stream().limit(SHOWN_VIOLATIONS).forEach(workplace::progress);
        return violations.size();
    }

    private Map<String, Object> conditions(BenchBroker broker) {
        Map<String, Object> conditions = EngineBenchmark.conditions(
                workplace, workplace.options().engine().workers());
        conditions.put("guarantee", swapped.guarantee().title());
        conditions.put("broker", broker.place());
        conditions.put("eventsPerSecond", workplace.sizes().rate());
        conditions.put("arrivals", "poisson");
        return conditions;
    }
}
