package sori.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a cluster lets its clients ask for. The shorter session and transaction are, the sooner another instance speaks on
 * after a kill; a client that asks for what the brokers refuse does not start at all.
 *
 * @param minSessionMs {@code group.min.session.timeout.ms}
 * @param maxSessionMs {@code group.max.session.timeout.ms}
 * @param maxTransactionMs {@code transaction.max.timeout.ms}
 */
public record ClusterLimits(int minSessionMs, int maxSessionMs, int maxTransactionMs) {
    /** Kafka's own defaults, which clusters that do not tell have most likely kept. */
    public static final ClusterLimits USUAL = new ClusterLimits(6000, 1_800_000, 900_000);

    /** After a kill an instance's partitions are silent for this long; with much less a busy machine misses heartbeats. */
    static final int SESSION_MS = 6000;

    /**
     * A transaction that was cut off holds listeners back for this long, unless its instance comes back earlier. Whoever takes
     * longer over one gets nothing done at all: a busy machine needs the room.
     */
    public static final int TRANSACTION_MS = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(ClusterLimits.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Asks the brokers; takes {@link #USUAL} for granted where they do not say. */
    public static ClusterLimits of(Admin admin) {
        try {
            Optional<Node> any =
                    admin.describeCluster().nodes().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).stream()
                            .findFirst();
            if (any.isPresent()) {
                ConfigResource broker =
                        new ConfigResource(ConfigResource.Type.BROKER, any.get().idString());
                for (Config config : admin.describeConfigs(List.of(broker))
                        .all()
                        .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                        .values()) {
                    return new ClusterLimits(
                            value(config, "group.min.session.timeout.ms", USUAL.minSessionMs),
                            value(config, "group.max.session.timeout.ms", USUAL.maxSessionMs),
                            value(config, "transaction.max.timeout.ms", USUAL.maxTransactionMs));
                }
            }
        } catch (ExecutionException | TimeoutException e) {
            LOG.info("the cluster does not tell its limits, so Kafka's usual ones are assumed: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return USUAL;
    }

    private static int value(Config config, String name, int otherwise) {
        ConfigEntry entry = config.get(name);
        return entry == null || entry.value() == null ? otherwise : Integer.parseInt(entry.value());
    }

    public int sessionMs() {
        return Math.max(minSessionMs, Math.min(maxSessionMs, SESSION_MS));
    }

    /** @param commitIntervalMs how long a transaction stays open when all is well */
    public int transactionMs(int commitIntervalMs) {
        return Math.min(maxTransactionMs, Math.max(TRANSACTION_MS, 4 * commitIntervalMs));
    }

    /** What differs from what Sori would ask for, for a person; empty when nothing does. */
    public List<String> concessions(int commitIntervalMs) {
        List<String> concessions = new ArrayList<>();
        if (sessionMs() != SESSION_MS) {
            concessions.add("this cluster takes sessions of " + minSessionMs + " to " + maxSessionMs
                    + " ms (group.min.session.timeout.ms, group.max.session.timeout.ms): after a kill another instance takes"
                    + " over in " + sessionMs() + " ms instead of " + SESSION_MS);
        }
        if (transactionMs(commitIntervalMs) < 4 * commitIntervalMs) {
            concessions.add("this cluster ends transactions after " + maxTransactionMs
                    + " ms (transaction.max.timeout.ms), which is little for commits every " + commitIntervalMs
                    + " ms: lower commitIntervalMs in the topology file");
        }
        return concessions;
    }
}
