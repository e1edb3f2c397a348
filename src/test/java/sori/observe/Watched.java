package sori.observe;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;
import sori.broker.EmbeddedBroker;
import sori.client.SpeechPublisher;
import sori.client.SpeechReader;
import sori.cluster.TopicPlan;
import sori.cluster.TopicSettings;
import sori.graph.TinyVoice;
import sori.kafka.KafkaAccess;
import sori.kafka.Topic;
import sori.kafka.Topics;
import sori.registry.ModelInstance;
import sori.registry.ModelPublisher;
import sori.registry.VoiceStore;
import sori.schema.TextEvent;
import sori.stream.RegistryVoices;
import sori.stream.SpeechApplication;
import sori.synthesis.Stage;
import sori.system.GivenTopics;
import sori.topology.MetricsSettings;
import sori.topology.TopologyFile;
import sori.trace.SpanSink;
import sori.voice.VoiceCatalog;
import sori.voice.VoiceOptions;
import sori.voice.VoicePackage;

/** A broker, a tiny voice in its registry, and an application that is watched; to be started step by step. */
final class Watched implements AutoCloseable {
    static final TopologyFile FILE = TopologyFile.SPEECH.toBuilder()
            .control(Topics.CONTROL.name())
            .threads(1)
            .commitIntervalMs(100)
            .build();

    private final Path folder;
    private final EmbeddedBroker broker;
    private final Observation observation;
    private final HttpClient http = HttpClient.newHttpClient();
    private @Nullable RegistryVoices voices;
    private @Nullable SpeechApplication application;

    private Watched(Path folder) throws Exception {
        this.folder = folder;
        this.broker = EmbeddedBroker.start(folder.resolve("broker"));
        this.observation = Observation.start(FILE, MetricsSettings.OFF, "0.0.0");
        try (Admin admin = kafka().admin()) {
            TopicPlan.of(TopicSettings.DEFAULT.withPartitions(3), List.of(FILE)).create(admin);
        }
        VoicePackage voice = TinyVoice.write(folder.resolve("models/en-tiny"), "en-tiny", "1", 1);
        new ModelPublisher(kafka(), "tester").publish(voice, Optional.empty(), "");
    }

    /** The broker runs, and nothing of the application but what watches it. */
    static Watched beginning(Path folder) throws Exception {
        return new Watched(folder);
    }

    KafkaAccess kafka() {
        return KafkaAccess.of(broker.bootstrap());
    }

    int port() {
        return observation.port();
    }

    void loadVoices() throws Exception {
        VoiceStore store =
                new VoiceStore(folder.resolve("store"), VoiceCatalog.scan(folder.resolve("models")), kafka());
        RegistryVoices loaded = RegistryVoices.start(
                kafka(),
                new ModelInstance.Identity("one", FILE.application(), "here", List.of("normalize")),
                List.of(Stage.values()),
                store,
                new RegistryVoices.Use(VoiceOptions.DEFAULT, folder.resolve("models"), Optional.empty()));
        voices = loaded;
        loaded.awaitReady(() -> false);
        observation.voices(loaded);
    }

    void startApplication() throws Exception {
        SpeechApplication started = new SpeechApplication(
                FILE,
                Objects.requireNonNull(voices),
                kafka(),
                folder.resolve("state"),
                observation.metrics(),
                SpanSink.NONE);
        application = started;
        observation.application(started);
        started.start();
    }

    void awaitReady() throws Exception {
        Objects.requireNonNull(application).ready().get(60, TimeUnit.SECONDS);
    }

    void stopApplication() {
        Objects.requireNonNull(application).close();
    }

    /** @param maxMessageBytes what the topic takes from now on */
    void limit(Topic<?> topic, String maxMessageBytes) throws Exception {
        try (Admin admin = kafka().admin()) {
            GivenTopics.set(admin, topic.name(), TopicConfig.MAX_MESSAGE_BYTES_CONFIG, maxMessageBytes);
        }
    }

    /** Returns when the broker has it. */
    void publish(String key, TextEvent event) {
        try (SpeechPublisher publisher = new SpeechPublisher(kafka())) {
            publisher.publish(event, Optional.of(key)).join();
        }
    }

    /** Returns when all of them have come to their ends, or failed. */
    void speak(String key, List<TextEvent> events) throws Exception {
        try (SpeechReader reader = SpeechReader.fromNow(kafka());
                SpeechPublisher publisher = new SpeechPublisher(kafka())) {
            for (TextEvent event : events) {
                publisher.publish(event, Optional.of(key)).join();
            }
            int ended = 0;
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (ended < events.size() && System.nanoTime() < deadline) {
                ended += (int) reader.poll(Duration.ofMillis(100)).stream()
                        .filter(heard -> heard instanceof SpeechReader.Heard.Utterance
                                || heard instanceof SpeechReader.Heard.Failure)
                        .count();
            }
        }
    }

    HttpResponse<String> get(String path) throws Exception {
        return send("GET", path);
    }

    HttpResponse<String> send(String method, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(20))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        if (application != null) {
            application.close();
        }
        if (voices != null) {
            voices.close();
        }
        observation.close();
        broker.close();
    }
}
