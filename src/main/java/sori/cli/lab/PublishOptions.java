package sori.cli.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import sori.evaluate.FigureContest;
import sori.evaluate.ListMeasurement;
import sori.kafka.KafkaAccess;
import sori.registry.ModelRefusedException;
import sori.registry.Rollout;
import sori.registry.SigningKey;
import sori.registry.TrustedKeys;
import sori.voice.VoicePackage;

/** Where a package goes when it is made: into the registry, and perhaps before the public. Needs nothing but the brokers. */
final class PublishOptions {
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
     * @param measured what it made of the list
     * @param measurement how the stable version is measured on the same list
     * @param work folder for what is fetched and spoken
     */
    void publish(VoicePackage files, ListMeasurement.Measured measured, ListMeasurement measurement, Path work)
            throws IOException, InterruptedException {
        String by = System.getProperty("user.name") + ", trainer";
        Rollout rollout = new Rollout(kafka(), by, signing(), others(), System.out::println);
        Map<String, Object> ours = spoken(files, measured.figures());
        if (!promote) {
            rollout.publish(files, "list: " + ours);
            return;
        }
        rollout.publishIfBetter(
                files, "list: " + ours, new Contest(files, ours, measured, measurement, work), work.resolve("stable"));
    }

    /** The same list, spoken by the stable version too. */
    private record Contest(
            VoicePackage files,
            Map<String, Object> ours,
            ListMeasurement.Measured measured,
            ListMeasurement measurement,
            Path work)
            implements Rollout.Contest {
        @Override
        public String basis() {
            return measured.list().name();
        }

        @Override
        public boolean wins(VoicePackage stable) throws IOException, InterruptedException {
            Map<String, Map<String, Object>> theirs =
                    measurement.measure(stable.directory(), measured.list(), work.resolve("stable-spoken"));
            return FigureContest.beats(ours, spoken(files, theirs));
        }
    }

    /** In the mode that the package speaks in. */
    private static Map<String, Object> spoken(VoicePackage files, Map<String, Map<String, Object>> figures) {
        Map<String, Object> spoken = figures.get(files.manifest().embed().name().toLowerCase(Locale.ROOT));
        return spoken == null ? Map.of() : spoken;
    }
}
