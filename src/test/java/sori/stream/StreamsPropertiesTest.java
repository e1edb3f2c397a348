package sori.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import sori.cluster.ClusterLimits;
import sori.kafka.KafkaAccess;
import sori.topology.Guarantee;
import sori.topology.TopologyFile;
import sori.trace.HeadersChosen;

class StreamsPropertiesTest {
    @Test
    void recordsGatherUntilTheCommitUnderExactlyOnceAndLeaveAtOnceOtherwise() {
        TopologyFile exactlyOnce = TopologyFile.SPEECH.withGuarantee(Guarantee.EXACTLY_ONCE);
        TopologyFile atLeastOnce = TopologyFile.SPEECH.withGuarantee(Guarantee.AT_LEAST_ONCE);

        assertThat(properties(exactlyOnce))
                .hasEntrySatisfying(
                        "producer.linger.ms", ms -> assertThat((int) ms).isGreaterThan(exactlyOnce.commitIntervalMs()));
        assertThat(properties(atLeastOnce)).containsEntry("producer.linger.ms", 0);
    }

    @Test
    void onlyExactlyOnceNeedsTransactionsInItsStores() {
        String transactional = "enable.transactional.statestores";
        assertThat(properties(TopologyFile.SPEECH.withGuarantee(Guarantee.EXACTLY_ONCE)))
                .containsEntry(transactional, true);
        assertThat(properties(TopologyFile.SPEECH.withGuarantee(Guarantee.AT_LEAST_ONCE)))
                .doesNotContainKey(transactional);
    }

    @Test
    void whatIsFetchedIsBoundedAndOnlyListedHeadersGoFurther() {
        assertThat(properties(TopologyFile.SPEECH.toBuilder()
                        .headers(List.of("x-request-id", "baggage"))
                        .build()))
                .containsEntry("main.consumer.sori.headers", "x-request-id,baggage")
                .containsEntry("main.consumer.fetch.max.bytes", KafkaAccess.FETCH_BYTES)
                .containsEntry("main.consumer.interceptor.classes", HeadersChosen.class.getName());
        assertThat(KafkaAccess.of("127.0.0.1:1").consumer(""))
                .containsEntry("fetch.max.bytes", KafkaAccess.FETCH_BYTES);
    }

    @Test
    void aBacklogOfTextsStallsNoOtherPartitionOfItsThread() {
        assertThat(properties(TopologyFile.SPEECH))
                .containsEntry("main.consumer.max.poll.records", StreamsProperties.POLL_RECORDS)
                .containsEntry("buffered.records.per.partition", 50)
                .containsEntry("main.consumer.max.partition.fetch.bytes", 16 << 10);
    }

    private static Properties properties(TopologyFile file) {
        return StreamsProperties.of(file, KafkaAccess.of("127.0.0.1:1"), Path.of("state"), ClusterLimits.USUAL);
    }
}
