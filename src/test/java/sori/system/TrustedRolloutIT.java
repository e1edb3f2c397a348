package sori.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sori.broker.EmbeddedBroker;
import sori.client.SpeechPublisher;
import sori.graph.TinyVoice;
import sori.kafka.KafkaAccess;
import sori.kafka.TopicReader;
import sori.kafka.Topics;
import sori.kafka.Wire;
import sori.registry.TestKey;
import sori.schema.AudioChunk;
import sori.schema.ModelAlias;
import sori.schema.ModelAliases;
import sori.schema.SpeechFailure;
import sori.schema.TextEvent;

/** A pipeline that goes by signed voices and names, as an operator with a key runs it and somebody without one attacks it. */
@Timeout(600)
class TrustedRolloutIT {
    private static final TopicPartition MODELS = new TopicPartition("speech.models", 0);

    @TempDir
    private Path folder;

    private KafkaAccess kafka;
    private String at = "";
    private int sent;

    @Test
    void whatSpeaksIsWhatTheOperatorSignedLast() throws Exception {
        furnish();
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("cluster"))) {
            kafka = KafkaAccess.of(broker.bootstrap());
            at = " --bootstrap " + broker.bootstrap();
            String key = " --key key.pem";
            assertThat(models("publish models/en-tiny" + key)).contains("en-tiny@1 is stable");
            try (Launched run = run()) {
                run.awaitOutput("Ctrl-C ends it");
                assertThat(speaker()).isEqualTo("en-tiny@1");
                models("publish models/two" + key);
                assertThat(refused("promote en-tiny@2"))
                        .contains(
                                "go only by what a key in their models.trust has signed, and will not follow: sign with --key");
                assertThat(models("promote en-tiny@2" + key)).contains("en-tiny: stable 2 (before: stable 1)");
                assertThat(speaker()).isEqualTo("en-tiny@2");
                byte[] first = records("en-tiny@1").get(0).value();
                assertThat(models("retire en-tiny@1" + key)).contains("retired en-tiny@1");
                attack(first);
                assertThat(speaker()).isEqualTo("en-tiny@2");
                String list = models("list");
                assertThat(list)
                        .containsPattern("en-tiny@2 +- +stable +1 loaded .*not in the registry any more")
                        .containsPattern("aaa-tiny@1 +en +- +1 rejected .*it is not signed")
                        .containsPattern("en-tiny@1 +en +- ") // it was in use a moment ago, and stays loaded as long
                        .contains(
                                "The instances go by signed names only. Those of aaa-tiny, en-tiny in the registry are others");
                assertThat(failure("en-tiny@1")).contains("en-tiny@1 was rejected: it was retired");
                assertThat(failure("nobody")).contains("there are [en-tiny, en-tiny@2, en-tiny@stable]");
            }
            try (Launched again = run()) {
                again.awaitOutput("Ctrl-C ends it");
                assertThat(speaker()).isEqualTo("en-tiny@2");
            }
        }
    }

    private void furnish() throws Exception {
        Launched.furnish(folder);
        TinyVoice.write(folder.resolve("models/two"), "en-tiny", "2", 2);
        TestKey key = TestKey.make(folder);
        Files.copy(key.secret(), folder.resolve("key.pem"));
        Files.writeString(folder.resolve("trusted.pem"), key.open());
        Files.writeString(
                folder.resolve("trusted.yaml"),
                Files.readString(folder.resolve("topologies/speech.yaml")) + "\nmodels: {trust: trusted.pem}\n");
    }

    private Launched run() throws Exception {
        return Launched.start(folder, "exec ./sori run --topology trusted.yaml" + at);
    }

    private String models(String arguments) throws Exception {
        try (Launched command = Launched.start(folder, "exec ./sori models " + arguments + at)) {
            assertThat(command.awaitEnd()).as(command.output()).isZero();
            return command.output();
        }
    }

    private String refused(String arguments) throws Exception {
        try (Launched command = Launched.start(folder, "exec ./sori models " + arguments + at)) {
            assertThat(command.awaitEnd()).as(command.output()).isNotZero();
            return command.output();
        }
    }

    /** All that whoever may write the topic can do without a key. */
    private void attack(byte[] retired) throws Exception {
        TinyVoice.write(folder.resolve("aaa"), "aaa-tiny", "1", 3); // the first by name
        models("publish " + folder.resolve("aaa") + " --timeout 5");
        List<ConsumerRecord<String, byte[]>> signed = records("en-tiny");
        write("en-tiny@1", retired);
        write("en-tiny@2", null);
        for (ConsumerRecord<String, byte[]> each : signed.subList(0, signed.size() - 1)) {
            write("en-tiny", each.value());
        }
        write("aaa-tiny", unsigned("aaa-tiny"));
        write("en-tiny", unsigned("en-tiny"));
    }

    /** Stable is version 1. */
    private static byte[] unsigned(String voice) {
        return new Wire<>(ModelAliases.class)
                .encode(ModelAliases.newBuilder()
                        .setVoice(voice)
                        .setAliases(List.of(new ModelAlias("stable", "1", null)))
                        .build());
    }

    private void write(String key, byte @Nullable [] value) throws Exception {
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(kafka.client(), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(MODELS.topic(), 0, key, value)).get();
        }
    }

    private List<ConsumerRecord<String, byte[]>> records(String key) {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(kafka.consumer(""), new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(MODELS));
            consumer.seekToBeginning(List.of(MODELS));
            long end =
                    Objects.requireNonNull(consumer.endOffsets(List.of(MODELS)).get(MODELS));
            while (consumer.position(MODELS) < end) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    if (record.key().equals(key)) {
                        records.add(record);
                    }
                }
            }
        }
        return records;
    }

    private String publish(@Nullable String voice) {
        String id = "u" + sent++;
        try (SpeechPublisher publisher = new SpeechPublisher(kafka)) {
            TextEvent event = TextEvent.newBuilder()
                    .setUtteranceId(id)
                    .setText("One.")
                    .setVoice(voice)
                    .build();
            publisher.publish(event, Optional.of("room")).join();
        }
        return id;
    }

    /** Who speaks a text that names nobody. */
    private String speaker() {
        String id = publish(null);
        try (TopicReader<AudioChunk> audio = TopicReader.fromBeginning(kafka, Topics.AUDIO)) {
            while (true) {
                for (AudioChunk chunk : audio.poll(Duration.ofMillis(100))) {
                    if (chunk.getUtteranceId().equals(id)) {
                        return chunk.getVoice() + "@" + chunk.getVoiceVersion();
                    }
                }
            }
        }
    }

    /** Why nobody speaks a text. */
    private String failure(String voice) {
        String id = publish(voice);
        try (TopicReader<SpeechFailure> failures = TopicReader.fromBeginning(kafka, Topics.FAILURES)) {
            while (true) {
                for (SpeechFailure failure : failures.poll(Duration.ofMillis(100))) {
                    if (id.equals(failure.getUtteranceId())) {
                        return failure.getDetail();
                    }
                }
            }
        }
    }
}
