package sori.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import sori.cluster.TopicPlan;
import sori.cluster.TopicSettings;
import sori.kafka.KafkaAccess;
import sori.kafka.Topic;
import sori.kafka.TopicReader;
import sori.kafka.Topics;
import sori.schema.FailureReason;
import sori.schema.SpeechFailure;
import sori.schema.TextEvent;
import sori.synthesis.SourceOffset;
import sori.system.KafkaExtension;
import sori.system.TestedKafka;

/** Very many failures: what is held of them, and a replay that is killed. */
@ExtendWith(KafkaExtension.class)
@Timeout(180)
class LongReplayIT {
    private static final int COUNT = 4000;
    private static final Topic<TextEvent> TEXTS = Topics.TEXT.named("long.text");
    private static final Topic<SpeechFailure> FAILURES = Topics.FAILURES.named("long.failures");

    @TempDir
    private Path folder;

    private KafkaAccess kafka;
    private List<SourceOffset> sources;

    @BeforeEach
    void fail(TestedKafka broker) throws Exception {
        kafka = KafkaAccess.of(broker.bootstrap());
        try (Admin admin = kafka.admin()) {
            TopicPlan.ofTopics(TopicSettings.DEFAULT.withPartitions(3), List.of(TEXTS, FAILURES))
                    .create(admin);
        }
        sources = failed();
    }

    private List<SourceOffset> failed() throws Exception {
        List<SourceOffset> places = new ArrayList<>();
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(kafka.producer(), new StringSerializer(), new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int i = 0; i < COUNT; i++) {
                TextEvent event = TextEvent.newBuilder()
                        .setUtteranceId("u" + i)
                        .setText("x")
                        .build();
                sent.add(producer.send(new ProducerRecord<>(
                        TEXTS.name(), "key" + i, TEXTS.codec().encode(event))));
            }
            for (Future<RecordMetadata> each : sent) {
                RecordMetadata at = each.get();
                String id = "u" + places.size();
                places.add(new SourceOffset(at.topic(), at.partition(), at.offset()));
                SpeechFailure failure = new SpeechFailure(
                        id, "mel", FailureReason.INTERNAL, "x", at.topic(), at.partition(), at.offset(), Instant.EPOCH);
                producer.send(new ProducerRecord<>(
                        FAILURES.name(), id, FAILURES.codec().encode(failure)));
            }
        }
        return places;
    }

    /** However many there are, some hundreds are held: those of a poll, and those that wait to be written. */
    @Test
    void manyAreNotHeldAndAKilledReplayIsTakenUpByTheSameCommand(TestedKafka broker) throws Exception {
        List<WeakReference<SpeechFailure>> told = new ArrayList<>();
        List<Long> held = new ArrayList<>();
        Replay replay = new Replay(kafka, TEXTS, FAILURES, Clock.systemUTC());
        replay.run(FailureFilter.ALL, new Replay.Options(false, false, true), each -> {
            told.add(new WeakReference<>(each.failure()));
            if (told.size() % 1000 == 0) {
                System.gc();
                held.add(told.stream().filter(kept -> kept.get() != null).count());
            }
        });
        assertThat(told).hasSize(COUNT);
        assertThat(held).hasSize(COUNT / 1000).allMatch(kept -> kept < 1000);

        Process killed = command(broker);
        try (BufferedReader lines = killed.inputReader()) {
            for (int lineCount = 0; lineCount < 120; ) {
                lineCount += String.valueOf(lines.readLine()).contains(" as u") ? 1 : 0;
            }
            killed.destroyForcibly().waitFor(); // kill -9
        }
        Process again = command(broker);
        String said = new String(again.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(again.waitFor()).as(said).isZero();
        assertThat(said).contains("was replayed before").doesNotContain("replayed 0");
        assertThat(replayed()).hasSize(COUNT).containsExactlyInAnyOrderElementsOf(sources);
    }

    private Process command(TestedKafka broker) throws Exception {
        Path file = folder.resolve("long.yaml");
        Files.writeString(
                file,
                Files.readString(Path.of("topologies/speech.yaml"))
                        .replace("speech.text", TEXTS.name())
                        .replace("speech.failures", FAILURES.name()));
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dsori.state=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                "sori.cli.Sori"));
        words.addAll(List.of("failures", "replay", "--all", "--topology", file.toString()));
        words.addAll(List.of("--bootstrap", broker.bootstrap()));
        return new ProcessBuilder(words).redirectErrorStream(true).start();
    }

    private List<SourceOffset> replayed() {
        List<SourceOffset> of = new ArrayList<>();
        try (TopicReader<TextEvent> reader = TopicReader.fromBeginning(kafka, TEXTS)) {
            while (!reader.atEnd()) {
                reader.pollPlaced(Duration.ofMillis(50))
                        .forEach(placed -> ReplayLog.of(placed.headers()).ifPresent(of::add));
            }
        }
        return of;
    }
}
