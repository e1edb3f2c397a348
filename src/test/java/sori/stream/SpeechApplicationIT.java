package sori.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sori.client.SpeechPublisher;
import sori.client.SpeechReader;
import sori.client.SpeechReader.Heard;
import sori.client.SpokenUtterance;
import sori.cluster.TopicPlan;
import sori.cluster.TopicSettings;
import sori.kafka.KafkaAccess;
import sori.kafka.Topics;
import sori.schema.AudioChunk;
import sori.schema.FailureReason;
import sori.schema.SpeechStatus;
import sori.stream.stage.FakeVoices;
import sori.stream.store.StateRefusedException;
import sori.synthesis.SpeechSettings;
import sori.synthesis.Voices;
import sori.system.GivenTopics;
import sori.system.KafkaExtension;
import sori.system.TestedKafka;
import sori.topology.Guarantee;
import sori.topology.TopologyFile;

/** The pipeline on a real broker, with a voice that needs no model. */
@ExtendWith(KafkaExtension.class)
class SpeechApplicationIT {
    private static final int UTTERANCES = 20;

    @TempDir
    private Path directory;

    private static TopologyFile file(Guarantee guarantee) {
        return file("it-" + guarantee.title(), guarantee);
    }

    private static TopologyFile file(String name, Guarantee guarantee) {
        return TopologyFile.SPEECH.toBuilder()
                .application(name)
                .topicsOfItsOwn()
                .guarantee(guarantee)
                .commitIntervalMs(100)
                .build();
    }

    private static void createTopics(KafkaAccess kafka, TopologyFile file) throws Exception {
        TopicPlan plan = TopicPlan.of(TopicSettings.DEFAULT.withPartitions(3), List.of(file));
        try (Admin admin = kafka.admin()) {
            plan.create(admin);
            assertThat(plan.check(admin)).isEmpty();
            assertThat(plan.create(admin)).isEmpty();
            assertThat(TopicPlan.of(TopicSettings.DEFAULT, List.of(file)).check(admin))
                    .anyMatch(difference -> difference.contains("has 3 partitions, planned are 12"));
        }
    }

    private SpeechApplication started(KafkaAccess kafka, TopologyFile file, Voices voices) throws Exception {
        SpeechApplication application =
                new SpeechApplication(file, voices, kafka, directory.resolve(file.application()));
        application.start();
        application.ready().get(60, TimeUnit.SECONDS);
        return application;
    }

    private static void publish(SpeechPublisher publisher, int from, int to) {
        for (int i = from; i < to; i++) {
            String text = "utterance one two. and three " + (char) ('a' + i);
            publisher
                    .publish(TestPipeline.event("u" + i, text).build(), Optional.of("room" + i % 5))
                    .join();
        }
    }

    @ParameterizedTest
    @EnumSource(Guarantee.class)
    void losesNothingOverARestart(Guarantee guarantee, TestedKafka cluster) throws Exception {
        KafkaAccess kafka = cluster.access();
        TopologyFile file = file(guarantee);
        createTopics(kafka, file);
        try (SpeechReader reader = SpeechReader.fromBeginning(
                        kafka, Topics.AUDIO.named(file.to()), Topics.FAILURES.named(file.failures()), Topics.CONTROL);
                SpeechPublisher publisher = new SpeechPublisher(kafka, Topics.TEXT.named(file.from()))) {
            FakeVoices idle = new FakeVoices();
            idle.eager = false; // the engine never finishes: every job is open when the application ends
            try (SpeechApplication application = started(kafka, file, idle)) {
                publish(publisher, 0, UTTERANCES / 2);
                await().atMost(Duration.ofSeconds(60)).until(() -> idle.submitted.size() == UTTERANCES);
                assertThat(application.state()).isEqualTo(KafkaStreams.State.RUNNING);
            }
            publish(publisher, UTTERANCES / 2, UTTERANCES);
            publisher
                    .publish(TestPipeline.event("u0", "again").build(), Optional.of("room0"))
                    .join();
            SpeechApplication application = started(kafka, file, new FakeVoices());
            List<FailureReason> failures = new ArrayList<>();
            Map<String, SpokenUtterance> heard = hear(reader, failures);
            application.close();
            application.ended().get(30, TimeUnit.SECONDS);

            assertThat(heard).hasSize(UTTERANCES);
            assertThat(heard.values()).extracting(SpokenUtterance::status).containsOnly(SpeechStatus.OK);
            assertThat(failures).containsExactly(FailureReason.DUPLICATE);
            // Nothing of it was heard before; only exactly once can know that.
            boolean again = guarantee == Guarantee.AT_LEAST_ONCE;
            assertThat(Objects.requireNonNull(heard.get("u0")).chunks())
                    .extracting(AudioChunk::getAttempt)
                    .allMatch(attempt -> attempt > 0 == again);
        }
    }

    @Test
    void takesABacklogInWithoutLosingItsPlaceInTheGroup(TestedKafka cluster) throws Exception {
        int events = 400;
        KafkaAccess kafka = new KafkaAccess(cluster.bootstrap(), Map.of("max.poll.interval.ms", "10000"));
        TopologyFile file = file("it-backlog", Guarantee.EXACTLY_ONCE);
        createTopics(kafka, file);
        FakeVoices idle = new FakeVoices();
        idle.eager = false;
        try (SpeechPublisher publisher = new SpeechPublisher(kafka, Topics.TEXT.named(file.from()));
                Admin admin = kafka.admin()) {
            for (int i = 0; i < events; i++) {
                publisher.publish(TestPipeline.event("b" + i, "one").build(), Optional.of("room" + i % 5));
            }
            try (SpeechApplication application = started(kafka, file, idle)) {
                TopicEnds ends = new TopicEnds(kafka, admin);
                await().atMost(Duration.ofSeconds(150)).until(() -> {
                    assertThat(application.state()).isEqualTo(KafkaStreams.State.RUNNING);
                    return ends.consumed(file.from(), file.application());
                });
                int partitions = 3;
                assertThat(idle.submitted).hasSizeLessThanOrEqualTo(partitions * SpeechSettings.DEFAULT.openJobs());
            }
        }
    }

    @Test
    void utterancesThatTheReleaseBeforeLeftInItsVocodeStageAreNotForgotten(TestedKafka cluster) throws Exception {
        KafkaAccess kafka = cluster.access();
        TopologyFile file = file("it-abandoned", Guarantee.EXACTLY_ONCE);
        createTopics(kafka, file);
        String changelog = "it-abandoned-vocode-journal-changelog";
        try (Admin admin = kafka.admin();
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(kafka.producer(), new ByteArraySerializer(), new ByteArraySerializer())) {
            GivenTopics.make(admin, new NewTopic(changelog, 3, (short) 1));
            byte[] epoch = {0};
            byte[] head = {0, 'u', '1'};
            producer.send(new ProducerRecord<>(changelog, 1, epoch, new byte[] {1}))
                    .get();
            producer.send(new ProducerRecord<>(changelog, 1, head, new byte[] {1}))
                    .get();
            assertThatThrownBy(() -> started(kafka, file, new FakeVoices()))
                    .isInstanceOf(StateRefusedException.class)
                    .hasMessageContaining(changelog)
                    .hasMessageContaining("Run that release until every utterance is spoken");
            producer.send(new ProducerRecord<>(changelog, 1, head, null)).get();
            started(kafka, file, new FakeVoices()).close();
        }
    }

    private static Map<String, SpokenUtterance> hear(SpeechReader reader, List<FailureReason> failures) {
        Map<String, SpokenUtterance> heard = new HashMap<>();
        long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        while ((heard.size() < UTTERANCES || failures.isEmpty()) && System.nanoTime() < deadline) {
            for (Heard each : reader.poll(Duration.ofMillis(100))) {
                if (each instanceof Heard.Utterance spoken) {
                    heard.put(spoken.utterance().utteranceId(), spoken.utterance());
                } else if (each instanceof Heard.Failure failure) {
                    failures.add(failure.failure().getReason());
                }
            }
        }
        return heard;
    }
}
