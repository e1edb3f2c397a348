package sori.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import sori.cluster.TopicPlan;
import sori.cluster.TopicSettings;
import sori.config.Refusal;
import sori.kafka.KafkaAccess;
import sori.kafka.Topic;
import sori.kafka.TopicReader;
import sori.kafka.Topics;
import sori.kafka.Wire;
import sori.schema.AudioChunk;
import sori.schema.ControlAction;
import sori.schema.SpeechControl;
import sori.schema.SpeechStatus;
import sori.schema.TextEvent;
import sori.schema.TextPart;
import sori.stream.stage.FakeVoices;
import sori.stream.stage.Keys;
import sori.system.GivenTopics;
import sori.system.KafkaExtension;
import sori.system.TestedKafka;
import sori.topology.TopologyFile;

/** Cancelling and texts in parts on a real broker, with a voice that needs no model. */
@ExtendWith(KafkaExtension.class)
class LiveSpeechIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private static TopologyFile file(String name) {
        return TopologyFile.SPEECH.toBuilder()
                .application(name)
                .topicsOfItsOwn()
                .control(name + ".control")
                .threads(1)
                .commitIntervalMs(100)
                .build();
    }

    private static KafkaProducer<byte[], byte[]> producer(KafkaAccess kafka) {
        return new KafkaProducer<>(kafka.producer(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static void createTopics(KafkaAccess kafka, TopologyFile file) throws Exception {
        try (Admin admin = kafka.admin()) {
            TopicPlan.of(TopicSettings.DEFAULT.withPartitions(2), List.of(file)).create(admin);
        }
    }

    private SpeechApplication started(KafkaAccess kafka, TopologyFile file, FakeVoices voices) throws Exception {
        SpeechApplication application =
                new SpeechApplication(file, voices, kafka, directory.resolve(file.application()));
        application.start();
        application.ready().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return application;
    }

    private static ProducerRecord<byte[], byte[]> text(TopologyFile file, String key, TextEvent event) {
        return new ProducerRecord<>(file.from(), Keys.named(key).get(), new Wire<>(TextEvent.class).encode(event));
    }

    private static ProducerRecord<byte[], byte[]> cancel(TopologyFile file, String key, @Nullable String id) {
        SpeechControl control = new SpeechControl(ControlAction.CANCEL, id, "interrupted");
        return new ProducerRecord<>(
                file.control(), Keys.named(key).get(), new Wire<>(SpeechControl.class).encode(control));
    }

    private static List<AudioChunk> hear(TopicReader<AudioChunk> reader, int ends) {
        List<AudioChunk> heard = new ArrayList<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (heard.stream().filter(AudioChunk::getLast).count() < ends && System.nanoTime() < deadline) {
            heard.addAll(reader.poll(Duration.ofMillis(20)));
        }
        return heard;
    }

    private static long read(KafkaAccess kafka, TopologyFile file) throws Exception {
        try (Admin admin = kafka.admin()) {
            return admin
                    .listConsumerGroupOffsets(file.application())
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .entrySet()
                    .stream()
                    .filter(entry -> entry.getKey().topic().equals(file.from()) && entry.getValue() != null)
                    .mapToLong(entry -> entry.getValue().offset())
                    .sum();
        }
    }

    @Test
    void aCancelDoesNotWaitBehindABacklog(TestedKafka cluster) throws Exception {
        int backlog = 10_000;
        KafkaAccess kafka = cluster.access();
        TopologyFile file = file("live-backlog");
        createTopics(kafka, file);
        Topic<AudioChunk> audio = Topics.AUDIO.named(file.to());
        FakeVoices busy = new FakeVoices();
        busy.eager = false; // nothing ends by itself
        try (KafkaProducer<byte[], byte[]> producer = producer(kafka);
                TopicReader<AudioChunk> reader = TopicReader.fromBeginning(kafka, audio)) {
            producer.send(text(file, "talk", TestPipeline.event("u1", "one two").build()));
            for (int i = 0; i < backlog; i++) {
                producer.send(text(
                        file,
                        "room" + i % 50,
                        TestPipeline.event("b" + i, "one").build()));
            }
            producer.flush();
            SpeechApplication application = started(kafka, file, busy);
            try {
                await().atMost(PATIENCE).until(() -> !busy.submitted.isEmpty());
                producer.send(cancel(file, "talk", "u1")).get();
                List<AudioChunk> heard = hear(reader, 1);
                long read = read(kafka, file);
                assertThat(heard).singleElement().satisfies(end -> {
                    assertThat(end.getUtteranceId()).isEqualTo("u1");
                    assertThat(end.getStatus()).isEqualTo(SpeechStatus.CANCELLED);
                });
                assertThat(read).as("text that was read before").isLessThan(backlog / 4);
            } finally {
                application.close();
            }
        }
    }

    @Test
    void aTextInPartsOutlivesARestart(TestedKafka cluster) throws Exception {
        KafkaAccess kafka = cluster.access();
        TopologyFile file = file("live-parts");
        createTopics(kafka, file);
        try (KafkaProducer<byte[], byte[]> producer = producer(kafka);
                TopicReader<AudioChunk> reader = TopicReader.fromBeginning(kafka, Topics.AUDIO.named(file.to()))) {
            List<AudioChunk> heard = new ArrayList<>();
            String[] parts = {"one two. th", "ree four. five", " six. seven", ""};
            for (int i = 0; i < parts.length; i++) {
                TextPart part = new TextPart(i, i == parts.length - 1, i == 0);
                producer.send(text(
                                file,
                                "talk",
                                TestPipeline.event("u1", parts[i]).setPart(part).build()))
                        .get();
                try (SpeechApplication application = started(kafka, file, new FakeVoices())) {
                    await().atMost(PATIENCE)
                            .until(() ->
                                    application.state().isRunningOrRebalancing() && read(kafka, file) >= offset(part));
                }
            }
            heard.addAll(hear(reader, 1));
            assertThat(heard)
                    .filteredOn(AudioChunk::getLast)
                    .singleElement()
                    .returns(SpeechStatus.OK, AudioChunk::getStatus);
            assertThat(heard.stream()
                            .flatMap(chunk -> chunk.getMarks().stream())
                            .count())
                    .isGreaterThan(4);
        }
    }

    private static long offset(TextPart part) {
        return part.getIndex() + 1L;
    }

    @Test
    void aControlTopicWithAnotherNumberOfPartitionsIsRefused(TestedKafka cluster) throws Exception {
        KafkaAccess kafka = cluster.access();
        TopologyFile file = file("live-counts");
        try (Admin admin = kafka.admin()) {
            GivenTopics.make(
                    admin, new NewTopic(file.control(), 3, (short) 1), new NewTopic(file.from(), 2, (short) 1));
        }
        createTopics(kafka, file);
        assertThatThrownBy(() -> new SpeechApplication(file, new FakeVoices(), kafka, directory))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("live-counts.control has 3 partitions")
                .hasMessageContaining("live-counts.text has 2");
    }

    @Test
    void whatIsMissingIsMadeToFitTheTextsThatAreThere(TestedKafka cluster) throws Exception {
        KafkaAccess kafka = cluster.access();
        TopologyFile file = file("live-fits");
        try (Admin admin = kafka.admin()) {
            GivenTopics.make(admin, new NewTopic(file.from(), 3, (short) 1));
            TopicPlan.of(TopicSettings.DEFAULT, List.of(file)).create(admin);
        }
        try (KafkaProducer<byte[], byte[]> producer = producer(kafka);
                TopicReader<AudioChunk> reader = TopicReader.fromBeginning(kafka, Topics.AUDIO.named(file.to()));
                SpeechApplication application = started(kafka, file, new FakeVoices())) {
            producer.send(text(file, "talk", TestPipeline.event("u1", "one").build()))
                    .get();
            assertThat(hear(reader, 1)).isNotEmpty();
            assertThat(application.state().isRunningOrRebalancing()).isTrue();
        }
    }

    @Test
    void aCancelBeforeTheStartIsKnownWhenItsTextIsRead(TestedKafka cluster) throws Exception {
        KafkaAccess kafka = cluster.access();
        TopologyFile file = file("live-before");
        createTopics(kafka, file);
        try (KafkaProducer<byte[], byte[]> producer = producer(kafka);
                TopicReader<AudioChunk> reader = TopicReader.fromBeginning(kafka, Topics.AUDIO.named(file.to()))) {
            producer.send(text(file, "talk", TestPipeline.event("u1", "one").build()))
                    .get();
            producer.send(cancel(file, "talk", null)).get();
            producer.send(text(file, "talk", TestPipeline.event("u2", "two").build()))
                    .get();
            try (SpeechApplication application = started(kafka, file, new FakeVoices())) {
                List<AudioChunk> ends =
                        hear(reader, 2).stream().filter(AudioChunk::getLast).toList();
                assertThat(application.state().isRunningOrRebalancing()).isTrue();
                assertThat(ends).extracting(AudioChunk::getStatus).contains(SpeechStatus.OK);
                assertThat(ends).extracting(AudioChunk::getUtteranceId).containsExactly("u1", "u2");
            }
        }
    }
}
