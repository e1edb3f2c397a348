package sori.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.FeatureUpdate.UpgradeType;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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

/** A cluster with transactions of the older kind, and quotas that are felt: a line for each, and all is spoken. */
@Timeout(180)
class SlowClusterIT {
    private static final TopologyFile FILE =
            TopologyFile.SPEECH.withControl().toBuilder().threads(1).build();

    /** In which rates are measured, seconds: so that a throttled client is let go soon. */
    private static final Map<String, String> SHORT_WINDOWS = Map.of("quota.window.num", "2");

    @TempDir
    private Path folder;

    /** Of every client that has none of its own. */
    private static void quota(Admin admin, @Nullable Double bytesPerSecond) throws Exception {
        ClientQuotaEntity all = new ClientQuotaEntity(Collections.singletonMap(ClientQuotaEntity.CLIENT_ID, null));
        admin.alterClientQuotas(List.of(new ClientQuotaAlteration(
                        all, List.of(new ClientQuotaAlteration.Op("producer_byte_rate", bytesPerSecond)))))
                .all()
                .get();
    }

    private static void downgrade(Admin admin) throws Exception {
        admin.updateFeatures(
                        Map.of("transaction.version", new FeatureUpdate((short) 1, UpgradeType.SAFE_DOWNGRADE)),
                        new UpdateFeaturesOptions())
                .all()
                .get();
    }

    private static void publish(KafkaAccess kafka, List<String> ids) {
        try (SpeechPublisher publisher = new SpeechPublisher(kafka)) {
            String text = "word ".repeat(300) + ".";
            ids.forEach(id -> publisher.publish(TestPipeline.event(id, text).build(), Optional.of("room" + id)));
        }
    }

    private static void hear(TopicReader<AudioChunk> reader, Set<String> heard, List<String> ids) {
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            reader.poll(Duration.ofMillis(100)).stream()
                    .filter(AudioChunk::getLast)
                    .forEach(chunk ->
                            assertThat(heard.add(chunk.getUtteranceId())).isTrue());
            return heard.containsAll(ids);
        });
    }

    @Test
    void olderTransactionsAndQuotasAreALineAndAllIsSpoken() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("cluster"), SHORT_WINDOWS)) {
            KafkaAccess kafka = KafkaAccess.of(broker.bootstrap());
            try (Admin admin = kafka.admin()) {
                downgrade(admin);
                TopicPlan.of(TopicSettings.DEFAULT.withPartitions(1), List.of(FILE))
                        .create(admin);
                try (TopicReader<AudioChunk> reader = TopicReader.fromBeginning(kafka, Topics.AUDIO);
                        SpeechApplication application =
                                new SpeechApplication(FILE, new FakeVoices(), kafka, folder.resolve("state"))) {
                    application.start();
                    application.ready().get(60, TimeUnit.SECONDS);
                    assertThat(application.concessions())
                            .singleElement()
                            .asString()
                            .contains("transaction.version is 1", "upgrade --feature transaction.version=2");
                    Set<String> heard = new HashSet<>();
                    publish(kafka, List.of("u1"));
                    hear(reader, heard, List.of("u1"));
                    assertThat(application.trouble()).isEmpty();

                    quota(admin, 1000.0);
                    List<String> many =
                            IntStream.range(2, 12).mapToObj(i -> "u" + i).toList();
                    publish(kafka, many);
                    await().atMost(Duration.ofSeconds(30))
                            .until(() -> application.trouble().equals(Optional.of(ClusterTrouble.SLOWED)));
                    quota(admin, null);
                    hear(reader, heard, many);
                    assertThat(application.state().isRunningOrRebalancing()).isTrue();
                }
            }
        }
    }
}
