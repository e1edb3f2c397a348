package sori.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterTroubleTest {
    private final Map<MetricName, Metric> metrics = new HashMap<>();

    private void count(String group, String name, String client, Object value) {
        MetricName of = new MetricName(name, group, "", Map.of("client-id", client));
        metrics.put(of, new Metric() {
            @Override
            public MetricName metricName() {
                return of;
            }

            @Override
            public Object metricValue() {
                return value;
            }
        });
    }

    @Test
    void onlyWhenNoConsumerThatAsksIsConnectedAreTheBrokersAway() {
        assertThat(ClusterTrouble.of(metrics)).as("before the start").isEmpty();
        count("consumer-metrics", "connection-count", "a-consumer", 0.0);
        count("consumer-metrics", "connection-count", "a-restore-consumer", 1.0);
        assertThat(ClusterTrouble.of(metrics)).isEqualTo(Optional.of(ClusterTrouble.AWAY));
        count("consumer-metrics", "connection-count", "b-consumer", 1.0);
        assertThat(ClusterTrouble.of(metrics)).isEmpty();
    }

    /** A store's figures are read from memory that its thread frees when it fails: who reads them then ends the process. */
    @Test
    void nothingOfAStoreIsAskedForItsValue() {
        MetricName ofStore =
                new MetricName("num-uncommitted-bytes", "stream-state-metrics", "", Map.of("task-id", "0_1"));
        metrics.put(ofStore, new Metric() {
            @Override
            public MetricName metricName() {
                return ofStore;
            }

            @Override
            public Object metricValue() {
                throw new AssertionError("asked " + ofStore);
            }
        });
        count("consumer-metrics", "connection-count", "a-consumer", 0.0);
        assertThat(ClusterTrouble.of(metrics)).isEqualTo(Optional.of(ClusterTrouble.AWAY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"produce-throttle-time-avg", "fetch-throttle-time-avg"})
    void aQuotaThatIsFeltIsTold(String name) {
        count("consumer-metrics", "connection-count", "a-consumer", 1.0);
        count("some-metrics", name, "a", Double.NaN);
        assertThat(ClusterTrouble.of(metrics)).isEmpty();
        count("some-metrics", name, "a", 250.0);
        assertThat(ClusterTrouble.of(metrics)).isEqualTo(Optional.of(ClusterTrouble.SLOWED));
    }

    @Test
    void transactionsOfAnEarlierVersionAreALineWithTheCommandThatMendsThem() {
        assertThat(TransactionVersion.remarks(2, "b:1")).isEmpty();
        assertThat(TransactionVersion.remarks(1, "b:1"))
                .singleElement()
                .asString()
                .contains("transaction.version is 1", "kafka-features.sh --bootstrap-server b:1 upgrade");
    }
}
