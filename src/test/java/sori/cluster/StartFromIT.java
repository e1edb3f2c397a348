package sori.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import sori.client.SpeechPublisher;
import sori.config.Refusal;
import sori.kafka.KafkaAccess;
import sori.kafka.TopicReader;
import sori.kafka.Topics;
import sori.schema.AudioChunk;
import sori.stream.SpeechApplication;
import sori.stream.TestPipeline;
import sori.stream.stage.FakeVoices;
import sori.system.KafkaExtension;
import sori.system.TestedKafka;
import sori.topology.TopologyFile;

/** An application under a new name does not speak old texts again unless it is told to; the first one speaks what waits for it. */
@ExtendWith(KafkaExtension.class)
class StartFromIT {
    @TempDir
    private Path directory;

    private int applications;

    private static TopologyFile file(String application, String startFrom) {
        return TopologyFile.SPEECH.toBuilder()
                .application(application)
                .from("begin.text")
                .to("begin.audio")
                .failures("begin.failures")
                .commitIntervalMs(100)
                .startFrom(startFrom)
                .build();
    }

    private static void publish(KafkaAccess kafka, String... ids) {
        try (SpeechPublisher publisher = new SpeechPublisher(kafka, Topics.TEXT.named("begin.text"))) {
            for (String id : ids) {
                publisher
                        .publish(TestPipeline.event(id, "one").build(), Optional.of(id))
                        .join();
            }
        }
    }

    /** What an application speaks until it has spoken one text. */
    private Set<String> spoken(KafkaAccess kafka, TopologyFile file, String until) throws Exception {
        try (Admin admin = kafka.admin()) {
            TopicPlan.of(TopicSettings.DEFAULT.withPartitions(3), List.of(file)).create(admin);
        }
        Set<String> ids = new TreeSet<>();
        try (TopicReader<AudioChunk> reader = TopicReader.fromNow(kafka, Topics.AUDIO.named(file.to()));
                SpeechApplication application = new SpeechApplication(
                        file, new FakeVoices(), kafka, directory.resolve("state" + applications++))) {
            application.start();
            application.ready().get(60, TimeUnit.SECONDS);
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (!ids.contains(until) && System.nanoTime() < deadline) {
                reader.poll(Duration.ofMillis(100)).forEach(chunk -> ids.add(chunk.getUtteranceId()));
            }
            List<AudioChunk> more = new ArrayList<>(reader.poll(Duration.ofMillis(500)));
            more.forEach(chunk -> ids.add(chunk.getUtteranceId()));
        }
        return ids;
    }

    @Test
    void aNewNameAsksAndBeginsWhereItIsTold(TestedKafka cluster) throws Exception {
        KafkaAccess kafka = cluster.access();
        TopologyFile first = file("begin-first", "");
        try (Admin admin = kafka.admin()) {
            TopicPlan.of(TopicSettings.DEFAULT.withPartitions(3), List.of(first))
                    .create(admin);
        }
        publish(kafka, "a", "b");
        assertThat(spoken(kafka, first, "b")).contains("a", "b"); // published a moment before the first start
        Instant between = Instant.now();
        publish(kafka, "c");
        assertThat(spoken(kafka, first, "c")).containsExactly("c");

        assertThatThrownBy(() -> spoken(kafka, file("begin-second", ""), "c"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining(
                        "application begin-second has no read positions in begin.text, where 3 records lie")
                .hasMessageContaining("startFrom: latest");
        try (Admin admin = kafka.admin()) {
            assertThat(new StartFrom(first, admin)).satisfies(start -> start.refuse(Set.of(first.from(), first.to())));
        }

        TopologyFile latest = file("begin-latest", "latest");
        new SpeechApplication(made(kafka, latest), new FakeVoices(), kafka, directory.resolve("never")).close();
        publish(kafka, "d");
        assertThat(spoken(kafka, latest, "d")).containsExactly("d");
        assertThat(spoken(kafka, file("begin-time", between.toString()), "d")).containsExactly("c", "d");
        assertThat(spoken(kafka, file("begin-earliest", "earliest"), "d")).containsExactly("a", "b", "c", "d");
        publish(kafka, "e");
        assertThat(spoken(kafka, latest, "e"))
                .as("only once, for a group without positions")
                .containsExactly("e");
    }

    private static TopologyFile made(KafkaAccess kafka, TopologyFile file) throws Exception {
        try (Admin admin = kafka.admin()) {
            TopicPlan.of(TopicSettings.DEFAULT.withPartitions(3), List.of(file)).create(admin);
        }
        return file;
    }
}
