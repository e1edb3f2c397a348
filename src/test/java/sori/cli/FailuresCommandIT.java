package sori.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import picocli.CommandLine;
import sori.cluster.TopicPlan;
import sori.cluster.TopicSettings;
import sori.kafka.KafkaAccess;
import sori.kafka.Topics;
import sori.kafka.Wire;
import sori.schema.FailureReason;
import sori.schema.SpeechFailure;
import sori.schema.TextEvent;
import sori.system.KafkaExtension;
import sori.system.TestedKafka;

/** The commands as an operator types them, one after the other, on a real broker. */
@ExtendWith(KafkaExtension.class)
@Timeout(120)
class FailuresCommandIT {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private String bootstrap = "";

    private int run(String... words) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        CommandLine line = Sori.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        String[] all = java.util.stream.Stream.concat(
                        java.util.stream.Stream.of("failures"), java.util.stream.Stream.of(words))
                .toArray(String[]::new);
        return line.execute(all);
    }

    private int ask(String... words) {
        String[] all = java.util.Arrays.copyOf(words, words.length + 2);
        all[words.length] = "--bootstrap";
        all[words.length + 1] = bootstrap;
        return run(all);
    }

    @Test
    void listShowAndReplay(TestedKafka broker) throws Exception {
        bootstrap = broker.bootstrap();
        KafkaAccess kafka = KafkaAccess.of(bootstrap);
        try (Admin admin = kafka.admin()) {
            TopicPlan.ofTopics(TopicSettings.DEFAULT.withPartitions(2), List.of(Topics.TEXT, Topics.FAILURES))
                    .create(admin);
        }
        String broken;
        String empty;
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(kafka.producer(), new ByteArraySerializer(), new ByteArraySerializer())) {
            broken = fail(producer, "u1", "tell nobody", FailureReason.INTERNAL, "mel");
            empty = fail(producer, "u2", " ", FailureReason.EMPTY_TEXT, "normalize");
        }
        assertThat(ask("list")).isZero();
        assertThat(out.toString())
                .contains(broken, empty, "INTERNAL", "EMPTY_TEXT", "u1")
                .doesNotContain("tell nobody");
        assertThat(ask("list", "--reason", "internal", "--since", "1h", "--stage", "mel", "--json"))
                .isZero();
        assertThat(new JsonMapper().readTree(out.toString()).get("ref").asText())
                .isEqualTo(broken);
        assertThat(ask("list", "--until", "2020-01-01T00:00:00Z", "--json")).isZero();
        assertThat(out.toString()).isEmpty();

        assertThat(ask("show", broken)).isZero();
        assertThat(out.toString()).contains("text: tell nobody", "key: room", "reason: INTERNAL");
        assertThat(ask("show", "speech.text-0-999")).isEqualTo(1);
        assertThat(err.toString()).contains("no failure is of speech.text-0-999");

        assertThat(ask("replay", "--all", "--dry-run")).isZero();
        assertThat(out.toString()).contains(broken + " as u1.replay-").contains("may have been heard");
        assertThat(err.toString()).contains("would replay 1", "left 1: EMPTY_TEXT");
        assertThat(ask("replay", broken)).isZero();
        assertThat(err.toString()).contains("replayed 1");
        assertThat(ask("replay", broken)).isEqualTo(1);
        assertThat(err.toString()).contains("replayed 0", "was replayed before");
        assertThat(ask("list", "--open", "--json")).isZero();
        assertThat(out.toString()).contains(empty).doesNotContain(broken);
        assertThat(ask("show", broken, "--json")).isZero();
        assertThat(new JsonMapper()
                        .readTree(out.toString())
                        .get("replay")
                        .get(0)
                        .get("utteranceId")
                        .asText())
                .startsWith("u1.replay-");
    }

    private static String fail(
            KafkaProducer<byte[], byte[]> producer, String id, String text, FailureReason reason, String stage)
            throws Exception {
        byte[] key = "room".getBytes(StandardCharsets.UTF_8);
        TextEvent event =
                TextEvent.newBuilder().setUtteranceId(id).setText(text).build();
        RecordMetadata at = producer.send(
                        new ProducerRecord<>(Topics.TEXT.name(), key, new Wire<>(TextEvent.class).encode(event)))
                .get();
        SpeechFailure failure =
                new SpeechFailure(id, stage, reason, "because", at.topic(), at.partition(), at.offset(), Instant.now());
        producer.send(new ProducerRecord<>(
                        Topics.FAILURES.name(), key, new Wire<>(SpeechFailure.class).encode(failure)))
                .get();
        return at.topic() + "-" + at.partition() + "-" + at.offset();
    }

    @Test
    void whatIsMissingOrWrongIsSaidBeforeAnythingIsAsked() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).contains("one of list, show, replay is missing");
        for (String[] wrong : new String[][] {
            {"replay"},
            {"replay", "--all", "--since", "1h"},
            {"replay", "speech.text"},
            {"show", "speech.text-3"},
            {"list", "--limit", "0"},
            {"list", "--limit", "10001"},
            {"list", "--since", "yesterday"},
            {"list", "--reason", "NONE"}
        }) {
            assertThat(run(wrong)).as(String.join(" ", wrong)).isEqualTo(2);
        }
        assertThat(run("list", "--topology", "topologies/mel.yaml")).isEqualTo(1);
        assertThat(err.toString()).contains("topologies/front.yaml");
    }
}
