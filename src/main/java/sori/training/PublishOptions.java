package sori.training;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import sori.kafka.KafkaAccess;
import sori.registry.Alias;
import sori.registry.ModelDesk;
import sori.registry.ModelId;
import sori.registry.ModelPublisher;
import sori.registry.ModelRefusedException;
import sori.registry.NameSigner;
import sori.registry.Registry;
import sori.registry.Release;
import sori.registry.SigningKey;
import sori.registry.TrustedKeys;
import sori.registry.VoiceStore;
import sori.voice.VoiceCatalog;
import sori.voice.VoicePackage;

/** Where a package goes when it is made: into the registry, and perhaps before the public. Needs nothing but the brokers. */
final class PublishOptions {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @Option(names = "--publish", description = "put the package into the registry, with its figures on the list")
    boolean publish;

    @Option(
            names = "--promote-if-better",
            description = "make it stable if it beats the stable version's figures on the same list")
    boolean promote;

    @Option(names = "--bootstrap", paramLabel = "HOST:PORT", description = "the cluster; several joined by commas")
    @Nullable
    String bootstrap;

    @Option(names = "--kafka-config", paramLabel = "FILE", description = "client properties for the cluster")
    @Nullable
    Path config;

    @Option(
            names = "--key",
            paramLabel = "KEY.pem",
            description = "Ed25519 private key to sign with; instances with models.trust go by nothing else")
    @Nullable
    Path key;

    @Option(
            names = "--trusted",
            paramLabel = "KEYS.pem",
            description = "public keys of all who sign, where others do beside you")
    @Nullable
    Path trusted;

    /** @throws ModelRefusedException if something is missing without which the work would be in vain */
    void check() throws IOException {
        if (promote && !publish) {
            throw new ModelRefusedException("--promote-if-better needs --publish");
        }
        if (trusted != null && key == null) {
            throw new ModelRefusedException("--trusted goes with --key");
        }
        if (publish) {
            kafka();
            signing();
            others();
        }
    }

    private Optional<SigningKey> signing() throws IOException {
        return key == null ? Optional.empty() : Optional.of(SigningKey.read(key));
    }

    private Optional<TrustedKeys> others() throws IOException {
        return trusted == null ? Optional.empty() : Optional.of(TrustedKeys.read(trusted));
    }

    private ModelDesk desk(String by) throws IOException {
        Optional<SigningKey> signing = signing();
        return new ModelDesk(
                kafka(), by, signing.isPresent() ? NameSigner.of(signing.get(), others()) : NameSigner.NOBODY);
    }

    private KafkaAccess kafka() throws IOException {
        String servers = bootstrap;
        if (servers == null && config != null) {
            servers = KafkaAccess.of("in the file", config).properties().get("bootstrap.servers");
        }
        if (servers == null) {
            throw new ModelRefusedException(
                    "--publish needs --bootstrap HOST:PORT; `sori run` and `sori broker` say theirs");
        }
        return config == null ? KafkaAccess.of(servers) : KafkaAccess.of(servers, config);
    }

    /**
     * Publishes a package, and promotes it if that was asked for and it is better.
     *
     * @param figures of the package on the list
     * @param measured how the list is spoken
     * @param work folder for what is fetched and spoken
     */
    void publish(
            VoicePackage files,
            Map<String, Map<String, Object>> figures,
            ListOptions measured,
            ListOptions.Sentences list,
            Path work)
            throws IOException, InterruptedException {
        String by = System.getProperty("user.name") + ", trainer";
        ModelPublisher.Published published =
                new ModelPublisher(kafka(), by, others()).publish(files, signing(), summary(files, figures));
        System.out.println(published.added() ? "published " + published.id() : published.id() + " was there already");
        published
                .objections()
                .forEach(objection -> System.out.println("not stable, though its voice's first: " + objection));
        if (!promote || !published.objections().isEmpty()) {
            return;
        }
        Optional<Release> current = current(published.id(), by);
        if (current.isEmpty()) {
            System.out.println(published.id() + " is stable");
            return;
        }
        System.out.println("the same list by " + current.get().id() + ":");
        VoiceStore store = new VoiceStore(work.resolve("stable"), new VoiceCatalog(List.of(), Map.of()), kafka());
        Path theirs = store.fetch(current.get()).directory();
        Map<String, Map<String, Object>> other = measured.measure(theirs, list, work.resolve("stable-spoken"));
        if (!FigureContest.beats(spoken(files, figures), spoken(files, other))) {
            System.out.println(
                    published.id() + " is not better than " + current.get().id() + ", which stays stable");
            return;
        }
        Alias stable = new Alias(Alias.STABLE, published.id().version(), OptionalInt.empty());
        String why = "better than " + current.get().id() + " on " + list.name();
        desk(by).promote(published.id(), stable, new ModelDesk.Manner(PATIENCE, false, why, System.out::println));
        System.out.println(published.id() + " is stable: " + why);
    }

    /** The stable version, if it is another. */
    private Optional<Release> current(ModelId id, String by) throws IOException {
        Registry registry = desk(by).registry(id.voice());
        return registry.aliasesOf(id.voice())
                .version(Alias.STABLE)
                .filter(version -> !version.equals(id.version()))
                .flatMap(version -> registry.find(new ModelId(id.voice(), version)));
    }

    /** In the mode that the package speaks in. */
    private static Map<String, Object> spoken(VoicePackage files, Map<String, Map<String, Object>> figures) {
        Map<String, Object> spoken = figures.get(files.manifest().embed().name().toLowerCase(Locale.ROOT));
        return spoken == null ? Map.of() : spoken;
    }

    private static String summary(VoicePackage files, Map<String, Map<String, Object>> figures) {
        return "list: " + spoken(files, figures);
    }
}
