package sori.cluster;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/** What an application's clients feel of a cluster that is away, or that slows them down. Stateless. */
public final class ClusterTrouble {
    static final String AWAY =
            "no broker answers: what is under way waits, and goes on by itself when one does; nothing is lost";
    static final String SLOWED =
            "the brokers slow this application down, as a quota of theirs asks for (producer_byte_rate, consumer_byte_rate or"
                    + " request_percentage of its user or client id): speech may come late";

    private static final Set<String> THROTTLED = Set.of("produce-throttle-time-avg", "fetch-throttle-time-avg");

    private ClusterTrouble() {}

    /** A sentence, always the same one for the same trouble; empty where there is none. */
    public static Optional<String> of(Map<MetricName, ? extends Metric> metrics) {
        boolean consumers = false;
        boolean connected = false;
        boolean slowed = false;
        for (Map.Entry<MetricName, ? extends Metric> each : metrics.entrySet()) {
            MetricName name = each.getKey();
            if (connections(name)) {
                consumers = true;
                connected |= value(each.getValue()) > 0;
            } else if (THROTTLED.contains(name.name())) {
                slowed |= value(each.getValue()) >= 1;
            }
        }
        if (consumers && !connected) {
            return Optional.of(AWAY);
        }
        return slowed ? Optional.of(SLOWED) : Optional.empty();
    }

    private static boolean connections(MetricName name) {
        return name.name().equals("connection-count")
                && name.group().equals("consumer-metrics")
                // One that restores nothing asks nothing, and does not notice.
                && !name.tags().getOrDefault("client-id", "").endsWith("restore-consumer");
    }

    /**
     * Only of figures that count: that of a store's uncommitted bytes reads native memory which its stream thread may free at that moment, and
     * then the process ends (Kafka Streams 4.4.0, {@code RocksDBStore.approximateNumUncommittedBytes}).
     */
    private static double value(Metric metric) {
        return metric.metricValue() instanceof Number number ? number.doubleValue() : 0;
    }
}
