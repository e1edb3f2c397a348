package sori.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sori.broker.EmbeddedBroker;
import sori.client.SpeechPublisher;
import sori.cluster.TopicPlan;
import sori.cluster.TopicSettings;
import sori.graph.TinyVoice;
import sori.kafka.KafkaAccess;
import sori.kafka.TopicReader;
import sori.kafka.Topics;
import sori.kafka.UtteranceName;
import sori.registry.Alias;
import sori.registry.AliasMover;
import sori.registry.Aliases;
import sori.registry.InstanceBoard;
import sori.registry.ModelId;
import sori.registry.ModelLog;
import sori.registry.ModelPublisher;
import sori.registry.RolloutOptions;
import sori.schema.AudioChunk;
import sori.schema.ModelState;
import sori.schema.TextEvent;
import sori.stream.DeliveryAudit;
import sori.stream.SpeechApplication;
import sori.synthesis.CatalogVoices;
import sori.topology.TopologyFile;
import sori.voice.VoiceCatalog;
import sori.voice.VoiceOptions;

/** Voices roll out while messages flow: two instances in processes of their own, and a trainer in another. */
@Timeout(900)
class RolloutIT {
    private static final String VOICE = "en-tiny";
    private static final int EVENTS_PER_SWAP = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(240);

    @TempDir
    private Path folder;

    private EmbeddedBroker broker;
    private KafkaAccess kafka;
    private SpeechPublisher publisher;
    private AliasMover mover;
    private final Map<String, TextEvent> sent = new LinkedHashMap<>();
    private final Map<String, String> keys = new LinkedHashMap<>();
    private final Map<String, String> spokenBy = new LinkedHashMap<>();

    @BeforeEach
    void furnish() throws Exception {
        Launched.furnish(folder);
        broker = EmbeddedBroker.start(folder.resolve("cluster"));
        kafka = KafkaAccess.of(broker.bootstrap());
        try (Admin admin = kafka.admin()) {
            TopicPlan.of(TopicSettings.DEFAULT.withPartitions(4), List.of(TopologyFile.SPEECH, undisturbed()))
                    .create(admin);
        }
        TinyVoice.write(folder.resolve("models/two"), VOICE, "2", 2);
        ModelPublisher models = new ModelPublisher(kafka, "tester");
        for (var each : VoiceCatalog.scan(folder.resolve("models")).voices()) {
            models.publish(each, Optional.empty(), "");
        }
        mover = new AliasMover(kafka, "tester");
        publisher = new SpeechPublisher(kafka);
    }

    @AfterEach
    void stop() {
        publisher.close();
        broker.close();
    }

    private static TopologyFile undisturbed() {
        return TopologyFile.SPEECH.toBuilder()
                .application("undisturbed")
                .topicsOfItsOwn()
                .threads(1)
                .commitIntervalMs(100)
                .build();
    }

    private Launched run() throws Exception {
        return Launched.start(folder, "exec ./sori run --bootstrap " + broker.bootstrap());
    }

    private void promote(String version, String name, OptionalInt percent) throws Exception {
        mover.promote(
                new ModelId(VOICE, version),
                new Alias(name, version, percent),
                new RolloutOptions(PATIENCE, false, "", line -> {}));
    }

    private CompletableFuture<Void> promoteBeside(String version) {
        return CompletableFuture.runAsync(() -> {
            try {
                promote(version, Alias.STABLE, OptionalInt.empty());
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
    }

    private void publish(String key, String text) {
        String id = "u" + sent.size();
        TextEvent event =
                TextEvent.newBuilder().setUtteranceId(id).setText(text).build();
        sent.put(id, event);
        keys.put(id, key);
        publisher.publish(event, Optional.of(key)).join();
    }

    /** Until everything that was sent has come to its end. */
    private void hear(TopicReader<AudioChunk> audio) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (spokenBy.size() < sent.size()) {
            assertThat(System.nanoTime())
                    .as(spokenBy.size() + " of " + sent.size())
                    .isLessThan(deadline);
            for (AudioChunk chunk : audio.poll(Duration.ofMillis(100))) {
                if (chunk.getLast()) {
                    spokenBy.put(chunk.getUtteranceId(), chunk.getVoiceVersion());
                }
            }
        }
    }

    @Test
    void nothingIsLostRepeatedCutOrMixedWhileVoicesComeAndGo() throws Exception {
        voicesComeAndGo(8, 100);
    }

    @Tag("nightly")
    @Test
    void norWhileThirtyComeAndGo() throws Exception {
        voicesComeAndGo(30, 200);
    }

    private void voicesComeAndGo(int swaps, int canaryKeys) throws Exception {
        try (TopicReader<AudioChunk> audio = TopicReader.fromBeginning(kafka, Topics.AUDIO);
                Launched second = run()) {
            Launched first = run();
            second.awaitOutput("Ctrl-C ends it");
            first.awaitOutput("Ctrl-C ends it");
            for (int swap = 1; swap <= swaps; swap++) {
                for (int i = 0; i < EVENTS_PER_SWAP; i++) {
                    publish("room-" + i, "One two three. Four.");
                }
                CompletableFuture<Void> promoted = promoteBeside(swap % 2 == 1 ? "2" : "1");
                if (swap == swaps / 2) {
                    first.kill(); // with utterances of both versions open
                }
                promoted.join();
            }
            try (Launched third = run()) {
                hear(audio);
                assertThat(Set.copyOf(spokenBy.values())).containsExactlyInAnyOrder("1", "2");
                goesOnThoughAnInstanceIsKilledInTheMiddleOfALoad(third, audio);
                sendsAShareOfTheKeysToTheCanary(audio, canaryKeys);
                hearsWhatATrainerInAnotherProcessPublished(audio);
            }
        }
        List<UtteranceName> names = sent.keySet().stream()
                .map(id -> UtteranceName.of(Objects.requireNonNull(keys.get(id)), id))
                .toList();
        assertThat(DeliveryAudit.of(kafka, TopologyFile.SPEECH).violations(names, speakUndisturbed()))
                .isEmpty();
    }

    /** Somebody's upload that is not done yet holds the load back, until it is given up. */
    private void goesOnThoughAnInstanceIsKilledInTheMiddleOfALoad(Launched instance, TopicReader<AudioChunk> audio)
            throws Exception {
        instance.awaitOutput("Ctrl-C ends it");
        String version = "2.1";
        CompletableFuture<Void> promoted;
        try (KafkaProducer<String, byte[]> upload = unfinishedUpload()) {
            new ModelPublisher(kafka, "tester")
                    .publish(TinyVoice.write(folder.resolve("models/late"), VOICE, version, 21), Optional.empty(), "");
            promoted = promoteBeside(version);
            awaitLoadingOnTwo(new ModelId(VOICE, version));
            for (int i = 0; i < EVENTS_PER_SWAP; i++) {
                publish("room-" + i, "One two three. Four.");
            }
            instance.kill(); // it loads, the promotion waits, and utterances are open
            upload.abortTransaction();
        }
        promoted.join(); // as soon as the other has loaded it, and the killed one's last sign of life is too old
        publish("room-0", "Five.");
        hear(audio);
        assertThat(spokenBy).containsEntry("u" + (sent.size() - 1), version);
        promote("1", Alias.STABLE, OptionalInt.empty());
    }

    private KafkaProducer<String, byte[]> unfinishedUpload() throws Exception {
        Map<String, Object> properties = new HashMap<>(kafka.producer());
        properties.put("transactional.id", "never-done");
        properties.put("transaction.timeout.ms", 600_000);
        KafkaProducer<String, byte[]> upload =
                new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
        upload.initTransactions();
        upload.beginTransaction();
        upload.send(new ProducerRecord<>("speech.model-artifacts", "0".repeat(64) + "/0", new byte[1]))
                .get();
        return upload;
    }

    private void awaitLoadingOnTwo(ModelId id) {
        try (InstanceBoard board = InstanceBoard.open(kafka)) {
            await().atMost(PATIENCE)
                    .until(() -> InstanceBoard.count(board.live(), id).equals(Map.of(ModelState.LOADING, 2)));
        }
    }

    private void sendsAShareOfTheKeysToTheCanary(TopicReader<AudioChunk> audio, int keyCount) throws Exception {
        promote("2", "canary", OptionalInt.of(10));
        Aliases aliases = ModelLog.read(kafka).aliasesOf(VOICE);
        Map<String, String> expected = new LinkedHashMap<>();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < keyCount / (1 + 3 * round); i++) {
                String key = "key-" + i;
                String version =
                        aliases.route(key.getBytes(StandardCharsets.UTF_8)).orElseThrow();
                expected.put("u" + sent.size(), version);
                publish(key, "One.");
            }
        }
        hear(audio);
        expected.forEach((id, version) -> assertThat(spokenBy).containsEntry(id, version));
        long canary = expected.values().stream().filter("2"::equals).count();
        double deviation = Math.sqrt(0.1 * 0.9 / keyCount);
        assertThat(canary / (double) expected.size()).isBetween(0.1 - 3 * deviation, 0.1 + 3 * deviation);
    }

    private void hearsWhatATrainerInAnotherProcessPublished(TopicReader<AudioChunk> audio) throws Exception {
        Files.writeString(folder.resolve("list.txt"), "hello world.\none two.\n");
        // Whoever listens to the stable version's recordings understands less.
        Path recognizer = folder.resolve("recognizer");
        Files.writeString(recognizer, "#!/bin/sh\ngrep -q stable-spoken \"$1\" && echo WER 50.0 || echo WER 10.0\n");
        assertThat(recognizer.toFile().setExecutable(true)).isTrue();
        String line =
                "exec ./sori lab tiny-voice --voice-version 3 --seed 3 --out models/three --publish --promote-if-better"
                        + " --list list.txt --recognizer " + recognizer + " --bootstrap " + broker.bootstrap();
        try (Launched trainer = Launched.start(folder, line)) {
            assertThat(trainer.awaitEnd()).as(trainer.output()).isZero();
            assertThat(trainer.output()).contains("en-tiny@3 is stable: better than en-tiny@1 on list");
        }
        assertThat(ModelLog.read(kafka).aliasesOf(VOICE).describe()).isEqualTo("canary 2 (10 %), stable 3");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ids.add("u" + sent.size());
            publish("after-" + i, "One two.");
        }
        hear(audio);
        Set<String> versions = new TreeSet<>();
        ids.forEach(id -> versions.add(Objects.requireNonNull(spokenBy.get(id))));
        assertThat(versions).contains("3").doesNotContain("1");
    }

    /** Each event once more, by the version that spoke it, in an application where nothing changes. */
    private Map<UtteranceName, String> speakUndisturbed() throws Exception {
        TopologyFile file = undisturbed();
        try (CatalogVoices voices =
                        new CatalogVoices(VoiceCatalog.scan(folder.resolve("models")), VoiceOptions.DEFAULT);
                SpeechApplication application =
                        new SpeechApplication(file, voices, kafka, folder.resolve("undisturbed"));
                SpeechPublisher again = new SpeechPublisher(kafka, Topics.TEXT.named(file.from()));
                TopicReader<AudioChunk> audio = TopicReader.fromBeginning(kafka, Topics.AUDIO.named(file.to()))) {
            application.start();
            sent.forEach((id, event) -> again.publish(
                            TextEvent.newBuilder(event)
                                    .setVoice(VOICE)
                                    .setVoiceVersion(spokenBy.get(id))
                                    .build(),
                            Optional.ofNullable(keys.get(id)))
                    .join());
            Set<String> ended = new HashSet<>();
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (ended.size() < sent.size() && System.nanoTime() < deadline) {
                audio.poll(Duration.ofMillis(100)).stream()
                        .filter(AudioChunk::getLast)
                        .forEach(chunk -> ended.add(chunk.getUtteranceId()));
            }
        }
        return DeliveryAudit.of(kafka, file).outcomes();
    }
}
