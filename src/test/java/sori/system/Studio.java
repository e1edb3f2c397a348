package sori.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import sori.client.SpeechPublisher;
import sori.client.SpokenUtterance;
import sori.client.UtteranceAssembler;
import sori.cluster.TopicPlan;
import sori.cluster.TopicSettings;
import sori.graph.TinyVoice;
import sori.kafka.KafkaAccess;
import sori.kafka.TopicReader;
import sori.kafka.TopicReader.Placed;
import sori.kafka.Topics;
import sori.schema.AudioChunk;
import sori.schema.SpeechFailure;
import sori.schema.TextEvent;
import sori.stream.SpeechApplication;
import sori.synthesis.CatalogVoices;
import sori.synthesis.Stage;
import sori.topology.TopologyFile;
import sori.voice.VoiceCatalog;
import sori.voice.VoiceOptions;

/** A tiny voice, topics of its own, and the applications of one test between them. */
final class Studio implements AutoCloseable {
    static final int PARTITIONS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(150);

    private final String name;
    private final Path directory;
    private final KafkaAccess kafka;
    private final CatalogVoices voices;
    private final List<SpeechApplication> applications = new ArrayList<>();
    private int starts;

    Studio(String name, TestedKafka kafka, Path directory) throws IOException {
        this.name = name;
        this.directory = directory;
        this.kafka = kafka.access();
        Path models = directory.resolve("models");
        TinyVoice.write(models.resolve("en-tiny"), "en-tiny", "1", 1);
        this.voices = new CatalogVoices(VoiceCatalog.scan(models), VoiceOptions.DEFAULT);
    }

    /** The stages as one application; topics at its ends bear this studio's name, {@code to} included. */
    TopologyFile application(String id, List<Stage> stages, String from, String to) {
        return TopologyFile.SPEECH.toBuilder()
                .application(name + "-" + id)
                .stages(stages)
                .from(topic(from))
                .to(topic(to))
                .failures(topic("failures"))
                .threads(1)
                .commitIntervalMs(100)
                .build();
    }

    TopologyFile whole() {
        return application("speech", List.of(Stage.values()), "text", "audio");
    }

    /** Starts and returns when every partition is assigned. The local stores are new each time, as on another machine. */
    SpeechApplication start(TopologyFile file) throws Exception {
        try (Admin admin = kafka.admin()) {
            TopicPlan.of(TopicSettings.DEFAULT.withPartitions(PARTITIONS), List.of(file))
                    .create(admin);
        }
        SpeechApplication application =
                new SpeechApplication(file, voices, kafka, directory.resolve("state" + starts++));
        applications.add(application);
        application.start();
        application.ready().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return application;
    }

    void publish(String key, String id, String text) {
        TextEvent event =
                TextEvent.newBuilder().setUtteranceId(id).setText(text).build();
        try (SpeechPublisher publisher = new SpeechPublisher(kafka, Topics.TEXT.named(topic("text")))) {
            publisher.publish(event, Optional.of(key)).join();
        }
    }

    /** Bytes as they are, with the key that they are routed by. */
    void publishRaw(String key, byte[] value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrap()), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic("text"), key.getBytes(StandardCharsets.UTF_8), value))
                    .get();
        }
    }

    /** Everything that was spoken so far, in the order of its ends, as soon as it is that many utterances. */
    Map<String, SpokenUtterance> hear(String topic, int count) {
        Map<String, SpokenUtterance> heard = new LinkedHashMap<>();
        UtteranceAssembler assembler = new UtteranceAssembler();
        try (TopicReader<AudioChunk> reader = TopicReader.fromBeginning(kafka, Topics.AUDIO.named(topic(topic)))) {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (heard.size() < count && System.nanoTime() < deadline) {
                for (Placed<AudioChunk> placed : reader.pollPlaced(Duration.ofMillis(100))) {
                    assembler
                            .add(placed.key(), placed.value())
                            .ifPresent(spoken -> heard.put(spoken.utteranceId(), spoken));
                }
            }
        }
        return heard;
    }

    List<SpeechFailure> failures(int count) {
        List<SpeechFailure> failures = new ArrayList<>();
        try (TopicReader<SpeechFailure> reader =
                TopicReader.fromBeginning(kafka, Topics.FAILURES.named(topic("failures")))) {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (failures.size() < count && System.nanoTime() < deadline) {
                failures.addAll(reader.poll(Duration.ofMillis(100)));
            }
        }
        return failures;
    }

    String topic(String role) {
        return name + "." + role;
    }

    @Override
    public void close() {
        applications.forEach(SpeechApplication::close);
        voices.close();
    }
}
