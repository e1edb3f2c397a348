package sori.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import sori.client.SpeechPublisher;
import sori.client.SpeechReader;
import sori.client.SpeechReader.Heard;
import sori.cluster.TopicPlan;
import sori.cluster.TopicSettings;
import sori.graph.TinyVoice;
import sori.kafka.Codecs;
import sori.kafka.KafkaAccess;
import sori.kafka.SchemaRegistry;
import sori.kafka.Topics;
import sori.kafka.Wire;
import sori.schema.FailureReason;
import sori.schema.TextEvent;
import sori.stream.SpeechApplication;
import sori.synthesis.CatalogVoices;
import sori.topology.TopologyFile;
import sori.topology.WireForm;
import sori.voice.VoiceCatalog;
import sori.voice.VoiceOptions;

/** {@code wire: confluent} with a real registry: our clients and somebody else's, and records that nobody can read. */
@ExtendWith(KafkaExtension.class)
@Timeout(300)
class RegistryIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void recordsAreFramedAsARegistryWantsThem(TestedKafka cluster) throws Exception {
        Language.JAVASCRIPT.require();
        KafkaAccess kafka = cluster.access();
        TinyVoice.write(directory.resolve("models/en-tiny"), "en-tiny", "1", 1);
        try (RegistryServer server = new RegistryServer(directory.resolve("registry.txt"));
                CatalogVoices voices =
                        new CatalogVoices(VoiceCatalog.scan(directory.resolve("models")), VoiceOptions.DEFAULT)) {
            TopologyFile file = file(server);
            try (Admin admin = kafka.admin()) {
                TopicPlan.of(TopicSettings.DEFAULT.withPartitions(2), List.of(file))
                        .create(admin);
            }
            try (SpeechApplication application =
                    new SpeechApplication(file, voices, kafka, directory.resolve("state"))) {
                application.start();
                application.ready().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                ourClients(kafka, file, Codecs.confluent(SchemaRegistry.of(server.address(), kafka)));
                somebodyElses(kafka, file, server);
            }
        }
    }

    private static TopologyFile file(RegistryServer server) {
        return TopologyFile.SPEECH.toBuilder()
                .application("registry-speech")
                .from("registry.text")
                .to("registry.audio")
                .failures("registry.failures")
                .control("registry.control")
                .threads(1)
                .wire(WireForm.CONFLUENT)
                .schemaRegistry(server.address())
                .build();
    }

    private static void ourClients(KafkaAccess kafka, TopologyFile file, Codecs codecs) throws Exception {
        try (SpeechReader reader = SpeechReader.fromBeginning(
                        kafka,
                        Topics.AUDIO.named(file.to()).framed(codecs),
                        Topics.FAILURES.named(file.failures()).framed(codecs),
                        Topics.CONTROL.named(file.control()).framed(codecs));
                SpeechPublisher publisher = new SpeechPublisher(
                        kafka,
                        Topics.TEXT.named(file.from()).framed(codecs),
                        Topics.CONTROL.named(file.control()).framed(codecs))) {
            TextEvent event = TextEvent.newBuilder()
                    .setUtteranceId("u1")
                    .setText("One two.")
                    .build();
            publisher.publish(event, Optional.of("room")).join();
            raw(kafka, file, "{\"utteranceId\":\"u2\",\"text\":\"Hello.\"}".getBytes(StandardCharsets.UTF_8));
            raw(kafka, file, new Wire<>(TextEvent.class).encode(event));
            raw(kafka, file, ByteBuffer.allocate(9).put((byte) 0).putInt(987654).array());
            List<Heard> heard = until(
                    reader, all -> count(all, Heard.Utterance.class) == 2 && count(all, Heard.Failure.class) == 2);
            assertThat(heard)
                    .filteredOn(Heard.Failure.class::isInstance)
                    .map(each -> ((Heard.Failure) each).failure())
                    .allMatch(failure -> failure.getReason() == FailureReason.UNDECODABLE)
                    .extracting(failure -> failure.getDetail())
                    .anyMatch(detail -> detail.contains("set wire: avro"))
                    .anyMatch(detail -> detail.contains("does not know schema id 987654"));
            publisher.cancel("room", Optional.empty(), "").join();
            until(reader, all -> count(all, Heard.Cancelled.class) == 1);
        }
    }

    private static long count(List<Heard> heard, Class<? extends Heard> kind) {
        return heard.stream().filter(kind::isInstance).count();
    }

    private static List<Heard> until(SpeechReader reader, Predicate<List<Heard>> enough) {
        List<Heard> all = new ArrayList<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!enough.test(all) && System.nanoTime() < deadline) {
            all.addAll(reader.poll(Duration.ofMillis(100)));
        }
        assertThat(enough.test(all)).as(all.toString()).isTrue();
        return all;
    }

    private static void raw(KafkaAccess kafka, TopologyFile file, byte[] value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(kafka.producer(), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(file.from(), "raw".getBytes(StandardCharsets.UTF_8), value))
                    .get();
        }
    }

    private static void somebodyElses(KafkaAccess kafka, TopologyFile file, RegistryServer server) throws Exception {
        String said = Language.output(
                Path.of("/dev/null"),
                List.of(
                        "node",
                        "clients/js/scripts/confluent.mjs",
                        kafka.bootstrap(),
                        server.address(),
                        file.from(),
                        file.to(),
                        "confluent",
                        "Hello world."));
        assertThat(said).containsPattern("heard [1-9]\\d{3,} samples of en-tiny@1, OK");
    }
}
