package sori.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sori.broker.EmbeddedBroker;
import sori.schema.AudioChunk;
import sori.schema.FailureReason;
import sori.schema.SpeechStatus;
import sori.stream.SpeechReader.Heard;

/** The pipeline on a real broker, with a voice that needs no model. */
class SpeechApplicationIT {
    private static final int UTTERANCES = 20;

    @TempDir
    private static Path directory;

    private static EmbeddedBroker broker;
    private static KafkaAccess kafka;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = EmbeddedBroker.start(directory.resolve("broker"));
        kafka = KafkaAccess.of(broker.bootstrap());
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    private static TopologyFile prepared(Guarantee guarantee) throws Exception {
        TopologyFile file = TopologyFile.SPEECH
                .withGuarantee(guarantee)
                .withApplication("it-" + guarantee.name().toLowerCase(Locale.ROOT));
        TopicPlan plan = TopicPlan.of(TopicSettings.DEFAULT.withPartitions(3), List.of(file));
        try (Admin admin = kafka.admin()) {
            plan.create(admin);
            assertThat(plan.check(admin)).isEmpty();
            assertThat(plan.create(admin)).isEmpty();
        }
        return file;
    }

    private static SpeechApplication started(TopologyFile file, Voices voices) throws Exception {
        SpeechApplication application =
                new SpeechApplication(file, voices, kafka, directory.resolve(file.application()));
        application.start();
        application.ready().get(60, TimeUnit.SECONDS);
        return application;
    }

    private static void publish(SpeechPublisher publisher, String prefix, int from, int to) {
        for (int i = from; i < to; i++) {
            String text = "utterance one two. and three " + (char) ('a' + i);
            publisher
                    .publish(TestPipeline.event(prefix + i, text).build(), Optional.of("room" + i % 5))
                    .join();
        }
    }

    @ParameterizedTest
    @EnumSource(Guarantee.class)
    void losesNothingOverARestart(Guarantee guarantee) throws Exception {
        TopologyFile file = prepared(guarantee);
        String prefix = guarantee.name();
        Map<String, SpokenUtterance> heard = new HashMap<>();
        try (SpeechReader reader = SpeechReader.fromNow(kafka);
                SpeechPublisher publisher = new SpeechPublisher(kafka)) {
            FakeVoices first = new FakeVoices();
            first.eager = false; // the engine never finishes: every job is open when the application ends
            try (SpeechApplication application = started(file, first)) {
                publish(publisher, prefix, 0, UTTERANCES / 2);
                Thread.sleep(1500);
                assertThat(application.state()).isEqualTo(KafkaStreams.State.RUNNING);
            }
            publish(publisher, prefix, UTTERANCES / 2, UTTERANCES);
            publisher
                    .publish(TestPipeline.event(prefix + 0, "again").build(), Optional.of("room0"))
                    .join();
            List<FailureReason> failures = new ArrayList<>();
            SpeechApplication application = started(file, new FakeVoices());
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while ((heard.size() < UTTERANCES || failures.isEmpty()) && System.nanoTime() < deadline) {
                for (Heard each : reader.poll(Duration.ofMillis(100))) {
                    if (each instanceof Heard.Utterance spoken
                            && spoken.utterance().utteranceId().startsWith(prefix)) {
                        heard.put(spoken.utterance().utteranceId(), spoken.utterance());
                    } else if (each instanceof Heard.Failure failure
                            && failure.failure().getUtteranceId().startsWith(prefix)) {
                        failures.add(failure.failure().getReason());
                    }
                }
            }
            application.close();
            application.ended().get(30, TimeUnit.SECONDS);
            assertThat(heard).hasSize(UTTERANCES);
            assertThat(failures).containsExactly(FailureReason.DUPLICATE);
        }
        assertThat(heard.values()).extracting(SpokenUtterance::status).containsOnly(SpeechStatus.OK);
        assertThat(Objects.requireNonNull(heard.get(prefix + 0)).chunks())
                .extracting(AudioChunk::getAttempt)
                .allMatch(attempt -> attempt > 0);
    }
}
