package sori.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sori.broker.EmbeddedBroker;
import sori.client.SpeechPublisher;
import sori.cluster.TopicPlan;
import sori.cluster.TopicSettings;
import sori.graph.TinyVoice;
import sori.kafka.KafkaAccess;
import sori.kafka.Topic;
import sori.kafka.TopicReader;
import sori.kafka.Topics;
import sori.registry.Alias;
import sori.registry.AliasMover;
import sori.registry.Aliases;
import sori.registry.ModelId;
import sori.registry.ModelLog;
import sori.registry.ModelPublisher;
import sori.registry.RolloutOptions;
import sori.schema.AudioChunk;
import sori.schema.ShadowComparison;
import sori.schema.TextEvent;
import sori.topology.TopologyFile;
import sori.voice.VoicePackage;

/** A shadow beside a pipeline, each a process of its own as a user starts it. */
@Timeout(600)
class ShadowIT {
    private static final String VOICE = "en-tiny";
    private static final int PERCENT = 40;
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    @TempDir
    private Path folder;

    private final Map<String, String> keys = new LinkedHashMap<>();

    /** How many of them were heard before there was a shadow. */
    private int before;

    @Test
    void speaksItsShareWhereNobodyListensAndHarmsNobody() throws Exception {
        Launched.furnish(folder);
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("cluster"))) {
            KafkaAccess kafka = KafkaAccess.of(broker.bootstrap());
            publishVoices(kafka);
            String at = " --bootstrap " + broker.bootstrap();
            try (Launched pipeline = Launched.start(folder, "exec ./sori run" + at)) {
                hearOne(kafka);
                try (Launched shadow = Launched.start(folder, "exec ./sori shadow" + at)) {
                    shadow.awaitOutput("Ctrl-C ends it");
                    shadow.awaitOutput("no voice has a shadow; `sori models promote VOICE@VERSION --as shadow");
                    promoteShadow(kafka);
                    shadow.awaitOutput("speaking where nobody listens: en-tiny@2 at 40 %");
                    publish(kafka, 15);
                    shadow.awaitOutput("beside @1");
                    shadow.kill(); // at its work
                }
                publish(kafka, 15);
                int port = freePort();
                String watched = "exec ./sori shadow --metrics-port " + port + at;
                try (Launched again = Launched.start(folder, watched)) {
                    check(kafka);
                    again.awaitOutput("Ctrl-C ends it");
                    isSeen(port);
                }
                assertThat(pipeline.output()).contains("Ctrl-C ends it");
            }
            reports(at);
        }
    }

    private static int freePort() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** Of what it compared, as Prometheus and probes see it. */
    private static void isSeen(int port) throws Exception {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(get(port, "/metrics"))
                        .containsPattern(
                                "sori_shadow_comparisons_total\\{outcome=\"compared\",shadow=\"2\",spoken=\"1\","
                                        + "voice=\"en-tiny\"} [1-9]")
                        .containsPattern("sori_shadow_texts_total [1-9]")
                        .contains("sori_voice_state{state=\"loaded\",version=\"2\",voice=\"en-tiny\"} 1.0"));
        assertThat(get(port, "/health/ready"))
                .isEqualTo("{\"status\":\"up\",\"voices\":\"up\",\"partitions\":\"up\"}\n");
        assertThat(get(port, "/info")).contains("\"shadows\":\"speech.text\"");
    }

    private static String get(int port, String path) throws Exception {
        URI asked = URI.create("http://127.0.0.1:" + port + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(asked).build(), BodyHandlers.ofString())
                .body();
    }

    private void publishVoices(KafkaAccess kafka) throws Exception {
        try (Admin admin = kafka.admin()) {
            TopicSettings settings = TopicSettings.DEFAULT.withPartitions(3);
            TopicPlan plan = TopicPlan.of(settings, List.of(TopologyFile.SPEECH));
            assertThat(plan.topics()).noneMatch(topic -> topic.name().contains("shadow"));
            plan.and(TopicPlan.ofShadow(settings)).create(admin);
        }
        TinyVoice.write(folder.resolve("models/two"), VOICE, "2", 2);
        ModelPublisher models = new ModelPublisher(kafka, "tester");
        for (String each : List.of("models/en-tiny", "models/two")) { // the first is stable
            models.publish(VoicePackage.open(folder.resolve(each)), Optional.empty(), "");
        }
    }

    /** A shadow comes to a pipeline that has spoken. */
    private void hearOne(KafkaAccess kafka) {
        publish(kafka, 1);
        assertThat(read(kafka, Topics.AUDIO, 2)).isNotEmpty();
        before = keys.size();
    }

    private static void promoteShadow(KafkaAccess kafka) throws Exception {
        new AliasMover(kafka, "tester")
                .promote(
                        new ModelId(VOICE, "2"),
                        new Alias(Alias.SHADOW, "2", OptionalInt.of(PERCENT)),
                        new RolloutOptions(PATIENCE, false, "", line -> {}));
    }

    /** Two texts for each key. */
    private void publish(KafkaAccess kafka, int count) {
        try (SpeechPublisher publisher = new SpeechPublisher(kafka)) {
            for (int i = 0; i < 2 * count; i++) {
                String id = "u" + keys.size();
                keys.put(id, "key-" + (keys.size() / 2));
                publisher
                        .publish(
                                TextEvent.newBuilder()
                                        .setUtteranceId(id)
                                        .setText("One two. Three.")
                                        .build(),
                                Optional.of(keys.get(id)))
                        .join();
            }
        }
    }

    private void check(KafkaAccess kafka) throws Exception {
        Aliases aliases = ModelLog.read(kafka).aliasesOf(VOICE);
        List<String> sampled = keys.keySet().stream()
                .skip(before)
                .filter(id -> aliases.shadow(keys.get(id).getBytes(StandardCharsets.UTF_8))
                        .isPresent())
                .sorted()
                .toList();
        // 30 keys: three standard deviations.
        assertThat(sampled.size() / (double) keys.size()).isBetween(0.4 - 0.27, 0.4 + 0.27);
        Map<String, Long> heard = new TreeMap<>();
        for (AudioChunk chunk : read(kafka, Topics.AUDIO, keys.size())) {
            assertThat(chunk.getVoiceVersion()).isEqualTo("1");
            if (chunk.getLast()) {
                heard.merge(chunk.getUtteranceId(), 1L, Long::sum);
            }
        }
        assertThat(heard.keySet()).containsExactlyInAnyOrderElementsOf(keys.keySet());
        assertThat(heard.values()).containsOnly(1L);

        List<ShadowComparison> comparisons = read(kafka, Topics.SHADOW_COMPARISONS, sampled.size());
        assertThat(comparisons.stream().map(ShadowComparison::getUtteranceId).sorted())
                .isEqualTo(sampled);
        for (ShadowComparison each : comparisons) {
            assertThat(each.getFailure()).isEmpty();
            assertThat(each.getSpokenVersion() + each.getShadowVersion()).isEqualTo("12");
            assertThat(each.getDurationRatio()).isPositive();
            assertThat(each.getMelDistance()).isPositive();
            assertThat(each.getShadow().getSentences()).isEqualTo(2);
            assertThat(each.getShadow().getMelMsPerSecond()).isPositive();
            assertThat(each.getSpoken().getVocodeMsPerSecond()).isPositive();
        }
        List<AudioChunk> audio = read(kafka, Topics.SHADOW_AUDIO, sampled.size());
        assertThat(audio).allMatch(chunk -> chunk.getVoiceVersion().equals("2"));
        assertThat(audio.stream()
                        .filter(AudioChunk::getLast)
                        .map(AudioChunk::getUtteranceId)
                        .sorted())
                .isEqualTo(sampled);
        assertThat(read(kafka, Topics.FAILURES, 0)).isEmpty();
    }

    /** Everything in a topic, as soon as so many utterances have come to an end in it. */
    private static <V extends SpecificRecordBase> List<V> read(KafkaAccess kafka, Topic<V> topic, int utterances) {
        List<V> all = new ArrayList<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (TopicReader<V> reader = TopicReader.fromBeginning(kafka, topic)) {
            long ended = 0;
            while ((ended < utterances || !reader.atEnd()) && System.nanoTime() < deadline) {
                all.addAll(reader.poll(Duration.ofMillis(100)));
                ended = all.stream()
                        .filter(each -> !(each instanceof AudioChunk chunk) || chunk.getLast())
                        .count();
            }
        }
        return all;
    }

    private void reports(String at) throws Exception {
        try (Launched compare = Launched.start(folder, "./sori models compare en-tiny" + at)) {
            assertThat(compare.awaitEnd()).as(compare.output()).isZero();
            assertThat(compare.output()).contains("@2 beside @1", "mel distance", "backward %");
        }
        try (Launched list = Launched.start(folder, "./sori models list" + at)) {
            assertThat(list.awaitEnd()).as(list.output()).isZero();
            assertThat(list.output()).contains("shadow (40 %)");
        }
    }
}
