package sori.cli;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sori.cli.options.Cluster;
import sori.cli.options.Console;
import sori.cli.options.ModelsOptions;
import sori.cluster.AccessPlan;
import sori.cluster.ClusterCheck;
import sori.config.Refusal;
import sori.registry.AliasMover;
import sori.registry.NameSigner;
import sori.registry.SigningKey;
import sori.registry.TrustedKeys;

/** What every command of {@code models} on the registry has: a cluster, and an answer for a person or a program. */
abstract class ModelsSubcommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelsOptions options;

    /** The reason for a change. */
    static final class WhyOption {
        @Option(names = "--why", paramLabel = "TEXT", defaultValue = "", description = "For the history.")
        private String why;

        String why() {
            return why;
        }
    }

    /** Who signs. */
    static final class KeyOptions {
        @Option(
                names = {"--key", "--sign-with"},
                paramLabel = "KEY.pem",
                description =
                        "Ed25519 private key, as openssl writes it, to sign with: instances with models.trust go by "
                                + "nothing else.")
        private @Nullable Path key;

        @Option(
                names = "--trusted",
                paramLabel = "KEYS.pem",
                description = "Public keys of all who sign, where others do beside you.")
        private @Nullable Path trusted;

        Optional<SigningKey> signing() {
            if (trusted != null && key == null) {
                throw new Refusal("--trusted goes with --key");
            }
            return key == null ? Optional.empty() : Optional.of(read(key, SigningKey::read));
        }

        Optional<TrustedKeys> trusted() {
            return trusted == null ? Optional.empty() : Optional.of(read(trusted, TrustedKeys::read));
        }

        /** Moves names, and signs them if there is a key. */
        AliasMover mover(Cluster cluster) {
            Optional<TrustedKeys> others = trusted();
            NameSigner signer =
                    signing().map(mine -> NameSigner.of(mine, others)).orElse(NameSigner.NOBODY);
            return new AliasMover(cluster.access(), ModelsOptions.who(), signer);
        }

        private interface Reader<T> {
            T read(Path file) throws IOException;
        }

        private static <T> T read(Path file, Reader<T> reader) {
            try {
                return reader.read(file);
            } catch (NoSuchFileException e) {
                throw new Refusal("there is no file " + file, e);
            } catch (IOException e) {
                throw new Refusal(String.valueOf(e.getMessage()), e);
            }
        }
    }

    final Console console() {
        return new Console(spec);
    }

    /** Does the work on the cluster and prints the answer. */
    final int run(ModelsOptions.Work work) {
        return options.run(console(), work);
    }

    /** The same of what changes the registry, for whoever may. */
    final int change(ModelsOptions.Work work) {
        return run(cluster -> {
            ClusterCheck.refuseWithout(AccessPlan.ofModelPublisher(), cluster.access());
            return work.on(cluster);
        });
    }
}
