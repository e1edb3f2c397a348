package sori.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import sori.cli.options.Console;
import sori.config.Refusal;
import sori.topology.MetricsSettings;
import sori.topology.TopologyFile;

/** Where meters, health and /info are shown, in place of what a topology file says. */
final class MetricsOptions {
    @Option(
            names = "--metrics-port",
            paramLabel = "N",
            description = "Port for Prometheus, health and /info; 0: none. Default: the topology file's.")
    private @Nullable Integer port;

    /** @throws Refusal when a value cannot be */
    TopologyFile applied(TopologyFile topology) {
        if (port == null) {
            return topology;
        }
        try {
            MetricsSettings metrics =
                    new MetricsSettings(port, topology.metrics().host());
            return topology.toBuilder().metrics(metrics).build();
        } catch (IllegalArgumentException e) {
            throw new Refusal("--metrics-port: " + e.getMessage(), e);
        }
    }

    /** Begins to answer. */
    interface Opening<T> {
        T start(TopologyFile topology, MetricsSettings where, String version) throws IOException;
    }

    /**
     * Before anything else, so that whoever asks is told what is still missing; null where nothing is to be shown.
     *
     * @throws Refusal when nobody can listen there
     */
    static <T> @Nullable T shown(TopologyFile topology, Console console, Opening<T> opening) {
        MetricsSettings where = topology.metrics();
        if (where.port() == 0) {
            return null;
        }
        try {
            T shown = opening.start(topology, where, Sori.VERSION);
            console.step("metrics at http://" + where.host() + ":" + where.port() + "/metrics");
            return shown;
        } catch (IOException e) {
            throw new Refusal(
                    "cannot show metrics at " + where.host() + ":" + where.port() + ": " + e.getMessage()
                            + "; choose another port (metrics.port, or --metrics-port), or 0 for none",
                    e);
        }
    }
}
