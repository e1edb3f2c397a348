package sori.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.config.ConfigResource;
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
import sori.topology.GroupProtocol;
import sori.topology.TopologyFile;

/** Groups whose broker assigns partitions, and members that stay while they are away. */
@ExtendWith(KafkaExtension.class)
class GroupProtocolIT {
    @TempDir
    private Path directory;

    private int applications;

    private static TopologyFile file(String name, GroupProtocol protocol) {
        return TopologyFile.SPEECH.toBuilder()
                .application(name)
                .from(name + ".text")
                .to(name + ".audio")
                .failures(name + ".failures")
                .control(name + ".control")
                .commitIntervalMs(100)
                .groupProtocol(protocol)
                .build();
    }

    private SpeechApplication started(KafkaAccess kafka, TopologyFile file) throws Exception {
        SpeechApplication application =
                new SpeechApplication(file, new FakeVoices(), kafka, directory.resolve("state" + applications++));
        application.start();
        application.ready().get(60, TimeUnit.SECONDS);
        return application;
    }

    private static void make(KafkaAccess kafka, TopologyFile file) throws Exception {
        try (Admin admin = kafka.admin()) {
            TopicPlan.of(TopicSettings.DEFAULT.withPartitions(2), List.of(file)).create(admin);
        }
    }

    private static void publish(KafkaAccess kafka, TopologyFile file, int from, int to) {
        try (SpeechPublisher publisher = new SpeechPublisher(kafka, Topics.TEXT.named(file.from()))) {
            for (int i = from; i < to; i++) {
                publisher
                        .publish(TestPipeline.event("u" + i, "one").build(), Optional.of("room" + i % 5))
                        .join();
            }
        }
    }

    private static void hear(TopicReader<AudioChunk> reader, List<String> heard, int count) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (heard.size() < count && System.nanoTime() < deadline) {
            reader.poll(Duration.ofMillis(100)).stream()
                    .filter(AudioChunk::getLast)
                    .forEach(chunk -> heard.add(chunk.getUtteranceId()));
        }
        assertThat(heard).hasSize(count).doesNotHaveDuplicates();
    }

    @Test
    void theBrokerAssignsAndAChangeOfProtocolIsAFullStop(TestedKafka cluster) throws Exception {
        KafkaAccess kafka = cluster.access();
        TopologyFile streams = file("group-streams", GroupProtocol.STREAMS);
        TopologyFile classic =
                streams.toBuilder().groupProtocol(GroupProtocol.CLASSIC).build();
        make(kafka, streams);
        List<String> heard = new ArrayList<>();
        try (TopicReader<AudioChunk> reader = TopicReader.fromBeginning(kafka, Topics.AUDIO.named(streams.to()))) {
            try (SpeechApplication application = started(kafka, streams)) {
                publish(kafka, streams, 0, 100); // a backlog, in which control goes first
                hear(reader, heard, 100);
                assertThat(application.concessions())
                        .anyMatch(line -> line.contains("streams.session.timeout.ms")
                                && line.contains("--entity-type groups --entity-name group-streams"));
                assertThatThrownBy(() -> started(kafka, classic))
                        .isInstanceOf(Refusal.class)
                        .hasMessageContaining("group group-streams has members of the protocol Streams")
                        .hasMessageContaining("stop every instance");
            }
            try (SpeechApplication application = started(kafka, classic)) {
                publish(kafka, streams, 100, 110);
                hear(reader, heard, 110);
                assertThatThrownBy(() -> started(kafka, streams))
                        .isInstanceOf(Refusal.class)
                        .hasMessageContaining("members of the protocol Classic");
                assertThat(application.state().isRunningOrRebalancing()).isTrue();
            }
            try (SpeechApplication application = started(kafka, streams)) {
                publish(kafka, streams, 110, 120);
                hear(reader, heard, 120);
                assertThat(application.state().isRunningOrRebalancing()).isTrue();
            }
        }
    }

    @Test
    void standbysThatTheBrokerDoesNotKnowOfAreTold(TestedKafka cluster) throws Exception {
        KafkaAccess kafka = cluster.access();
        TopologyFile file = file("group-standbys", GroupProtocol.STREAMS).toBuilder()
                .standbys(1)
                .build();
        try (Admin admin = kafka.admin()) {
            assertThat(GroupCheck.remarks(file, admin, "b:1"))
                    .anyMatch(line -> line.contains("0 standbys, and this file says 1")
                            && line.contains("--add-config streams.num.standby.replicas=1"));
            ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, file.application());
            admin.incrementalAlterConfigs(Map.of(
                            group,
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("streams.num.standby.replicas", "1"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
            await().untilAsserted(() -> assertThat(GroupCheck.remarks(file, admin, "b:1"))
                    .noneMatch(line -> line.contains("standbys, and this file")));
        }
    }

    @Test
    void aMemberThatStaysIsTheSameAfterARestart(TestedKafka cluster) throws Exception {
        TopologyFile file = file("group-stays", GroupProtocol.CLASSIC);
        Map<String, String> properties = new HashMap<>(cluster.access().properties());
        properties.put(GroupCheck.MEMBER, "host-1");
        KafkaAccess kafka = new KafkaAccess(cluster.bootstrap(), properties);
        make(kafka, file);
        List<String> heard = new ArrayList<>();
        try (TopicReader<AudioChunk> reader = TopicReader.fromBeginning(kafka, Topics.AUDIO.named(file.to()));
                Admin admin = kafka.admin()) {
            started(kafka, file).close();
            assertThat(admin.describeConsumerGroups(List.of(file.application()))
                            .all()
                            .get()
                            .values())
                    .flatExtracting(ConsumerGroupDescription::members)
                    .isNotEmpty()
                    .allSatisfy(member -> assertThat(member.groupInstanceId())
                            .get()
                            .asString()
                            .startsWith("host-1-"));
            publish(kafka, file, 0, 5);
            try (SpeechApplication application = started(kafka, file)) {
                hear(reader, heard, 5);
                assertThat(application.state().isRunningOrRebalancing()).isTrue();
            }
            assertThatThrownBy(() -> GroupCheck.refuse(
                            file.toBuilder()
                                    .groupProtocol(GroupProtocol.STREAMS)
                                    .build(),
                            kafka,
                            admin))
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining("run --stay");
        }
    }
}
