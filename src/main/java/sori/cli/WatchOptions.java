package sori.cli;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sori.config.Refusal;
import sori.topology.TopologyFile;
import sori.topology.TracingSettings;

/** Who watches an application, in place of what its topology file says. */
final class WatchOptions {
    private static final String NOWHERE = "none";

    @Mixin
    private MetricsOptions metrics;

    @Option(
            names = "--otlp",
            paramLabel = "URL",
            description = "Where spans go, over OTLP (HTTP), such as http://127.0.0.1:4318; " + NOWHERE
                    + ": nowhere. Default: the topology file's.")
    private @Nullable String otlp;

    @Option(
            names = "--otlp-ratio",
            paramLabel = "R",
            description =
                    "Share of the traces begun here whose spans are sent, 0 to 1. Default: the topology file's, 1 if it says none.")
    private @Nullable Double otlpRatio;

    /** @throws Refusal when a value cannot be */
    TopologyFile applied(TopologyFile topology) {
        return metrics.applied(topology).toBuilder()
                .tracing(tracing(topology.tracing()))
                .build();
    }

    private TracingSettings tracing(TracingSettings said) {
        TracingSettings tracing = said;
        if (otlp != null) {
            String endpoint = otlp.equals(NOWHERE) ? "" : otlp;
            if (endpoint.isEmpty() && !otlp.equals(NOWHERE)) {
                throw new Refusal("--otlp: an address is missing, such as http://127.0.0.1:4318, or " + NOWHERE);
            }
            tracing = named("--otlp", () -> new TracingSettings(endpoint, said.ratio()));
        }
        if (otlpRatio != null) {
            String endpoint = tracing.endpoint();
            double ratio = otlpRatio;
            if (endpoint.isEmpty()) {
                throw new Refusal("--otlp-ratio says how much is sent, and nothing says where: add --otlp URL, or"
                        + " tracing.endpoint to the topology file");
            }
            tracing = named("--otlp-ratio", () -> new TracingSettings(endpoint, ratio));
        }
        return tracing;
    }

    private static <T> T named(String option, Supplier<T> settings) {
        try {
            return settings.get();
        } catch (IllegalArgumentException e) {
            throw new Refusal(option + ": " + e.getMessage(), e);
        }
    }
}
