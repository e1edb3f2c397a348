package sori.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sori.broker.EmbeddedBroker;
import sori.client.SpeechPublisher;
import sori.kafka.KafkaAccess;
import sori.kafka.TopicReader;
import sori.kafka.Topics;
import sori.schema.AudioChunk;
import sori.stream.SpeechApplication;
import sori.stream.TestPipeline;
import sori.stream.stage.FakeVoices;
import sori.topology.TopologyFile;

/** Brokers that go away while an application speaks: it says so, waits, and goes on by itself. */
class OutageIT {
    private static final int BEFORE = 10;
    private static final int ALL = 20;

    @TempDir
    private Path directory;

    private static void publish(KafkaAccess kafka, int from, int to) {
        try (SpeechPublisher publisher = new SpeechPublisher(kafka, Topics.TEXT)) {
            for (int i = from; i < to; i++) {
                publisher
                        .publish(TestPipeline.event("u" + i, "one two").build(), Optional.of("room" + i % 3))
                        .join();
            }
        }
    }

    @Test
    void whatIsUnderWayWaitsForTheBrokersAndIsSpokenOnce() throws Exception {
        TopologyFile file = TopologyFile.SPEECH.withControl();
        Path data = directory.resolve("cluster");
        EmbeddedBroker broker = EmbeddedBroker.start(data);
        try {
            KafkaAccess kafka = KafkaAccess.of(broker.bootstrap());
            try (Admin admin = kafka.admin()) {
                TopicPlan.of(TopicSettings.DEFAULT.withPartitions(2), List.of(file))
                        .create(admin);
            }
            FakeVoices voices = new FakeVoices();
            voices.eager = false; // everything is under way when the broker goes
            try (SpeechApplication application =
                    new SpeechApplication(file, voices, kafka, directory.resolve("state"))) {
                application.start();
                application.ready().get(60, TimeUnit.SECONDS);
                assertThat(application.trouble()).isEmpty();
                publish(kafka, 0, BEFORE);
                await().atMost(Duration.ofSeconds(60)).until(() -> voices.submitted.size() == BEFORE);
                broker.close();
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> application.trouble().equals(Optional.of(ClusterTrouble.AWAY)));
                while (!voices.waiting.isEmpty()) {
                    voices.workOnOldest();
                }
                voices.eager = true;
                // Longer than a session and a transaction last, so that both have run out when it comes back.
                Thread.sleep(ClusterLimits.TRANSACTION_MS + 2000);
                assertThat(application.ended()).isNotDone();
                broker = EmbeddedBroker.start(data);
                publish(kafka, BEFORE, ALL);
                assertThat(heard(kafka)).hasSize(ALL).doesNotHaveDuplicates();
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> application.trouble().isEmpty());
                assertThat(application.ended()).isNotDone();
            }
        } finally {
            broker.close();
        }
    }

    private static List<String> heard(KafkaAccess kafka) {
        List<String> heard = new ArrayList<>();
        try (TopicReader<AudioChunk> reader = TopicReader.fromBeginning(kafka, Topics.AUDIO)) {
            long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
            while (heard.size() < ALL && System.nanoTime() < deadline) {
                reader.poll(Duration.ofMillis(200)).stream()
                        .filter(AudioChunk::getLast)
                        .forEach(chunk -> heard.add(chunk.getUtteranceId()));
            }
        }
        return heard;
    }
}
