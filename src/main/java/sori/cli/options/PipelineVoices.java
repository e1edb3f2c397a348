package sori.cli.options;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import sori.cluster.TopicPlan;
import sori.config.Refusal;
import sori.registry.Alias;
import sori.registry.AliasMover;
import sori.registry.ModelId;
import sori.registry.ModelInstance;
import sori.registry.ModelLog;
import sori.registry.ModelPublisher;
import sori.registry.Registry;
import sori.registry.Release;
import sori.registry.RolloutOptions;
import sori.registry.TrustedKeys;
import sori.registry.VoiceStore;
import sori.state.PrivateFolder;
import sori.state.ProcessLock;
import sori.stream.RegistryVoices;
import sori.synthesis.Stage;
import sori.topology.TopologyFile;
import sori.voice.VoiceCatalog;
import sori.voice.VoiceOptions;
import sori.voice.VoicePackage;

/**
 * From a cluster to voices that an application can speak with: topics, the packages that come along, and what the registry wants
 * ready.
 */
public final class PipelineVoices {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private static final int TURN_POLL_MS = 50;

    private final Cluster cluster;
    private final Console console;
    private final BooleanSupplier stopped;

    public PipelineVoices(Cluster cluster, Console console, BooleanSupplier stopped) {
        this.cluster = cluster;
        this.console = console;
        this.stopped = stopped;
    }

    /**
     * Creates missing topics, reads the registry to its end, and returns when the voices are loaded, or the stop signal came. An
     * embedded broker is given the packages of this machine; a registry without a voice is waited for elsewhere.
     *
     * @param topics those that must be there
     * @param local packages of this machine
     * @param models folder that they lie in, with the user's words
     */
    RegistryVoices join(
            TopologyFile topology, TopicPlan topics, VoiceCatalog local, Path models, VoiceOptions options) {
        int created = cluster.create(topics);
        if (created > 0) {
            console.step("created " + created + " topics");
        }
        try {
            RegistryVoices voices = start(topology, local, models, options);
            try {
                if (cluster.broker().isPresent()) {
                    publishInTurn(local);
                }
                awaitVoices(voices);
                return voices;
            } catch (IOException | InterruptedException | RuntimeException e) {
                voices.close();
                throw e;
            }
        } catch (IOException e) {
            throw new Refusal("the voices at " + cluster.access().bootstrap() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal("interrupted", e);
        }
    }

    private RegistryVoices start(TopologyFile topology, VoiceCatalog local, Path models, VoiceOptions options)
            throws IOException {
        Path kept = Home.here().state().resolve("models").resolve(cluster.id());
        VoiceStore store = new VoiceStore(kept, local, cluster.access());
        List<String> stages = topology.stages().stream().map(Stage::title).toList();
        String host = ModelsOptions.host();
        String instance = host + "-" + ProcessHandle.current().pid() + "-"
                + UUID.randomUUID().toString().substring(0, 4);
        String trust = topology.models().trust();
        Optional<TrustedKeys> keys = trust.isEmpty()
                ? Optional.empty()
                : Optional.of(TrustedKeys.read(Home.here().find(Path.of(trust))));
        return RegistryVoices.start(
                cluster.access(),
                new ModelInstance.Identity(instance, topology.application(), host, stages),
                topology.stages(),
                store,
                new RegistryVoices.Use(options, models, keys)
                        .within(topology.models().trialLimits()));
    }

    private void awaitVoices(RegistryVoices voices) throws IOException, InterruptedException {
        if (cluster.broker().isPresent()) {
            Registry written = ModelLog.read(cluster.access()); // with what was published a moment ago, if it was
            while (voices.registry().end() < written.end() && !stopped.getAsBoolean()) {
                Thread.sleep(5);
            }
        }
        Registry registry = voices.registry();
        if (registry.voices().isEmpty()) {
            registry.unusable().forEach((id, why) -> console.warn(id + " is passed over: " + why));
            console.step(
                    "the registry at " + cluster.access().bootstrap()
                            + " has no voice; `sori models publish DIR --bootstrap HOST:PORT` publishes one; waiting for it ...");
        }
        voices.awaitReady(stopped);
    }

    /**
     * Several commands may start at once, and who publishes what another one is publishing ends it; so they take turns, and who comes
     * later finds it published.
     */
    private void publishInTurn(VoiceCatalog local) throws IOException, InterruptedException {
        Path file = PrivateFolder.create(Home.here().state().resolve("broker")).resolve("publishing");
        while (!stopped.getAsBoolean()) {
            try (ProcessLock turn = ProcessLock.tryAcquire(file)) {
                if (turn != null) {
                    publish(local, ModelLog.read(cluster.access()));
                    return;
                }
            }
            Thread.sleep(TURN_POLL_MS);
        }
    }

    /** Whatever is not there yet; what is newer than a voice's stable version becomes it. */
    public void publish(VoiceCatalog local, Registry registry) throws IOException {
        ModelPublisher publisher = new ModelPublisher(cluster.access(), ModelsOptions.who());
        List<VoicePackage> oldestFirst = local.voices().stream()
                .sorted(Comparator.comparing(PipelineVoices::id))
                .toList();
        for (VoicePackage files : oldestFirst) {
            ModelId id = id(files);
            Optional<Release> known = registry.find(id);
            if (known.isPresent() && known.get().isOf(files)) {
                continue;
            }
            if (known.isPresent()) {
                console.warn(files.directory() + " is not the " + id
                        + " that was published; a version never changes, so raise it to have this one speak");
                continue;
            }
            console.step("publishing " + id + " ...");
            ModelPublisher.Published published = publisher.publish(files, Optional.empty(), "came along");
            published.objections().forEach(objection -> console.warn(id + " is not stable: " + objection));
            if (!published.stable() && isNewer(registry, id)) {
                promote(id);
            }
        }
    }

    private static boolean isNewer(Registry registry, ModelId id) {
        return registry.aliasesOf(id.voice())
                .version(Alias.STABLE)
                .filter(stable -> new ModelId(id.voice(), stable).compareTo(id) < 0)
                .isPresent();
    }

    private void promote(ModelId id) throws IOException {
        Alias stable = new Alias(Alias.STABLE, id.version(), OptionalInt.empty());
        new AliasMover(cluster.access(), ModelsOptions.who())
                .promote(id, stable, new RolloutOptions(PATIENCE, false, "came along", console::step));
        console.step(id + " is stable");
    }

    private static ModelId id(VoicePackage files) {
        return new ModelId(files.manifest().name(), files.manifest().version());
    }
}
