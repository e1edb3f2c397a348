package sori.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.junit.jupiter.api.Test;

class FigureTest {
    @Test
    void isOneLineOfJson() {
        Figure figure = new Figure("decoder.step", Map.of("precision", "fp32", "batch", 4), 12.5, "us");
        assertThat(figure.json())
                .isEqualTo(
                        "{\"figure\":\"decoder.step\",\"case\":{\"batch\":4,\"precision\":\"fp32\"},\"value\":12.5,\"unit\":\"us\"}");
        assertThat(new Figure("soak.kills", Map.of(), 2, "kills").json()).contains("\"value\":2,");
    }

    @Test
    void showsSmallValuesWithMoreDigits() {
        assertThat(new Figure("pipeline.cpu", Map.of("process", "broker"), 0.0123, "s").row())
                .contains("0.0123")
                .endsWith("process broker");
        assertThat(new Figure("pipeline.realtime", Map.of(), 61.27, "x").row()).contains("61.27 x");
    }

    @Test
    void memoryIsTheResidentSet() {
        assertThat(Memory.residentMiB(Stream.of("VmPeak:\t 9 kB", "VmRSS:\t  2048 kB")))
                .hasValue(2);
        assertThat(Memory.residentMiB(Stream.of("Name:\tjava"))).isEqualTo(OptionalDouble.empty());
    }

    @Test
    void countersAddUpThreadsAndChangelogsOnly() {
        Map<MetricName, Metric> metrics = Map.of(
                name("stream-thread-metrics", "commit-total", Map.of("thread-id", "1")), metric(3),
                name("stream-thread-metrics", "commit-total", Map.of("thread-id", "2")), metric(4),
                name("stream-thread-metrics", "poll-total", Map.of("thread-id", "2")), metric(100),
                name("producer-topic-metrics", "byte-total", Map.of("topic", "a-mel-journal-changelog")), metric(50),
                name("producer-topic-metrics", "byte-total", Map.of("topic", "speech.audio")), metric(1000));
        KafkaCounters counters = KafkaCounters.of(metrics);
        assertThat(counters).isEqualTo(new KafkaCounters(7, 50));
        assertThat(counters.minus(new KafkaCounters(2, 20))).isEqualTo(new KafkaCounters(5, 30));
    }

    private static MetricName name(String group, String name, Map<String, String> tags) {
        return new MetricName(name, group, "", tags);
    }

    private static Metric metric(double value) {
        return new Metric() {
            @Override
            public MetricName metricName() {
                return name("", "", Map.of());
            }

            @Override
            public Object metricValue() {
                return value;
            }
        };
    }
}
