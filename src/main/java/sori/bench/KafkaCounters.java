package sori.bench;

import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * What an application's Kafka clients have counted.
 *
 * @param commits under exactly once each is a transaction
 * @param changelogBytes sent to change logs, compressed
 */
record KafkaCounters(double commits, double changelogBytes) {
    /** Of clients in processes that nobody asks. */
    static final KafkaCounters UNKNOWN = new KafkaCounters(Double.NaN, Double.NaN);

    static KafkaCounters of(Map<MetricName, ? extends Metric> metrics) {
        double commits = 0;
        double bytes = 0;
        for (Map.Entry<MetricName, ? extends Metric> each : metrics.entrySet()) {
            MetricName name = each.getKey();
            if (name.group().equals("stream-thread-metrics") && name.name().equals("commit-total")) {
                commits += number(each.getValue());
            } else if (name.group().equals("producer-topic-metrics")
                    && name.name().equals("byte-total")
                    && name.tags().getOrDefault("topic", "").endsWith("-changelog")) {
                bytes += number(each.getValue());
            }
        }
        return new KafkaCounters(commits, bytes);
    }

    private static double number(Metric metric) {
        return metric.metricValue() instanceof Number number ? number.doubleValue() : 0;
    }

    KafkaCounters minus(KafkaCounters before) {
        return new KafkaCounters(commits - before.commits, changelogBytes - before.changelogBytes);
    }
}
