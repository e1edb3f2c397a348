package sori.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sori.cluster.TopicPlan;
import sori.cluster.TopicSettings;
import sori.graph.BrokenVoice;
import sori.graph.TinyVoice;
import sori.registry.trial.VoiceOpener;
import sori.schema.ModelArtifact;
import sori.schema.ModelRelease;
import sori.schema.ModelState;
import sori.schema.ModelStatus;
import sori.schema.ModelVoiceStatus;
import sori.voice.Voice;
import sori.voice.VoiceOptions;
import sori.voice.VoicePackage;

/** An instance that follows the registry on a real broker, with real voices and no pipeline. */
@Timeout(180)
class InstanceIT extends WithRegistry {
    private ModelInstance<Voice> instance(String name) throws IOException {
        return instance(name, Optional.empty());
    }

    private ModelInstance<Voice> instance(String name, Optional<TrustedKeys> trust) throws IOException {
        VoiceStore store = store("cache");
        VoiceOpener opener = new VoiceOpener(store, VoiceOptions.DEFAULT, EnumSet.allOf(Part.class), trust);
        ModelInstance.Identity identity = new ModelInstance.Identity(name, "test", "here", List.of("mel"));
        return ModelInstance.start(kafka, identity, store, new LoadedVoices<>(opener::open, Duration.ZERO), trust);
    }

    private void publish(String name, String version, long seed) throws IOException {
        publish(voice(name, version, seed));
    }

    private static void promote(String id) throws IOException {
        ModelId parsed = ModelId.parse(id);
        mover().promote(parsed, stable(parsed.version()), CALM);
    }

    private static Optional<ModelVoiceStatus> status(String instance, String id) throws IOException {
        try (InstanceBoard board = InstanceBoard.open(kafka)) {
            for (ModelStatus each : board.live()) {
                if (each.getInstance().equals(instance)) {
                    return InstanceBoard.state(each, ModelId.parse(id));
                }
            }
            return Optional.empty();
        }
    }

    @AfterEach
    void clear() throws IOException {
        Registry registry = ModelLog.read(kafka);
        try (ModelWriter writer = ModelWriter.open(kafka, "clear", Duration.ofSeconds(60))) {
            registry.ids().forEach(writer::dropRelease);
            registry.unusable().keySet().forEach(writer::dropRelease);
            registry.aliases()
                    .keySet()
                    .forEach(voice -> writer.aliases(Aliases.none(voice).record()));
            writer.commit();
        }
    }

    @Test
    void promotingWaitsUntilEveryInstanceHasLoadedTheVersion() throws Exception {
        publish("calm", "1", 1);
        List<String> progress = new ArrayList<>();
        try (ModelInstance<Voice> first = instance("first");
                ModelInstance<Voice> second = instance("second")) {
            first.awaitReady(() -> false);
            publish("calm", "2", 2);
            publish("calm", "3", 3); // the latest; so 2 is loaded only because it is to be promoted
            ModelId two = ModelId.parse("calm@2");
            mover().promote(two, stable("2"), new RolloutOptions(Duration.ofSeconds(60), false, "", progress::add));
            for (ModelInstance<Voice> each : List.of(first, second)) {
                assertThat(each.loaded().held(two)).isInstanceOf(LoadedVoices.Held.Ready.class);
                assertThat(each.registry().aliasesOf("calm").version(Alias.STABLE))
                        .as("who promotes need not wait any more")
                        .contains("2");
            }
            assertThat(progress).last().isEqualTo("2 of 2 instances have loaded calm@2");
        }
        try (InstanceBoard board = InstanceBoard.open(kafka)) {
            assertThat(board.live()).as("who leaves is not waited for").isEmpty();
        }
    }

    /** What can be wrong with a release. */
    enum Fault {
        NOT_A_NUMBER("on trial it cannot speak 'hello world.': the model gave NaN in the frames"),
        ENDLESS("finds no end of 'hello world.'"),
        HASTY("for the 13 symbols of 'hello world.'"),
        NO_SUCH_SYMBOLS("field symbolsSha256 is not the hash of the symbols"),
        OTHER_GRAPH(": encoder.onnx is no ONNX file"),
        NEVER_UPLOADED("is not whole in speech.model-artifacts");

        private final String reason;

        Fault(String reason) {
            this.reason = reason;
        }
    }

    @Test
    void aBadReleaseIsRejectedWithTheReasonAndChangesNothing() throws Exception {
        publish("bad", "1", 1);
        try (ModelInstance<Voice> instance = instance("judge")) {
            instance.awaitReady(() -> false);
            for (Fault fault : Fault.values()) {
                String version = String.valueOf(2 + fault.ordinal());
                ModelId id = new ModelId("bad", version);
                publishBad(fault, version);
                await(fault.name())
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> status("judge", id.toString())
                                .filter(status -> status.getState() == ModelState.REJECTED)
                                .isPresent());
                assertThat(status("judge", id.toString()).orElseThrow().getReason())
                        .as(fault.name())
                        .contains(fault.reason);
                assertThatThrownBy(() -> promote(id.toString()))
                        .as(fault.name())
                        .isInstanceOf(ModelRefusedException.class)
                        .hasMessageContaining(fault.reason);
                assertThat(ModelLog.read(kafka).aliasesOf("bad").now()).containsExactly(stable("1"));
                assertThat(instance.loaded().held(ModelId.parse("bad@1"))).isInstanceOf(LoadedVoices.Held.Ready.class);
            }
        }
    }

    @Test
    void aVoicesFirstVersionIsNotStableWhereAnInstanceRejectsIt() throws Exception {
        publish("other", "1", 1);
        try (ModelInstance<Voice> instance = instance("judge")) {
            instance.awaitReady(() -> false);
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> status("judge", "other@1").isPresent());
            VoicePackage bad = BrokenVoice.endless(folder.resolve("first"), "first", "1");
            ModelPublisher.Published published = publisher().publish(bad, Optional.empty(), "");
            assertThat(published.added()).isTrue();
            assertThat(published.stable()).isFalse();
            assertThat(published.objections())
                    .singleElement()
                    .asString()
                    .startsWith("instance judge rejects it: ")
                    .contains(Fault.ENDLESS.reason);
            assertThat(ModelLog.read(kafka).aliasesOf("first").now()).isEmpty();

            ModelPublisher.Published second = publisher().publish(voice("first", "2", 1), Optional.empty(), "");
            assertThat(second.stable()).isTrue();
            assertThat(instance.loaded().held(second.id())).isInstanceOf(LoadedVoices.Held.Ready.class);
        }
    }

    private void publishBad(Fault fault, String version) throws IOException {
        Path directory = folder.resolve("bad" + version);
        switch (fault) {
            case NOT_A_NUMBER -> publish(BrokenVoice.notANumber(directory, "bad", version));
            case ENDLESS -> publish(BrokenVoice.endless(directory, "bad", version));
            case HASTY -> publish(BrokenVoice.hasty(directory, "bad", version));
            case OTHER_GRAPH -> publish(BrokenVoice.noGraph(directory, "bad", version));
            case NO_SUCH_SYMBOLS -> writeRelease(directory, version, "\"b\", \"a\"", true);
            case NEVER_UPLOADED -> writeRelease(directory, version, "\"a\", \"b\"", false);
        }
    }

    /** Past the publisher, who would refuse it. */
    private void writeRelease(Path directory, String version, String symbols, boolean uploaded) throws IOException {
        VoicePackage files = TinyVoice.write(directory, "bad", version, uploaded ? 1 : 99);
        String manifest =
                Files.readString(directory.resolve(VoicePackage.MANIFEST)).replace("\"a\", \"b\"", symbols);
        List<ModelArtifact> artifacts = files.manifest().files().entrySet().stream()
                .map(entry -> new ModelArtifact(
                        entry.getKey(),
                        entry.getValue().sha256(),
                        entry.getValue().bytes()))
                .toList();
        try (ModelWriter writer = ModelWriter.open(kafka, "bad@" + version, Duration.ofSeconds(60))) {
            writer.release(new ModelRelease(
                    "bad", version, manifest, artifacts, 1 << 19, 0L, Instant.ofEpochMilli(1), "tester", null));
            writer.commit();
        }
    }

    /** Whoever tells waits for the cluster for a minute where the topic is not there; the registry is followed meanwhile. */
    @Test
    void theRegistryIsFollowedWhileNothingCanBeTold() throws Exception {
        publish("mute", "1", 1);
        publish("mute", "2", 2);
        try (Admin admin = kafka.admin()) {
            admin.deleteTopics(List.of(ModelTopics.STATUS.name())).all().get();
            try (ModelInstance<Voice> instance = instance("mute")) {
                for (int change = 0; change < 4; change++) {
                    String version = change % 2 == 0 ? "2" : "1";
                    moveStable("mute", version);
                    await().atMost(Duration.ofSeconds(10))
                            .until(() -> instance.registry()
                                    .aliasesOf("mute")
                                    .version(Alias.STABLE)
                                    .equals(Optional.of(version)));
                }
                TopicPlan.ofModels(TopicSettings.DEFAULT).create(admin);
                long end = instance.registry().end();
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> told("mute")
                                .filter(status -> status.getModelsEnd() == end)
                                .isPresent());
            }
        }
    }

    /** Without asking the instances, who cannot be heard. */
    private static void moveStable(String voice, String version) throws IOException {
        Aliases moved = ModelLog.read(kafka).aliasesOf(voice).moved(stable(version), Instant.now());
        try (ModelWriter writer = ModelWriter.open(kafka, voice, Duration.ofSeconds(60))) {
            writer.aliases(moved.record());
            writer.commit();
        }
    }

    private static Optional<ModelStatus> told(String instance) throws IOException {
        try (InstanceBoard board = InstanceBoard.open(kafka)) {
            return board.live().stream()
                    .filter(each -> each.getInstance().equals(instance))
                    .findFirst();
        }
    }

    @Test
    void whatNobodyTrustedHasSignedIsRejected() throws Exception {
        TestKey key = TestKey.make(folder);
        publish("unsigned", "1", 1);
        publisher().publish(voice("signed", "1", 2), Optional.of(key.signing()), "");
        try (ModelInstance<Voice> instance = instance("careful", Optional.of(TestKey.trusted(folder, key)))) {
            instance.awaitReady(() -> false);
            assertThat(instance.loaded().held(ModelId.parse("unsigned@1")))
                    .isInstanceOfSatisfying(
                            LoadedVoices.Held.Rejected.class,
                            rejected -> assertThat(rejected.reason()).contains("it is not signed"));
            assertThat(instance.loaded().held(ModelId.parse("signed@1"))).isInstanceOf(LoadedVoices.Held.Ready.class);
        }
    }

    @Test
    void aVersionThatUtterancesNeedIsNotRetired() throws Exception {
        publish("busy", "1", 1);
        publish("busy", "2", 2);
        ModelId one = ModelId.parse("busy@1");
        try (ModelInstance<Voice> instance = instance("worker")) {
            instance.awaitReady(() -> false);
            try (LoadedVoices<Voice>.Lease lease = instance.loaded().lease(one)) {
                promote("busy@2");
                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(() -> assertThatThrownBy(() -> mover().retire(one, ""))
                                .hasMessageContaining("utterances under way on [worker] still need it"));
                assertThat(lease.held()).isInstanceOf(LoadedVoices.Held.Ready.class);
            }
            await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
                mover().retire(one, "");
                return true;
            });
            await().atMost(Duration.ofSeconds(20)).until(() -> instance.loaded().count() == 1);
            assertThat(folder.resolve("cache/busy@1")).doesNotExist();
        }
    }
}
