package sori.cli.options;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import sori.kafka.Codecs;
import sori.kafka.KafkaAccess;
import sori.kafka.SchemaRegistry;

/** How records are framed, for commands that read no topology file. */
public final class WireOptions {
    @Option(
            names = "--schema-registry",
            paramLabel = "URL",
            description =
                    "Records are in Confluent's framing, their schemas at this registry, as with wire: confluent.")
    private @Nullable String registry;

    public Codecs codecs(KafkaAccess kafka) {
        return Optional.ofNullable(registry)
                .map(address -> Codecs.confluent(SchemaRegistry.of(address, kafka)))
                .orElse(Codecs.AVRO);
    }
}
