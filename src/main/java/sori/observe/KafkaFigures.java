package sori.observe;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * Some of what Kafka Streams and its clients count, summed over threads and clients, so that it is a fixed number of series whatever the
 * number of threads, tasks, stores and partitions. Names are those that Micrometer's own binder gives them. Stateless.
 */
final class KafkaFigures {
    private enum Kind {
        TOTAL,
        SUM,
        MOST
    }

    private record Figure(String group, String name, Kind kind, String what) {
        /** As Micrometer's {@code KafkaStreamsMetrics} names it. */
        String meter() {
            String room = group.replaceFirst("-metrics$", "").replace('-', '.');
            return "kafka." + room + "." + name.replace('-', '.');
        }
    }

    private static final List<Figure> FIGURES = List.of(
            new Figure("stream-metrics", "alive-stream-threads", Kind.SUM, "Stream threads that run."),
            new Figure("stream-metrics", "failed-stream-threads", Kind.TOTAL, "Stream threads that failed."),
            new Figure(
                    "stream-thread-metrics", "commit-total", Kind.TOTAL, "Commits; under exactly once transactions."),
            new Figure(
                    "stream-thread-metrics", "commit-latency-max", Kind.MOST, "Longest commit lately, milliseconds."),
            new Figure("stream-thread-metrics", "commit-latency-avg", Kind.MOST, "Mean commit lately, milliseconds."),
            new Figure("stream-thread-metrics", "poll-total", Kind.TOTAL, "Polls."),
            new Figure("stream-thread-metrics", "process-total", Kind.TOTAL, "Records taken in."),
            new Figure(
                    "stream-thread-metrics",
                    "process-ratio",
                    Kind.MOST,
                    "Share of its time in records, busiest thread."),
            new Figure(
                    "stream-thread-metrics",
                    "punctuate-ratio",
                    Kind.MOST,
                    "Share of its time in forwarding what was made, busiest thread."),
            new Figure("stream-thread-metrics", "task-closed-total", Kind.TOTAL, "Tasks that were closed."),
            new Figure("consumer-coordinator-metrics", "assigned-partitions", Kind.SUM, "Partitions of this instance."),
            new Figure("consumer-coordinator-metrics", "rebalance-total", Kind.TOTAL, "Rebalances."),
            new Figure("consumer-coordinator-metrics", "failed-rebalance-total", Kind.TOTAL, "Rebalances that failed."),
            new Figure(
                    "consumer-coordinator-metrics",
                    "last-heartbeat-seconds-ago",
                    Kind.MOST,
                    "Since the last heartbeat, seconds."),
            new Figure("consumer-fetch-manager-metrics", "fetch-total", Kind.TOTAL, "Fetches."),
            new Figure(
                    "consumer-fetch-manager-metrics",
                    "fetch-latency-avg",
                    Kind.MOST,
                    "Mean fetch of the slowest client lately, milliseconds."),
            new Figure("producer-metrics", "record-send-total", Kind.TOTAL, "Records written, to change logs too."),
            new Figure(
                    "producer-metrics",
                    "record-error-total",
                    Kind.TOTAL,
                    "Records that could not be written, by producers that still run."),
            new Figure("producer-metrics", "record-retry-total", Kind.TOTAL, "Records that were sent again."),
            new Figure("producer-metrics", "outgoing-byte-total", Kind.TOTAL, "Bytes to brokers."),
            new Figure(
                    "producer-metrics",
                    "request-latency-max",
                    Kind.MOST,
                    "Longest answer of a broker lately, milliseconds."),
            new Figure("producer-metrics", "txn-commit-time-ns-total", Kind.TOTAL, "In committing, nanoseconds."),
            new Figure("producer-metrics", "connection-count", Kind.SUM, "Connections of producers."));

    private KafkaFigures() {}

    /** @param metrics all of an application's, by Kafka's own names */
    static void register(MeterRegistry registry, Supplier<Map<MetricName, ? extends Metric>> metrics) {
        for (Figure figure : FIGURES) {
            if (figure.kind() == Kind.TOTAL) {
                FunctionCounter.builder(figure.meter(), metrics, all -> value(figure, all.get()))
                        .description(figure.what())
                        .register(registry);
            } else {
                Gauge.builder(figure.meter(), metrics, all -> value(figure, all.get()))
                        .description(figure.what())
                        .strongReference(true)
                        .register(registry);
            }
        }
    }

    private static double value(Figure figure, Map<MetricName, ? extends Metric> metrics) {
        DoubleStream values = metrics.entrySet().stream()
                .filter(each -> each.getKey().name().equals(figure.name())
                        && each.getKey().group().equals(figure.group()))
                .mapToDouble(each -> each.getValue().metricValue() instanceof Number number ? number.doubleValue() : 0)
                .filter(Double::isFinite);
        return figure.kind() == Kind.MOST ? values.max().orElse(0) : values.sum();
    }
}
