package sori.cluster;

import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/** What an application's clients feel of a cluster that is away, or that slows them down. Stateless. */
public final class ClusterTrouble {
    static final String AWAY =
            "no broker answers: what is under way waits, and goes on by itself when one does; nothing is lost";
    static final String SLOWED =
            "the brokers slow this application down, as a quota of theirs asks for (producer_byte_rate, consumer_byte_rate or"
                    + " request_percentage of its user or client id): speech may come late";

    private ClusterTrouble() {}

    /** A sentence, always the same one for the same trouble; empty where there is none. */
    public static Optional<String> of(Map<MetricName, ? extends Metric> metrics) {
        boolean consumers = false;
        boolean connected = false;
        boolean slowed = false;
        for (Map.Entry<MetricName, ? extends Metric> each : metrics.entrySet()) {
            if (!(each.getValue().metricValue() instanceof Number value)) {
                continue;
            }
            String name = each.getKey().name();
            boolean connections = name.equals("connection-count")
                    && each.getKey().group().equals("consumer-metrics")
                    // One that restores nothing asks nothing, and does not notice.
                    && !each.getKey().tags().getOrDefault("client-id", "").endsWith("restore-consumer");
            consumers |= connections;
            connected |= connections && value.doubleValue() > 0;
            slowed |= (name.equals("produce-throttle-time-avg") || name.equals("fetch-throttle-time-avg"))
                    && value.doubleValue() >= 1;
        }
        if (consumers && !connected) {
            return Optional.of(AWAY);
        }
        return slowed ? Optional.of(SLOWED) : Optional.empty();
    }
}
