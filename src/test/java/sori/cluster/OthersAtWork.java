package sori.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import sori.client.SpeechPublisher;
import sori.graph.TinyVoice;
import sori.kafka.KafkaAccess;
import sori.kafka.Topics;
import sori.registry.Alias;
import sori.registry.AliasMover;
import sori.registry.ModelId;
import sori.registry.ModelInstance;
import sori.registry.ModelPublisher;
import sori.registry.RolloutOptions;
import sori.registry.VoiceStore;
import sori.replay.FailureFilter;
import sori.replay.Failures;
import sori.replay.Replay;
import sori.schema.FailureReason;
import sori.schema.ShadowComparison;
import sori.schema.SpeechFailure;
import sori.schema.TextEvent;
import sori.shadow.ShadowApplication;
import sori.shadow.ShadowMetrics;
import sori.stream.RegistryVoices;
import sori.synthesis.Stage;
import sori.topology.TopologyFile;
import sori.voice.VoiceCatalog;
import sori.voice.VoiceOptions;

/** The work of those who publish voices, speak where nobody listens, and replay what failed. */
final class OthersAtWork {
    private static final RolloutOptions CALM = new RolloutOptions(Duration.ofSeconds(60), false, "", line -> {});
    private static final String VOICE = "en-tiny";

    private OthersAtWork() {}

    /** Two versions, the second one a shadow of the first for every key. */
    static void publishVoices(KafkaAccess kafka, Path folder) throws Exception {
        ModelPublisher models = new ModelPublisher(kafka, "tester");
        for (String version : List.of("1", "2")) {
            models.publish(TinyVoice.write(folder.resolve("v" + version), VOICE, version, 1), Optional.empty(), "");
        }
        new AliasMover(kafka, "tester")
                .promote(new ModelId(VOICE, "2"), new Alias(Alias.SHADOW, "2", OptionalInt.of(100)), CALM);
    }

    static void dropShadowAndRetire(KafkaAccess kafka) throws Exception {
        AliasMover mover = new AliasMover(kafka, "tester");
        mover.drop(VOICE, Alias.SHADOW, "");
        mover.retire(new ModelId(VOICE, "2"), "");
    }

    /** One text, by both versions. */
    static void shadow(TopologyFile file, KafkaAccess shadow, KafkaAccess publisher, Path folder) throws Exception {
        Queue<ShadowComparison> told = new ConcurrentLinkedQueue<>();
        TopologyFile named =
                file.toBuilder().application(file.application() + "-shadow").build();
        try (RegistryVoices voices = RegistryVoices.start(
                        shadow,
                        new ModelInstance.Identity("shadow-1", named.application(), "here", List.of()),
                        List.of(Stage.values()),
                        new VoiceStore(folder.resolve("store"), new VoiceCatalog(List.of(), Map.of()), shadow),
                        new RegistryVoices.Use(VoiceOptions.DEFAULT, folder.resolve("words"), Optional.empty()));
                ShadowApplication application =
                        ShadowApplication.start(named, voices, shadow, told::add, ShadowMetrics.NONE);
                SpeechPublisher texts = new SpeechPublisher(publisher)) {
            voices.awaitReady(() -> false);
            application.ready().get(60, TimeUnit.SECONDS);
            texts.publish(
                            TextEvent.newBuilder()
                                    .setUtteranceId("beside")
                                    .setText("One.")
                                    .build(),
                            Optional.of("room"))
                    .join();
            await().atMost(Duration.ofSeconds(60)).until(() -> !told.isEmpty());
            assertThat(told.element().getFailure()).isEmpty();
        }
    }

    /** A text that failed, seen by one and replayed by another. */
    static void replay(TopologyFile file, KafkaAccess master, KafkaAccess reader, KafkaAccess replayer)
            throws Exception {
        TextEvent event =
                TextEvent.newBuilder().setUtteranceId("failed").setText("Two.").build();
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(master.producer(), new StringSerializer(), new ByteArraySerializer())) {
            byte[] text = Topics.TEXT.codec().encode(event);
            var at = producer.send(new ProducerRecord<>(file.from(), "room", text))
                    .get();
            SpeechFailure failure = new SpeechFailure(
                    "failed",
                    "mel",
                    FailureReason.INTERNAL,
                    "x",
                    at.topic(),
                    at.partition(),
                    at.offset(),
                    Instant.EPOCH);
            producer.send(new ProducerRecord<>(
                            file.failures(), "room", Topics.FAILURES.codec().encode(failure)))
                    .get();
        }
        Failures failures =
                new Failures(reader, Topics.TEXT.named(file.from()), Topics.FAILURES.named(file.failures()));
        assertThat(failures.list(FailureFilter.ALL, true, 10).all()).isEqualTo(1);
        Replay replay = new Replay(
                replayer, Topics.TEXT.named(file.from()), Topics.FAILURES.named(file.failures()), Clock.systemUTC());
        assertThat(replay.run(FailureFilter.ALL, new Replay.Options(false, false, false), each -> {})
                        .replayed())
                .isEqualTo(1);
        assertThat(failures.list(FailureFilter.ALL, true, 10).all()).isZero();
    }
}
