package sori.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sori.schema.ModelArtifact;
import sori.schema.ModelEvent;
import sori.schema.ModelEventKind;
import sori.schema.ModelRelease;
import sori.voice.VoiceCatalog;
import sori.voice.VoicePackage;

/** The log of voices on a real broker. Each test has a voice of its own. */
@Timeout(120)
class RegistryIT extends WithRegistry {
    @Test
    void whatIsPublishedComesOutTheSameOnAnotherMachine() throws Exception {
        VoicePackage files = voice("whole", "1", 1);
        ModelPublisher.Published published = publisher().publish(files, Optional.empty(), "first");
        assertThat(published).isEqualTo(new ModelPublisher.Published(new ModelId("whole", "1"), true, true, List.of()));

        Release release = release("whole@1");
        VoicePackage fetched = store("cache").fetch(release);

        fetched.verify();
        assertThat(fetched.directory().resolve(VoicePackage.MANIFEST))
                .hasSameBinaryContentAs(files.directory().resolve(VoicePackage.MANIFEST));
        assertThat(ModelLog.read(kafka).aliasesOf("whole").describe()).isEqualTo("stable 1");
        // A file that went bad on disk is fetched anew, the others are not.
        Path decoder = fetched.directory().resolve(VoicePackage.DECODER);
        Files.write(decoder, new byte[] {1, 2, 3});
        store("cache").fetch(release).verify();
        // What lies here anyway is not fetched at all.
        VoiceStore local = new VoiceStore(folder.resolve("unused"), new VoiceCatalog(List.of(files), Map.of()), kafka);
        assertThat(local.fetch(release).directory()).isEqualTo(files.directory());
    }

    @Test
    void aVersionNeverChanges() throws Exception {
        publish(voice("fixed", "1", 1));
        assertThat(publisher()
                        .publish(voice("fixed", "1", 1), Optional.empty(), "")
                        .added())
                .isFalse();
        assertThatThrownBy(() -> publish(voice("fixed", "1", 2)))
                .isInstanceOf(ModelRefusedException.class)
                .hasMessageContaining("fixed@1 is published already, with other bytes");
    }

    @Test
    void ofTwoWhoPublishTheSameVersionAtOnceOneWins() throws Exception {
        List<VoicePackage> rivals = new ArrayList<>();
        for (int seed = 1; seed <= 4; seed++) {
            rivals.add(voice("rival", "1", seed));
        }
        ExecutorService threads = Executors.newFixedThreadPool(rivals.size());
        List<Future<Boolean>> results = new ArrayList<>();
        for (VoicePackage rival : rivals) {
            Callable<Boolean> task = () -> {
                try {
                    return publisher().publish(rival, Optional.empty(), "").added();
                } catch (ModelRefusedException e) {
                    assertThat(e.getMessage()).containsAnyOf("somebody else writes", "with other bytes");
                    return false;
                }
            };
            results.add(threads.submit(task));
        }
        int winners = 0;
        for (Future<Boolean> result : results) {
            winners += result.get() ? 1 : 0;
        }
        threads.shutdown();
        assertThat(winners).isEqualTo(1);
        store("cache").fetch(release("rival@1")).verify();
        assertThat(ModelHistory.of(kafka, "rival"))
                .extracting(ModelEvent::getKind)
                .containsExactly(ModelEventKind.PUBLISHED, ModelEventKind.PROMOTED);
    }

    @Test
    void anUploadThatNeverEndsIsNoRelease() throws Exception {
        VoicePackage files = voice("half", "1", 1);
        ModelWriter never = ModelWriter.open(kafka, "half@1", Duration.ofSeconds(60));
        ModelWriter.await(never.chunk(Release.chunkKey("0".repeat(64), 0), new byte[100]), "half@1");
        assertThat(ModelLog.read(kafka).find(ModelId.parse("half@1"))).isEmpty();

        publish(files); // takes over, and ends what was begun

        store("cache").fetch(release("half@1")).verify();
        assertThatThrownBy(never::commit)
                .isInstanceOf(ModelRefusedException.class)
                .hasMessageContaining("somebody else writes half@1");
        never.close();
    }

    @Test
    void promotingAndGoingBackIsRemembered() throws Exception {
        publish(voice("turn", "1", 1));
        publish(voice("turn", "2", 2));
        AliasMover mover = mover();
        assertThat(mover.promote(ModelId.parse("turn@2"), stable("2"), CALM).after())
                .isEqualTo("stable 2");
        Alias canary = new Alias("canary", "1", OptionalInt.of(10));
        assertThat(mover.promote(ModelId.parse("turn@1"), canary, CALM).after()).isEqualTo("canary 1 (10 %), stable 2");
        assertThat(mover.drop("turn", "canary", "").after()).isEqualTo("stable 2");
        assertThat(mover.rollback("turn", CALM).after()).isEqualTo("canary 1 (10 %), stable 2");
        assertThat(mover.rollback("turn", CALM).after()).isEqualTo("stable 2");
        assertThat(mover.rollback("turn", CALM).after()).isEqualTo("stable 1");
        assertThatThrownBy(() -> mover.rollback("turn", CALM)).hasMessageContaining("nothing to go back to");
        assertThatThrownBy(() -> mover.promote(ModelId.parse("turn@3"), stable("3"), CALM))
                .hasMessageContaining("the registry has no turn@3");

        assertThat(ModelHistory.of(kafka, "turn"))
                .extracting(ModelEvent::getKind)
                .containsExactly(
                        ModelEventKind.PUBLISHED,
                        ModelEventKind.PROMOTED,
                        ModelEventKind.PUBLISHED,
                        ModelEventKind.PROMOTED,
                        ModelEventKind.PROMOTED,
                        ModelEventKind.PROMOTED,
                        ModelEventKind.ROLLED_BACK,
                        ModelEventKind.ROLLED_BACK,
                        ModelEventKind.ROLLED_BACK);
    }

    @Test
    void aRetiredVersionTakesOnlyItsOwnChunksAlong() throws Exception {
        publish(voice("old", "1", 71)); // no other test's graphs
        publish(voice("old", "2", 72)); // the same lexicon and licence
        Release gone = release("old@1");
        AliasMover mover = mover();
        assertThatThrownBy(() -> mover.retire(ModelId.parse("old@1"), ""))
                .hasMessageContaining("because it still is stable; promote another version first");
        mover.promote(ModelId.parse("old@2"), stable("2"), CALM);
        mover.retire(ModelId.parse("old@1"), "");

        assertThat(ModelLog.read(kafka).find(gone.id())).isEmpty();
        assertThatThrownBy(() -> store("cache").fetch(gone))
                .isInstanceOf(ModelRefusedException.class)
                .hasMessageContaining("chunks are missing");
        store("cache").fetch(release("old@2")).verify();
        assertThatThrownBy(() -> mover.rollback("old", CALM)).hasMessageContaining("nothing to go back to");
    }

    @Test
    void whatIsRetiredDuringAnUploadIsWrittenAgain() throws Exception {
        publish(voice("leaving", "1", 81));
        VoicePackage sameFiles = voice("coming", "1", 81);
        ModelId id = ModelId.parse("coming@1");
        try (ModelWriter uploading = ModelWriter.open(kafka, id.toString(), Duration.ofSeconds(60));
                ModelWriter retiring = ModelWriter.open(kafka, "leaving", Duration.ofSeconds(60))) {
            ArtifactUpload upload = new ArtifactUpload(kafka, uploading, sameFiles, id.toString());
            List<ModelArtifact> artifacts = upload.send();
            artifacts.forEach(each -> retiring.dropChunk(Release.chunkKey(each.getSha256(), 0)));
            retiring.flush();
            upload.replaceWhatWasRetired(); // though it is not committed yet
            ModelRelease record = ModelRelease.newBuilder(release("leaving@1").record())
                    .setVoice("coming")
                    .setManifest(Files.readString(sameFiles.directory().resolve(VoicePackage.MANIFEST)))
                    .setArtifacts(artifacts)
                    .setFirstChunkOffset(upload.firstOffset())
                    .build();
            uploading.release(record);
            uploading.commit();
            retiring.commit();
        }
        store("cache").fetch(release("coming@1")).verify();
    }

    @Test
    void retiringNeverTakesFilesOfWhatIsPublishedAtThatMoment() throws Exception {
        publish(voice("shared", "1", 90));
        publish(voice("shared", "2", 91));
        ExecutorService operator = Executors.newSingleThreadExecutor();
        for (int i = 3; i < 9; i++) {
            VoicePackage next = voice("shared", String.valueOf(i), 91); // the graphs of the one before
            ModelId before = new ModelId("shared", String.valueOf(i - 1));
            long moment = written() + i - 3;
            Future<?> retired = operator.submit(() -> {
                mover().retire(before, "");
                return null;
            });
            // Each round meets another moment: one record of the retirement later.
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> retired.isDone() || written() >= moment);
            publish(next);
            retired.get();
            assertThat(ModelLog.read(kafka).find(before)).isEmpty();
            store("cache" + i).fetch(release("shared@" + i)).verify();
        }
        operator.shutdown();
    }

    /** Records in the registry's topics, committed or not. */
    private static long written() throws IOException {
        long records = 0;
        for (String topic : List.of(ModelTopics.MODELS, ModelTopics.ARTIFACTS, ModelTopics.EVENTS.name())) {
            records += LogEnd.of(kafka, new TopicPartition(topic, 0));
        }
        return records;
    }

    @Test
    void garbageIsPassedOver() throws Exception {
        publish(voice("clean", "1", 1));
        Release good = release("clean@1");
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(kafka.client(), new StringSerializer(), new ByteArraySerializer())) {
            byte[] release = ModelRelease.getEncoder().encode(good.record()).array();
            for (byte[] value :
                    List.of(new byte[0], new byte[] {1, 2, 3}, "{}".getBytes(StandardCharsets.UTF_8), release)) {
                for (String key : List.of("clean", "clean@2", "@", "clean@", "not a@version")) {
                    producer.send(new ProducerRecord<>(ModelTopics.MODELS, 0, key, value))
                            .get();
                }
            }
            ModelRelease changed = ModelRelease.newBuilder(good.record())
                    .setManifest(good.record().getManifest() + " ")
                    .build();
            producer.send(new ProducerRecord<>(
                    ModelTopics.MODELS,
                    0,
                    "clean@1",
                    ModelRelease.getEncoder().encode(changed).array()));
            ModelRelease broken =
                    ModelRelease.newBuilder(good.record()).setVersion("3").build();
            producer.send(new ProducerRecord<>(
                    ModelTopics.MODELS,
                    0,
                    "clean@3",
                    ModelRelease.getEncoder().encode(broken).array()));
        }
        Registry registry = ModelLog.read(kafka);
        assertThat(registry.find(good.id())).contains(good);
        assertThat(registry.releasesOf("clean")).hasSize(1);
        assertThat(registry.aliasesOf("clean").describe()).isEqualTo("stable 1");
        assertThat(registry.unusable())
                .containsEntry(
                        ModelId.parse("clean@3"), "the release clean@3 contradicts itself: its manifest is clean@1's");
    }

    @Test
    void bytesThatWereChangedOrCutOnTheWayAreRefusedWithTheReason() throws Exception {
        publish(voice("bent", "1", 1));
        Release release = release("bent@1");
        var decoder = release.artifacts().stream()
                .filter(artifact -> artifact.getFile().equals(VoicePackage.DECODER))
                .findFirst()
                .orElseThrow();
        byte[] bytes = store("good").fetch(release).bytes(VoicePackage.DECODER);
        String key = Release.chunkKey(decoder.getSha256(), 0);
        bytes[bytes.length / 2] ^= 1;
        overwrite(key, bytes);
        assertThatThrownBy(() -> store("flipped").fetch(release))
                .isInstanceOf(ModelRefusedException.class)
                .hasMessageContaining("bent@1: decoder.onnx has the SHA-256");
        overwrite(key, java.util.Arrays.copyOf(bytes, 1000));
        assertThatThrownBy(() -> store("cut").fetch(release))
                .isInstanceOf(ModelRefusedException.class)
                .hasMessageContaining("decoder.onnx is not whole in speech.model-artifacts");
    }

    private static void overwrite(String key, byte[] value) throws Exception {
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(kafka.client(), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(ModelTopics.ARTIFACTS, 0, key, value))
                    .get();
        }
    }

    @Test
    void onlySignedReleasesAreTrustedWhereKeysAreGiven() throws Exception {
        KeyPair ours = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        KeyPair theirs = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Path signing = pem("PRIVATE KEY", ours.getPrivate().getEncoded());
        Path other = pem("PRIVATE KEY", theirs.getPrivate().getEncoded());
        TrustedKeys trusted =
                TrustedKeys.read(pem("PUBLIC KEY", ours.getPublic().getEncoded()));
        publisher().publish(voice("signed", "1", 1), Optional.of(SigningKey.read(signing)), "");
        publisher().publish(voice("signed", "2", 1), Optional.of(SigningKey.read(other)), "");
        publish(voice("signed", "3", 1));

        assertThat(trusted.distrust(release("signed@1").record())).isEmpty();
        assertThat(trusted.distrust(release("signed@2").record()))
                .get()
                .asString()
                .contains("none of the keys in");
        assertThat(trusted.distrust(release("signed@3").record()))
                .get()
                .asString()
                .contains("it is not signed");
        ModelRelease moved = ModelRelease.newBuilder(release("signed@3").record())
                .setSignature(release("signed@1").record().getSignature())
                .build();
        assertThat(trusted.distrust(moved)).get().asString().contains("none of the keys in");
        moved.setSignature(ByteBuffer.wrap(new byte[] {1}));
        assertThat(trusted.distrust(moved)).get().asString().contains("none of the keys in");
        assertThatThrownBy(
                        () -> SigningKey.read(pem("PUBLIC KEY", ours.getPublic().getEncoded())))
                .hasMessageContaining("-----BEGIN PRIVATE KEY-----");
    }

    private Path pem(String label, byte[] key) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key);
        Path file = Files.createTempFile(folder, "key", ".pem");
        return Files.writeString(file, "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n");
    }
}
