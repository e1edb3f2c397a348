package sori.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sori.broker.EmbeddedBroker;
import sori.client.SpeechPublisher;
import sori.client.SpeechReader;
import sori.client.SpeechReader.Heard;
import sori.cluster.TopicPlan;
import sori.cluster.TopicSettings;
import sori.graph.TinyVoice;
import sori.kafka.Codecs;
import sori.kafka.KafkaAccess;
import sori.kafka.SchemaRegistry;
import sori.kafka.Topic;
import sori.kafka.Topics;
import sori.kafka.UtteranceName;
import sori.kafka.Wire;
import sori.registry.Alias;
import sori.registry.AliasMover;
import sori.registry.ModelId;
import sori.registry.ModelPublisher;
import sori.registry.RolloutOptions;
import sori.schema.FailureReason;
import sori.schema.TextEvent;
import sori.topology.TopologyFile;
import sori.voice.VoicePackage;

/** {@code wire: confluent} with a real registry: every command, our clients and somebody else's, and records that nobody can read. */
@Timeout(300)
class SchemaRegistryIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String FILE = " --topology confluent.yaml";

    @TempDir
    private Path folder;

    private String at = "";

    @Test
    void recordsAreFramedAsARegistryWantsThem() throws Exception {
        Language.JAVASCRIPT.require();
        Language.PYTHON.require();
        Launched.furnish(folder);
        try (RegistryServer server = new RegistryServer(folder.resolve("registry.txt"));
                EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("cluster"))) {
            at = " --bootstrap " + broker.bootstrap();
            String asked = " --schema-registry " + server.address() + at;
            KafkaAccess kafka = KafkaAccess.of(broker.bootstrap());
            prepare(kafka, server);
            try (Launched run = Launched.start(folder, "exec ./sori run" + FILE + at);
                    Launched shadow = Launched.start(folder, "exec ./sori shadow" + FILE + at)) {
                run.awaitOutput("Ctrl-C ends it");
                shadow.awaitOutput("speaking where nobody listens: en-tiny@2 at 100 %");
                publishAndPlay(asked);
                ourClients(kafka, Codecs.confluent(SchemaRegistry.of(server.address(), kafka)));
                somebodyElses(kafka, server);
                ourClientsIn(Language.PYTHON, kafka, server);
                ourClientsIn(Language.JAVASCRIPT, kafka, server);
                assertThat(versions(server, Topics.TEXT))
                        .as("nobody's schema differs")
                        .isEqualTo("[1]");
                assertThat(versions(server, Topics.CONTROL)).isEqualTo("[1]");
                failuresAreShownAndReplayed();
                shadow.awaitOutput("en-tiny@2 beside @1  length x ");
                assertThat(ended("./sori models compare en-tiny" + asked)).contains("@2 beside @1");
            }
        }
    }

    private void prepare(KafkaAccess kafka, RegistryServer server) throws Exception {
        Files.writeString(
                folder.resolve("confluent.yaml"),
                Files.readString(Path.of("topologies/speech.yaml")) + "\nwire: confluent\nschemaRegistry: "
                        + server.address() + "\n");
        TopicSettings settings = TopicSettings.DEFAULT.withPartitions(2);
        try (Admin admin = kafka.admin()) {
            TopicPlan.of(settings, List.of(TopologyFile.SPEECH.withControl()))
                    .and(TopicPlan.ofShadow(settings))
                    .create(admin);
        }
        ModelPublisher models = new ModelPublisher(kafka, "tester");
        models.publish(VoicePackage.open(folder.resolve("models/en-tiny")), Optional.empty(), "");
        models.publish(TinyVoice.write(folder.resolve("models/two"), "en-tiny", "2", 2), Optional.empty(), "");
        new AliasMover(kafka, "tester")
                .promote(
                        new ModelId("en-tiny", "2"),
                        new Alias(Alias.SHADOW, "2", OptionalInt.of(100)),
                        new RolloutOptions(PATIENCE, false, "", line -> {}));
    }

    private String ended(String line) throws Exception {
        try (Launched command = Launched.start(folder, line)) {
            assertThat(command.awaitEnd()).as(command.output()).isZero();
            return command.output();
        }
    }

    private void publishAndPlay(String asked) throws Exception {
        String said =
                ended("echo 'Two one.' | ./sori publish" + asked + " && ./sori play --out spoken --count 1" + asked);
        assertThat(said).contains("published 1 text event", "en-tiny@1", "OK");
    }

    private static void ourClients(KafkaAccess kafka, Codecs codecs) throws Exception {
        try (SpeechReader reader = SpeechReader.fromBeginning(
                        kafka,
                        Topics.AUDIO.framed(codecs),
                        Topics.FAILURES.framed(codecs),
                        Topics.CONTROL.framed(codecs));
                SpeechPublisher publisher =
                        new SpeechPublisher(kafka, Topics.TEXT.framed(codecs), Topics.CONTROL.framed(codecs))) {
            TextEvent event = TextEvent.newBuilder()
                    .setUtteranceId("u1")
                    .setText("One two.")
                    .build();
            publisher.publish(event, Optional.of("room")).join();
            publisher
                    .publish(
                            TextEvent.newBuilder(event)
                                    .setUtteranceId("u3")
                                    .setVoice("nobody")
                                    .build(),
                            Optional.of("room"))
                    .join();
            raw(kafka, "{\"utteranceId\":\"u2\",\"text\":\"Hello.\"}".getBytes(StandardCharsets.UTF_8));
            raw(kafka, new Wire<>(TextEvent.class).encode(event));
            raw(kafka, ByteBuffer.allocate(9).put((byte) 0).putInt(987654).array());
            List<Heard> heard = until(
                    reader, all -> count(all, Heard.Utterance.class) == 3 && count(all, Heard.Failure.class) == 3);
            assertThat(heard)
                    .filteredOn(Heard.Failure.class::isInstance)
                    .map(each -> ((Heard.Failure) each).failure())
                    .filteredOn(failure -> failure.getReason() == FailureReason.UNDECODABLE)
                    .hasSize(2)
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

    private static void raw(KafkaAccess kafka, byte[] value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(kafka.producer(), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.TEXT.name(), "raw".getBytes(StandardCharsets.UTF_8), value))
                    .get();
        }
    }

    private static void somebodyElses(KafkaAccess kafka, RegistryServer server) throws Exception {
        String said = Language.output(
                Path.of("/dev/null"),
                List.of(
                        "node",
                        "clients/js/scripts/confluent.mjs",
                        kafka.bootstrap(),
                        server.address(),
                        Topics.TEXT.name(),
                        Topics.AUDIO.name(),
                        "confluent",
                        "Hello world."));
        assertThat(said).containsPattern("heard [1-9]\\d{3,} samples of en-tiny@1, OK");
    }

    /** Publisher and player of a language: what is spoken, what fails, and what is cancelled. */
    private void ourClientsIn(Language language, KafkaAccess kafka, RegistryServer server) throws Exception {
        Codecs codecs = Codecs.confluent(SchemaRegistry.of(server.address(), kafka));
        Path said = folder.resolve(language + ".txt");
        Process player = new ProcessBuilder(asking(
                        server,
                        language,
                        "play",
                        kafka.bootstrap(),
                        folder.resolve(language + "-heard").toString()))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try (SpeechReader reader = SpeechReader.fromNow(kafka, codecs)) {
            String key = "room-" + language;
            Path lines = Files.writeString(folder.resolve("lines.txt"), "One two.\n\n");
            String published = Language.output(lines, asking(server, language, "publish", kafka.bootstrap(), key));
            UtteranceName first = Language.published(published, key).get(0);
            String name = first.fileName();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(Files.readString(said))
                            .containsPattern(name + ": \\d.* s, OK, text to 7")
                            .contains("failed: "));
            Language.output(
                    Path.of("/dev/null"), asking(server, language, "publish", kafka.bootstrap(), key, "--cancel"));
            List<Heard> heard = until(reader, all -> count(all, Heard.Cancelled.class) == 1);
            assertThat(heard)
                    .anyMatch(each -> each instanceof Heard.Utterance spoken
                            && spoken.name().equals(first));
        } finally {
            player.destroy();
        }
    }

    private static List<String> asking(RegistryServer server, Language language, String example, String... arguments) {
        List<String> command = new ArrayList<>(List.of("env", "SCHEMA_REGISTRY=" + server.address()));
        command.addAll(language.command(example));
        command.addAll(List.of(arguments));
        return command;
    }

    private static String versions(RegistryServer server, Topic<?> topic) throws Exception {
        URI asked = URI.create(server.address() + "/subjects/" + topic.name() + "-value/versions");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(asked).build(), BodyHandlers.ofString())
                .body();
    }

    /** The one that failed for want of a voice fails again, as an event of its own. */
    private void failuresAreShownAndReplayed() throws Exception {
        String listed = ended("./sori failures list" + FILE + at);
        Matcher place =
                Pattern.compile("(speech\\.text-\\d-\\d+) .*UNKNOWN_VOICE").matcher(listed);
        assertThat(place.find()).as(listed).isTrue();
        assertThat(listed).contains("set wire: avro", "does not know schema id 987654");
        String again = ended("./sori failures replay " + place.group(1) + FILE + at + " && ./sori failures show "
                + place.group(1) + FILE + at);
        assertThat(again).contains("replayed 1", "text: One two.", "voice: nobody", "utteranceId: u3.replay-");
    }
}
