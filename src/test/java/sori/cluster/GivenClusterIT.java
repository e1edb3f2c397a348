package sori.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sori.client.SpeechPublisher;
import sori.config.Refusal;
import sori.kafka.KafkaAccess;
import sori.kafka.TopicReader;
import sori.kafka.Topics;
import sori.schema.AudioChunk;
import sori.stream.SpeechApplication;
import sori.stream.TestPipeline;
import sori.stream.stage.FakeVoices;
import sori.synthesis.SpeechSettings;
import sori.system.GivenTopics;
import sori.system.KafkaExtension;
import sori.system.TestedKafka;
import sori.topology.TopologyFile;
import sori.topology.TopologyYaml;

/** Topics that somebody else has made, otherwise than planned: the application speaks, or says what to mend before it makes anything. */
@ExtendWith(KafkaExtension.class)
class GivenClusterIT {
    @TempDir
    private Path directory;

    private static TopologyFile file(String name) {
        return TopologyFile.SPEECH.toBuilder()
                .application(name)
                .from(name + ".text")
                .to(name + ".audio")
                .failures(name + ".failures")
                .control(name + ".control")
                .commitIntervalMs(100)
                .build();
    }

    private static void make(Admin admin, Map<String, Integer> counts) throws Exception {
        GivenTopics.make(
                admin,
                counts.entrySet().stream()
                        .map(each -> new NewTopic(each.getKey(), each.getValue(), (short) 1))
                        .toList());
    }

    private static Set<String> topics(Admin admin, TopologyFile file) throws ExecutionException, InterruptedException {
        Set<String> there = admin.listTopics().names().get();
        there.retainAll(new FileTopics(file).all());
        return there;
    }

    private List<AudioChunk> speak(KafkaAccess kafka, TopologyFile file, int utterances) throws Exception {
        List<AudioChunk> audio = new ArrayList<>();
        try (TopicReader<AudioChunk> reader = TopicReader.fromBeginning(kafka, Topics.AUDIO.named(file.to()));
                SpeechPublisher publisher = new SpeechPublisher(kafka, Topics.TEXT.named(file.from()));
                SpeechApplication application =
                        new SpeechApplication(file, new FakeVoices(), kafka, directory.resolve(file.application()))) {
            application.start();
            application.ready().get(60, TimeUnit.SECONDS);
            for (int i = 0; i < utterances; i++) {
                String text = "word ".repeat(180) + ". " + (char) ('a' + i);
                publisher
                        .publish(TestPipeline.event("u" + i, text).build(), Optional.of("room" + i))
                        .join();
            }
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (audio.stream().filter(AudioChunk::getLast).count() < utterances && System.nanoTime() < deadline) {
                reader.poll(Duration.ofMillis(100)).forEach(audio::add);
            }
            assertThat(application.state().isRunningOrRebalancing()).isTrue();
        }
        return audio;
    }

    @Test
    void topicsThatTakeLittleSpeakAllTheSame(TestedKafka cluster) throws Exception {
        KafkaAccess kafka = cluster.access();
        TopologyFile large = file("foreign-large");
        TopologyFile small = file("foreign-small");
        try (Admin admin = kafka.admin()) {
            for (TopologyFile file : List.of(large, small)) {
                TopicPlan.of(TopicSettings.DEFAULT.withPartitions(2), List.of(file))
                        .create(admin);
            }
            GivenTopics.set(admin, small.to(), "max.message.bytes", "4000");
            GivenTopics.set(admin, small.failures(), "max.message.bytes", "8000");
        }
        // The fake voice has a thousand samples a second; in one chunk they would be far more than the topic takes.
        TopologyFile wide = small.toBuilder().settings(longChunks(5000)).build();
        List<AudioChunk> usual = speak(kafka, large, 3);
        List<AudioChunk> cut = speak(kafka, wide, 3);
        assertThat(samples(cut)).isEqualTo(samples(usual)).hasSize(3);
        int longest = cut.stream()
                .mapToInt(chunk -> chunk.getAudio().remaining())
                .max()
                .orElse(0);
        assertThat(longest).isBetween(2000, 4000); // five seconds would be ten thousand bytes
    }

    private static SpeechSettings longChunks(int chunkMs) {
        return TopologyYaml.parse("application: a\nstages: [vocode]\nsettings: {chunkMs: " + chunkMs + "}", "test")
                .settings();
    }

    private static Map<String, Integer> samples(List<AudioChunk> audio) {
        Map<String, Integer> samples = new HashMap<>();
        audio.forEach(
                chunk -> samples.merge(chunk.getUtteranceId(), chunk.getAudio().remaining(), Integer::sum));
        return samples;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void whateverCountOneTopicHasTheOthersAreMadeToFit(int seed, TestedKafka cluster) throws Exception {
        Random random = new Random(seed);
        KafkaAccess kafka = cluster.access();
        TopologyFile file = file("foreign-count" + seed);
        List<String> all = new FileTopics(file).alike();
        try (Admin admin = kafka.admin()) {
            int count = 1 + random.nextInt(4);
            make(admin, Map.of(all.get(random.nextInt(2)), count));
            ClusterCheck.beforeTopicsAreMade(file, kafka);
            TopicPlan.of(TopicSettings.DEFAULT, List.of(file)).create(admin);
            assertThat(TopicsThere.read(admin, new FileTopics(file).all()).partitions())
                    .allSatisfy((topic, there) -> assertThat(there).as(topic).isEqualTo(count));
        }
        assertThat(speak(kafka, file, 2)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void countsThatDoNotFitAreRefusedBeforeAnythingIsMade(long seed, TestedKafka cluster) throws Exception {
        Random random = new Random(seed);
        KafkaAccess kafka = cluster.access();
        TopologyFile file = file("foreign-mismatch" + seed);
        List<String> alike = new ArrayList<>(new FileTopics(file).alike());
        String first = alike.remove(0);
        String other = alike.get(random.nextInt(alike.size()));
        Map<String, Integer> counts = Map.of(first, 2, other, 3 + random.nextInt(3));
        try (Admin admin = kafka.admin()) {
            make(admin, counts);
            Refusal refusal = catchThrowableOfType(Refusal.class, () -> ClusterCheck.beforeTopicsAreMade(file, kafka));
            assertThat(refusal)
                    .hasMessageContaining("topic " + other + " has " + counts.get(other) + " partitions")
                    .hasMessageContaining(first + " has 2")
                    .hasMessageContaining("`./sori topics create --partitions 2`");
            assertThat(topics(admin, file)).hasSize(2);
            admin.deleteTopics(List.of(other)).all().get();
            await().until(() -> !topics(admin, file).contains(other)); // the broker goes on telling of it for a while
            ClusterCheck.beforeTopicsAreMade(file, kafka);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "audio, max.message.bytes, 3000, takes 3000 bytes",
        "failures, max.message.bytes, 5000, takes 5000 bytes",
        "normalize-parts, max.message.bytes, 900000, takes 900000 bytes",
        "mel-journal, max.message.bytes, 20000, takes 20000 bytes",
        "text, cleanup.policy, compact, is compacted",
        "audio, 'cleanup.policy', 'compact,delete', is compacted",
        "control, cleanup.policy, compact, is compacted",
        "cancelled, cleanup.policy, delete, a change log that is deleted by age"
    })
    void aTopicThatWouldLoseOrRefuseRecordsIsNamedWithTheCommandThatMendsIt(
            String topic, String setting, String value, String told, TestedKafka cluster) throws Exception {
        KafkaAccess kafka = cluster.access();
        TopologyFile file = file("foreign-rules");
        String name = new FileTopics(file)
                .all().stream().filter(each -> each.contains(topic)).findFirst().orElseThrow();
        try (Admin admin = kafka.admin()) {
            TopicPlan.of(TopicSettings.DEFAULT.withPartitions(1), List.of(file)).create(admin);
            String before = TopicsThere.read(admin, List.of(name)).setting(name, setting);
            GivenTopics.set(admin, name, setting, value);
            Refusal refusal = catchThrowableOfType(
                    Refusal.class, () -> new SpeechApplication(file, new FakeVoices(), kafka, directory).close());
            GivenTopics.set(admin, name, setting, before);
            assertThat(refusal).hasMessageContaining("topic " + name + " ").hasMessageContaining(told);
            String message = Objects.requireNonNull(refusal.getMessage());
            assertThat(message).contains("kafka-configs.sh --bootstrap-server " + kafka.bootstrap());
            List<String> command = Arrays.asList(message.split("--add-config ")[1].split("="));
            GivenTopics.set(admin, name, command.get(0), command.get(1));
            ClusterCheck.beforeTheStart(file, kafka);
        }
    }

    @Test
    void whatIsMissingOrKeptForSecondsIsTold(TestedKafka cluster) throws Exception {
        KafkaAccess kafka = cluster.access();
        TopologyFile file = file("foreign-missing");
        assertThatThrownBy(() -> new SpeechApplication(file, new FakeVoices(), kafka, directory))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("topics foreign-missing.text, foreign-missing.audio")
                .hasMessageContaining("./sori topics create");
        try (Admin admin = kafka.admin()) {
            TopicPlan.of(TopicSettings.DEFAULT.withPartitions(1), List.of(file)).create(admin);
            GivenTopics.set(admin, file.from(), "retention.ms", "60000");
            assertThat(ClusterCheck.beforeTheStart(file, kafka).remarks())
                    .singleElement()
                    .asString()
                    .contains("topic foreign-missing.text keeps records for 60 s", "retention.ms=604800000");
        }
    }
}
