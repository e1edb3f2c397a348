package sori.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import sori.kafka.TopicSpec;

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
                        "sori-speech-mel-journal-changelog",
                        "sori-speech-vocode-journal-changelog");
    }

    @Test
    void keepsEventsForATimeAndCompactsChangelogs() {
        TopicPlan plan = TopicPlan.of(TopicSettings.DEFAULT.withPartitions(3), List.of(TopologyFile.SPEECH));
        assertThat(plan.topics()).extracting(TopicSpec::partitions).containsOnly(3);
        assertThat(plan.topics())
                .allSatisfy(topic -> assertThat(topic.settings().get("cleanup.policy"))
                        .isEqualTo(topic.name().endsWith("-changelog") ? "compact" : "delete"));
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
