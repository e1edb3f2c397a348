package sori.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sori.client.SpeechReader;
import sori.client.SpeechReader.Heard;
import sori.cluster.TopicPlan;
import sori.cluster.TopicSettings;
import sori.kafka.KafkaAccess;
import sori.kafka.Topics;
import sori.registry.ModelTopics;
import sori.schema.SpeechStatus;
import sori.stream.stage.FakeVoices;
import sori.system.GivenTopics;
import sori.system.KafkaExtension;
import sori.system.TestedKafka;
import sori.topology.FileNodes;
import sori.topology.Guarantee;
import sori.topology.TopologyFile;

/**
 * Hostile records among good ones on a real broker, stamped by a clock that is hours ahead, with change logs that an older release
 * made: each record is accounted for once, and the application goes on.
 */
@ExtendWith(KafkaExtension.class)
class HostileRecordsIT {
    private static final int PARTITIONS = 3;
    private static final int RECORDS = 3000;
    private static final int GOOD = 30;

    @TempDir
    private Path directory;

    private final Random random = new Random(7);

    private static TopologyFile file(Guarantee guarantee) {
        return file("hostile-" + guarantee.title(), guarantee);
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
        TopicPlan plan = TopicPlan.of(TopicSettings.DEFAULT.withPartitions(PARTITIONS), List.of(file));
        try (Admin admin = kafka.admin()) {
            List<NewTopic> older = new ArrayList<>();
            older.add(new NewTopic(file.from(), PARTITIONS, (short) -1)
                    .configs(Map.of(
                            "message.timestamp.type",
                            "CreateTime",
                            "message.timestamp.after.max.ms",
                            "" + Long.MAX_VALUE)));
            new FileNodes(file)
                    .changelogStores()
                    .forEach(store -> older.add(new NewTopic(
                                    file.application() + "-" + store + "-changelog", PARTITIONS, (short) -1)
                            .configs(Map.of("cleanup.policy", "compact", "message.timestamp.type", "CreateTime"))));
            GivenTopics.make(admin, older);
            plan.create(admin);
            await().untilAsserted(() -> assertThat(plan.check(admin))
                    .noneMatch(difference -> difference.contains("changelog has message.timestamp")));
        }
    }

    @ParameterizedTest
    @EnumSource(Guarantee.class)
    void eachIsAccountedForOnceAndTheApplicationGoesOn(Guarantee guarantee, TestedKafka cluster) throws Exception {
        KafkaAccess kafka = cluster.access();
        TopologyFile file = file(guarantee);
        createTopics(kafka, file);
        try (SpeechReader reader = SpeechReader.fromBeginning(
                        kafka, Topics.AUDIO.named(file.to()), Topics.FAILURES.named(file.failures()), Topics.CONTROL);
                SpeechApplication application =
                        new SpeechApplication(file, new FakeVoices(), kafka, directory.resolve("state"))) {
            application.start();
            application.ready().get(60, TimeUnit.SECONDS);
            publish(kafka, file.from());
            Accounts accounts = listen(reader);
            assertThat(accounts.repeated).isEmpty();
            assertThat(accounts.refused).hasSize(RECORDS);
            assertThat(accounts.spoken)
                    .hasSize(GOOD)
                    .allSatisfy((id, status) -> assertThat(status).isEqualTo(SpeechStatus.OK));
            assertThat(application.state()).isEqualTo(KafkaStreams.State.RUNNING);
        }
    }

    @Test
    void whatGrowsAThousandfoldIsRefusedByTheBroker(TestedKafka cluster) throws Exception {
        KafkaAccess kafka = cluster.access();
        TopologyFile file = file("bombed", Guarantee.EXACTLY_ONCE);
        createTopics(kafka, file); // the text topic was there, with the broker's own idea of compression
        Map<String, Object> properties = new HashMap<>(kafka.producer());
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 1 << 28);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 1L << 28);
        byte[] zeros = new byte[40_000_000];
        List<String> topics = new ArrayList<>(List.of(file.from(), file.to(), file.failures()));
        ModelTopics.specs((short) -1).forEach(topic -> topics.add(topic.name()));
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (String topic : topics) {
                assertThatThrownBy(() -> producer.send(new ProducerRecord<>(topic, 0, new byte[] {1}, zeros))
                                .get())
                        .as(topic)
                        .hasCauseInstanceOf(RecordTooLargeException.class);
            }
        }
    }

    private void publish(KafkaAccess kafka, String topic) {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(kafka.producer(), new ByteArraySerializer(), new ByteArraySerializer())) {
            int good = 0;
            for (int i = 0; i < RECORDS + GOOD; i++) {
                boolean isGood = good * (RECORDS + GOOD) <= i * GOOD && good < GOOD;
                String id = "good" + good;
                byte[] value =
                        isGood ? HostileRecords.event(event -> event.setUtteranceId(id)) : HostileRecords.any(random);
                good += isGood ? 1 : 0;
                byte @Nullable [] key = i % 4 == 0 ? null : ("room" + i % 50).getBytes(StandardCharsets.UTF_8);
                long ahead = Duration.ofHours(random.nextInt(4)).toMillis();
                producer.send(
                        new ProducerRecord<>(topic, i % PARTITIONS, System.currentTimeMillis() + ahead, key, value));
            }
        }
    }

    private static final class Accounts {
        private final Set<String> refused = new HashSet<>();
        private final List<String> repeated = new ArrayList<>();
        private final Map<String, SpeechStatus> spoken = new HashMap<>();
    }

    private static Accounts listen(SpeechReader reader) {
        Accounts accounts = new Accounts();
        long deadline = System.nanoTime() + Duration.ofSeconds(120).toNanos();
        while ((accounts.refused.size() < RECORDS || accounts.spoken.size() < GOOD) && System.nanoTime() < deadline) {
            for (Heard each : reader.poll(Duration.ofMillis(100))) {
                if (each instanceof Heard.Utterance heard) {
                    accounts.spoken.put(
                            heard.utterance().utteranceId(), heard.utterance().status());
                } else if (each instanceof Heard.Failure failure) {
                    String place = failure.failure().getSourcePartition() + "@"
                            + failure.failure().getSourceOffset();
                    if (!accounts.refused.add(place)) {
                        accounts.repeated.add(failure.failure().toString());
                    }
                }
            }
        }
        return accounts;
    }
}
