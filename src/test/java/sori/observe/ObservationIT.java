package sori.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sori.deploy.DeployFiles;
import sori.kafka.Topics;
import sori.schema.TextEvent;

/** One application from its beginning to its end, as those see it who watch it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ObservationIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** In no text, key or id of anybody else. */
    private static final String MARKED = "xylophone";

    private static final int MOST_SERIES = 1000;

    /** Heads the next section of the list of meters. */
    private static final String SHADOWS = "\n## Of a shadow\n";

    @TempDir
    private static Path folder;

    private static Watched watched;

    @BeforeAll
    static void begin() throws Exception {
        watched = Watched.beginning(folder);
    }

    @AfterAll
    static void end() {
        watched.close();
    }

    private static JsonNode json(String path) throws Exception {
        HttpResponse<String> response = watched.get(path);
        assertThat(response.headers().firstValue("content-type")).contains("application/json");
        return JSON.readTree(response.body());
    }

    private static void isNotReady(String... missing) throws Exception {
        assertThat(watched.get("/health/ready").statusCode()).isEqualTo(503);
        JsonNode body = json("/health/ready");
        assertThat(body.get("status").asText()).isEqualTo("down");
        TreeSet<String> down = new TreeSet<>();
        body.fields().forEachRemaining(field -> {
            if (!field.getKey().equals("status") && !field.getValue().asText().equals("up")) {
                down.add(field.getKey());
            }
        });
        assertThat(down).containsExactlyInAnyOrder(missing);
    }

    @Test
    @Order(1)
    void readyIsWhoeverHasVoicesPartitionsAndStores() throws Exception {
        assertThat(watched.get("/health/live").statusCode()).isEqualTo(200);
        isNotReady("voices", "partitions", "stores");
        watched.loadVoices();
        isNotReady("partitions", "stores");
        watched.startApplication();
        watched.awaitReady();
        assertThat(watched.get("/health/ready").statusCode()).isEqualTo(200);
        assertThat(json("/health/ready")).allMatch(check -> check.asText().equals("up"));
        JsonNode info = json("/info");
        assertThat(info.get("application").asText()).isEqualTo("sori-speech");
        assertThat(info.get("guarantee").asText()).isEqualTo("exactly_once");
        assertThat(info.get("stages")).hasSize(4);
        assertThat(info.get("voices").get(0).get("state").asText()).isEqualTo("loaded");
    }

    private static Map<String, Double> series() throws Exception {
        HttpResponse<String> response = watched.get("/metrics");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("text/plain; version=0.0.4; charset=utf-8");
        return response.body()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.lastIndexOf(' ')),
                        line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1))));
    }

    @Test
    @Order(2)
    void metersTellWhatWasSpoken() throws Exception {
        List<TextEvent> events = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            events.add(TextEvent.newBuilder()
                    .setUtteranceId(MARKED + i)
                    .setText("One " + MARKED + ". Two " + MARKED + ".")
                    .build());
        }
        events.add(TextEvent.newBuilder()
                .setUtteranceId(MARKED + "-empty")
                .setText("")
                .build());
        watched.speak(MARKED, events);
        Map<String, Double> series = series();
        assertThat(series)
                .containsEntry("sori_utterances_total{stage=\"vocode\",status=\"ok\"}", 5.0)
                .containsEntry("sori_utterances_total{stage=\"vocode\",status=\"cancelled\"}", 0.0)
                .containsEntry("sori_failures_total{reason=\"empty_text\",stage=\"normalize\"}", 1.0)
                .containsEntry("sori_first_audio_seconds_count{priority=\"interactive\"}", 5.0)
                .containsEntry("sori_stage_seconds_count{stage=\"normalize\"}", 6.0)
                .containsEntry("sori_stage_seconds_count{stage=\"speak\"}", 10.0)
                .containsEntry("sori_wait_seconds_count{priority=\"interactive\",stage=\"speak\"}", 10.0)
                .containsEntry("sori_voice_state{state=\"loaded\",version=\"1\",voice=\"en-tiny\"}", 1.0)
                .containsEntry("sori_ready{check=\"stores\"}", 1.0);
        assertThat(series.get("sori_audio_seconds_total")).isGreaterThan(0);
        assertThat(series.get("sori_decoder_call_rows_total{version=\"1\",voice=\"en-tiny\"}"))
                .isGreaterThanOrEqualTo(series.get("sori_decoder_calls_total{version=\"1\",voice=\"en-tiny\"}"));
        // A listener may hear a commit before the application is told of it.
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(series())
                        .containsEntry("sori_first_audio_committed_seconds_count{priority=\"interactive\"}", 5.0)
                        .containsEntry("sori_open_utterances{stage=\"speak\"}", 0.0)
                        .containsEntry("sori_unspoken_seconds{priority=\"interactive\",stage=\"speak\"}", 0.0));
        assertThat(series().get("sori_first_audio_committed_seconds_sum{priority=\"interactive\"}"))
                .isGreaterThan(series().get("sori_first_audio_seconds_sum{priority=\"interactive\"}"));
        assertThat(series.get("kafka_stream_thread_commit_total")).isGreaterThan(0);
        assertThat(series.get("kafka_consumer_coordinator_assigned_partitions")).isGreaterThanOrEqualTo(3);
        assertThat(series.get("process_resident_memory_bytes")).isGreaterThan(1e6);
    }

    @Test
    @Order(3)
    void seriesAreFewAndHoldNothingOfUsers() throws Exception {
        assertThat(series()).hasSizeLessThan(MOST_SERIES);
        for (String path : List.of("/metrics", "/info", "/health/ready", "/health/live")) {
            assertThat(watched.get(path).body()).doesNotContain(MARKED);
        }
    }

    /** Otherwise a panel stays empty and an alert silent, and nobody notices. */
    @Test
    @Order(3)
    void whateverIsDrawnOrAlertedOnIsThere() throws Exception {
        assertThat(new Exposition(watched.get("/metrics").body()).names()).containsAll(DeployFiles.metricsAskedFor());
    }

    @Test
    @Order(3)
    void theDocumentListsEveryMeter() throws Exception {
        String table = new Exposition(watched.get("/metrics").body()).table();
        Path document = Path.of("docs", "metrics.md");
        if (Boolean.getBoolean("golden.update")) {
            String before = Files.readString(document);
            String other = before.substring(before.indexOf(SHADOWS));
            Files.writeString(document, before.substring(0, before.indexOf("| name |")) + table + other);
        }
        assertThat(Files.readString(document)).contains(table + SHADOWS);
    }

    @Test
    @Order(3)
    void debiansPrometheusReadsIt() throws Exception {
        DeployFiles.needs("prometheus");
        try (Prometheus prometheus = new Prometheus(folder.resolve("prometheus"), watched.port())) {
            await().atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .until(() -> prometheus.value("up{job=\"sori\"}") == 1);
            assertThat(prometheus.value("sori_utterances_total{status=\"ok\"}")).isEqualTo(5);
            assertThat(prometheus.value("sori_ready")).isEqualTo(3);
            assertThat(prometheus.value("sori_unspoken_seconds")).isZero();
            assertThat(prometheus.value("histogram_quantile(0.5, sum by (le) (sori_first_audio_seconds_bucket))"))
                    .isBetween(0.0, 60.0);
            assertThat(prometheus.value("sori_info{application=\"sori-speech\"}"))
                    .isEqualTo(1);
            JsonNode target =
                    prometheus.get("/api/v1/targets").get("activeTargets").get(0);
            assertThat(target.get("lastError").asText()).isEmpty();
            assertThat(prometheus.get("/api/v1/rules").get("groups").get(0).get("rules"))
                    .allMatch(rule -> !rule.get("health").asText().equals("err"));
        }
    }

    /** And the application goes on by itself when the topic takes records again. */
    @Test
    @Order(4)
    void aTopicThatRefusesRecordsIsAlertedOn() throws Exception {
        DeployFiles.needs("prometheus");
        String refused = "sori_write_errors_total{topic=\"speech.audio\"}";
        assertThat(series())
                .containsEntry(refused, 0.0)
                .containsEntry("sori_write_errors_total{topic=\"speech.failures\"}", 0.0)
                .containsEntry("sori_write_errors_total{topic=\"changelog\"}", 0.0);
        try (Prometheus prometheus = new Prometheus(folder.resolve("alerting"), watched.port())) {
            await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> prometheus.value(refused) == 0);
            watched.limit(Topics.AUDIO, "100");
            watched.publish(
                    MARKED,
                    TextEvent.newBuilder()
                            .setUtteranceId(MARKED + "-refused")
                            .setText("One.")
                            .build());
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(series().get(refused)).isPositive());
            watched.limit(Topics.AUDIO, "1000000");
            await().atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .until(() -> prometheus.value("ALERTS{alertname=\"SoriWritesFail\",alertstate=\"firing\"}") == 1);
        }
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(series())
                        .containsEntry("sori_utterances_total{stage=\"vocode\",status=\"ok\"}", 6.0)
                        .containsEntry("sori_write_errors_total{topic=\"changelog\"}", 0.0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/metrics/", "/metrics/x", "/health", "/..", "/info%00", "/%2e%2e/etc/passwd"})
    @Order(4)
    void nothingElseIsServed(String path) throws Exception {
        assertThat(watched.get(path).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "HEAD", "OPTIONS", "TRACE", "PATCH"})
    @Order(4)
    void nothingCanBeDone(String method) throws Exception {
        assertThat(watched.send(method, "/metrics").statusCode()).isEqualTo(405);
    }

    /** Connections that never ask, ask slowly, or ask for too much: the next one is answered when their time is over. */
    @Test
    @Order(5)
    void whoeverDawdlesIsCutOff() throws Exception {
        List<Socket> dawdlers = new ArrayList<>();
        try {
            for (int i = 0; i < 24; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), watched.port());
                socket.getOutputStream()
                        .write((i % 2 == 0 ? "GET /metr" : "GET /info HTTP/1.1\r\nX: " + "y".repeat(100_000))
                                .getBytes(StandardCharsets.US_ASCII));
                dawdlers.add(socket);
            }
            await().atMost(Duration.ofSeconds(40))
                    .ignoreExceptions()
                    .untilAsserted(() ->
                            assertThat(watched.get("/health/live").statusCode()).isEqualTo(200));
            for (Socket socket : dawdlers) {
                socket.setSoTimeout(30_000);
                assertThat(ends(socket.getInputStream())).isTrue();
            }
        } finally {
            for (Socket socket : dawdlers) {
                socket.close();
            }
        }
    }

    private static boolean ends(InputStream in) {
        try {
            in.readAllBytes();
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (java.io.IOException e) {
            return true; // reset
        }
    }

    @Test
    @Order(6)
    void whoeverHasStoppedLivesNoMore() throws Exception {
        String address = watched.get("/metrics").body();
        assertThat(Pattern.compile("(?m)^sori_ready\\{check=\"partitions\"} 1.0$")
                        .matcher(address)
                        .find())
                .isTrue();
        watched.stopApplication();
        assertThat(watched.get("/health/live").statusCode()).isEqualTo(503);
        isNotReady("partitions", "stores");
    }
}
