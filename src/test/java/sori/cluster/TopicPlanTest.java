package sori.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import sori.kafka.KafkaAccess;
import sori.kafka.TopicSpec;
import sori.kafka.Topics;
import sori.stream.StreamsProperties;
import sori.synthesis.SpeechSettings;
import sori.synthesis.Stage;
import sori.topology.TopologyFile;

class TopicPlanTest {
    @Test
    void namesEveryTopicOfAnApplicationItsInternalOnesIncluded() {
        TopicPlan plan = TopicPlan.of(TopicSettings.DEFAULT, List.of(TopologyFile.SPEECH.withTap(Stage.MEL)));
        assertThat(plan.topics())
                .extracting(TopicSpec::name)
                .containsExactly(
                        "speech.text",
                        "speech.audio",
                        "speech.failures",
                        "speech.mel",
                        "sori-speech-normalize-seen-changelog",
                        "sori-speech-normalize-parts-changelog",
                        "sori-speech-embed-journal-changelog",
                        "sori-speech-mel-journal-changelog",
                        "sori-speech-vocode-journal-changelog",
                        "speech.models",
                        "speech.model-artifacts",
                        "speech.model-events",
                        "speech.model-status");
    }

    @Test
    void keepsEventsForATimeAndCompactsChangelogs() {
        TopicPlan plan = TopicPlan.of(TopicSettings.DEFAULT.withPartitions(3), List.of(TopologyFile.SPEECH));
        assertThat(plan.topics())
                .allSatisfy(topic ->
                        assertThat(topic.partitions()).isEqualTo(topic.name().startsWith("speech.model") ? 1 : 3));
        assertThat(plan.topics())
                .filteredOn(topic -> !topic.name().startsWith("speech.model"))
                .allSatisfy(topic -> assertThat(topic.settings().get("cleanup.policy"))
                        .isEqualTo(topic.name().endsWith("-changelog") ? "compact" : "delete"));
    }

    /** Some clients read gzip only, some nothing: whatever who writes has chosen, who reads gets what all can read. */
    @Test
    void recordsThatOthersReadAreCompressedForNobody() {
        TopicPlan speaking = TopicPlan.of(
                TopicSettings.DEFAULT,
                List.of(TopologyFile.SPEECH.withTap(Stage.MEL).withTap(Stage.EMBED)));
        assertThat(speaking.and(TopicPlan.ofShadow(TopicSettings.DEFAULT)).topics())
                .filteredOn(topic -> !topic.name().startsWith("speech.model")
                        && !topic.name().endsWith("-changelog"))
                .hasSizeGreaterThan(5)
                .allSatisfy(topic ->
                        assertThat(topic.settings().get("compression.type")).isEqualTo("uncompressed"));
        KafkaAccess kafka = KafkaAccess.of("nowhere:1");
        assertThat(kafka.producer()).containsEntry("compression.type", "none");
        assertThat(StreamsProperties.of(TopologyFile.SPEECH, kafka, Path.of("state"), ClusterLimits.USUAL))
                .containsEntry("producer.compression.type", "none");
    }

    @Test
    void keepsVoicesForEver() {
        TopicPlan plan = TopicPlan.ofModels(TopicSettings.DEFAULT);
        assertThat(plan.topics())
                .extracting(topic -> topic.name() + " " + topic.settings().get("cleanup.policy") + " "
                        + topic.settings().get("retention.ms"))
                .containsExactly(
                        "speech.models compact -1",
                        "speech.model-artifacts compact -1",
                        "speech.model-events delete -1",
                        "speech.model-status compact,delete 86400000");
    }

    @Test
    void whoeverOnlyReadsAsksForNothingElse() {
        TopicPlan plan = TopicPlan.ofTopics(TopicSettings.DEFAULT, List.of(Topics.AUDIO, Topics.FAILURES));
        TopicPlan whole = TopicPlan.of(TopicSettings.DEFAULT, List.of(TopologyFile.SPEECH));
        assertThat(plan.topics()).hasSize(2);
        assertThat(whole.topics()).containsAll(plan.topics());
    }

    @Test
    void makesTopicsLargerThanTheRecordsSentToThem() {
        assertThat(TopicSettings.DEFAULT.maxMessageBytes()).isGreaterThan(SpeechSettings.DEFAULT.maxRecordBytes());
    }
}
