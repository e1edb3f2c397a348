package sori.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sori.schema.ShadowComparison;
import sori.schema.ShadowFigures;
import sori.topology.MetricsSettings;
import sori.topology.TopologyFile;

/** What is shown of a shadow; ShadowIT has one that runs. */
class ShadowObservationTest {
    /** In no text, key or id of anybody else. */
    private static final String MARKED = "xylophone";

    private static final int RATE_HZ = 22_050;

    private final HttpClient http = HttpClient.newHttpClient();
    private ShadowObservation observation;

    @BeforeEach
    void begin() throws Exception {
        TopologyFile file = TopologyFile.SPEECH.toBuilder()
                .application("sori-speech-shadow")
                .build();
        observation = ShadowObservation.start(file, MetricsSettings.OFF, "0.0.0");
    }

    @AfterEach
    void end() {
        observation.close();
    }

    private HttpResponse<String> get(String path) throws Exception {
        URI asked = URI.create("http://127.0.0.1:" + observation.port() + path);
        return http.send(HttpRequest.newBuilder(asked).build(), HttpResponse.BodyHandlers.ofString());
    }

    private Map<String, Double> series() throws Exception {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("sori_shadow_"))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.lastIndexOf(' ')),
                        line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1))));
    }

    private static ShadowFigures figures(Random random) {
        return new ShadowFigures(
                (long) random.nextInt(10 * RATE_HZ),
                RATE_HZ,
                random.nextDouble() * 1000,
                random.nextDouble() * 1000,
                random.nextInt(9),
                random.nextInt(999),
                random.nextInt(3),
                random.nextInt(3),
                random.nextInt(99));
    }

    private static ShadowComparison comparison(
            String version, @Nullable ShadowFigures shadow, @Nullable ShadowFigures spoken) {
        boolean both = shadow != null && spoken != null;
        return ShadowComparison.newBuilder()
                .setUtteranceId(MARKED)
                .setVoice("en-tiny")
                .setSpokenVersion("1")
                .setShadowVersion(version)
                .setSpoken(spoken)
                .setShadow(shadow)
                .setDurationRatio(both ? 1.01 : null)
                .setMelDistance(both ? 0.25 : null)
                .setFailure(both ? "" : "cannot speak " + MARKED)
                .setComparedAt(Instant.EPOCH)
                .setSourceTopic(MARKED)
                .setSourcePartition(0)
                .setSourceOffset(0)
                .build();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void metersAddUpWhatWasCompared(long seed) throws Exception {
        Random random = new Random(seed);
        Map<String, Double> expected = new TreeMap<>();
        int texts = 20 + random.nextInt(20);
        for (int i = 0; i < texts; i++) {
            observation.metrics().read(250L * i);
            ShadowFigures shadow = random.nextInt(4) == 0 ? null : figures(random);
            ShadowFigures spoken = random.nextInt(4) == 0 ? null : figures(random);
            observation.metrics().compared(comparison("2", shadow, spoken), 1_500_000_000L);
            String outcome = shadow == null
                    ? spoken == null ? "both_failed" : "shadow_failed"
                    : spoken == null ? "spoken_failed" : "compared";
            String pair = "shadow=\"2\",spoken=\"1\",voice=\"en-tiny\"}";
            expected.merge("sori_shadow_comparisons_total{outcome=\"" + outcome + "\"," + pair, 1.0, Double::sum);
            expected.merge("sori_shadow_comparison_seconds_sum{" + pair, 1.5, Double::sum);
            if (outcome.equals("compared")) {
                expected.merge("sori_shadow_length_ratio_sum{" + pair, 1.01, Double::sum);
                expected.merge("sori_shadow_mel_distance_sum{" + pair, 0.25, Double::sum);
            }
            if (shadow != null) {
                String role = "{role=\"shadow\"," + pair;
                double seconds = (double) shadow.getSamples() / RATE_HZ;
                expected.merge("sori_shadow_sentences_total" + role, (double) shadow.getSentences(), Double::sum);
                expected.merge("sori_shadow_cut_sentences_total" + role, (double) shadow.getCut(), Double::sum);
                expected.merge("sori_shadow_audio_seconds_total" + role, seconds, Double::sum);
                expected.merge(
                        "sori_shadow_mel_seconds_total" + role,
                        seconds * shadow.getMelMsPerSecond() / 1000,
                        Double::sum);
            }
        }
        Map<String, Double> series = series();
        expected.forEach((name, value) ->
                assertThat(series.getOrDefault(name, -1.0)).as(name).isCloseTo(value, within(1e-6)));
        assertThat(series)
                .containsEntry("sori_shadow_texts_total", (double) texts)
                .containsEntry("sori_shadow_behind_seconds", 0.25 * (texts - 1));
    }

    @Test
    void versionsAreFewAndNothingOfUsersIsShown() throws Exception {
        for (int i = 0; i < 1000; i++) {
            ShadowFigures figures = figures(new Random(i));
            observation.metrics().compared(comparison("v" + i, figures, figures), 1);
        }
        assertThat(series()).hasSizeLessThan(100 * VoiceSeries.MOST);
        assertThat(series().keySet()).anyMatch(name -> name.contains("shadow=\"others\""));
        for (String path : new String[] {"/metrics", "/info", "/health/ready", "/health/live"}) {
            assertThat(get(path).body()).doesNotContain(MARKED);
        }
    }

    @Test
    void notReadyBeforeItHasVoicesAndPartitions() throws Exception {
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        JsonNode ready = new ObjectMapper().readTree(get("/health/ready").body());
        assertThat(ready.get("voices").asText()).isEqualTo("no voice is loaded");
        assertThat(ready.get("partitions").asText()).contains("not assigned");
        assertThat(ready.has("stores")).isFalse();
        JsonNode info = new ObjectMapper().readTree(get("/info").body());
        assertThat(info.get("application").asText()).isEqualTo("sori-speech-shadow");
        assertThat(info.get("shadows").asText()).isEqualTo("speech.text");
    }

    @Test
    void theDocumentListsEveryMeter() throws Exception {
        ShadowFigures figures = figures(new Random(1));
        observation.metrics().compared(comparison("2", figures, figures), 1);
        String table = new Exposition(get("/metrics").body()).table();
        Path document = Path.of("docs", "metrics.md");
        if (Boolean.getBoolean("golden.update")) {
            String before = Files.readString(document);
            Files.writeString(document, before.substring(0, before.lastIndexOf("| name |")) + table);
        }
        assertThat(Files.readString(document)).endsWith(table);
    }
}
