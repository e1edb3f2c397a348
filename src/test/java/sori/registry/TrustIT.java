package sori.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sori.kafka.Decoded;
import sori.kafka.Wire;
import sori.registry.LoadedVoices.Held;
import sori.registry.trial.VoiceOpener;
import sori.schema.ModelAliases;
import sori.schema.ModelRelease;
import sori.schema.ModelStatus;
import sori.voice.Voice;
import sori.voice.VoiceOptions;
import sori.voice.VoicePackage;

/** Instances that trust certain keys, operators who have one, and somebody who may write the topic and has none. */
@Timeout(180)
class TrustIT extends WithRegistry {
    private static final TopicPartition MODELS = ModelTopics.only(ModelTopics.MODELS);

    private TestKey key;
    private TestKey second;
    private TestKey stranger;
    private TrustedKeys trusted;

    @BeforeEach
    void makeKeys() throws Exception {
        key = TestKey.make(folder);
        second = TestKey.make(folder);
        stranger = TestKey.make(folder);
        trusted = TestKey.trusted(folder, key, second);
    }

    private ModelInstance<Voice> instance(String name, String state) throws IOException {
        VoiceStore store = store(state);
        VoiceOpener opener =
                new VoiceOpener(store, VoiceOptions.DEFAULT, EnumSet.allOf(Part.class), Optional.of(trusted));
        ModelInstance.Identity identity = new ModelInstance.Identity(name, "test", "here", List.of("mel"));
        return ModelInstance.start(
                kafka, identity, store, new LoadedVoices<>(opener::open, Duration.ZERO), Optional.of(trusted));
    }

    private static AliasMover mover(TestKey signing) throws IOException {
        return new AliasMover(kafka, "operator", NameSigner.of(signing.signing(), Optional.empty()));
    }

    private ModelPublisher.Published publishSigned(String name, String version, long seed) throws IOException {
        VoicePackage files = voice(name, version, seed);
        return publisher().publish(files, Optional.of(key.signing()), CALM);
    }

    /** As the topic has them, oldest first, with those that are overwritten. */
    private static List<ConsumerRecord<String, byte[]>> records(String recordKey) {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(kafka.consumer(""), new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(MODELS));
            consumer.seekToBeginning(List.of(MODELS));
            long end =
                    Objects.requireNonNull(consumer.endOffsets(List.of(MODELS)).get(MODELS));
            while (consumer.position(MODELS) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> {
                    if (record.key().equals(recordKey)) {
                        records.add(record);
                    }
                });
            }
        }
        return records;
    }

    /** Without a key, but with the right to write. */
    private static long attack(String recordKey, byte @Nullable [] value) throws Exception {
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(kafka.client(), new StringSerializer(), new ByteArraySerializer())) {
            return producer.send(new ProducerRecord<>(ModelTopics.MODELS, 0, recordKey, value))
                    .get()
                    .offset();
        }
    }

    private static Map<String, String> followed(ModelInstance<Voice> instance, String voice) {
        Registry registry = instance.registry();
        Map<String, String> followed = new TreeMap<>();
        followed.put("names", registry.aliasesOf(voice).toString());
        followed.put(
                "versions",
                registry.releasesOf(voice).stream()
                        .map(release -> release.id().toString())
                        .toList()
                        .toString());
        return followed;
    }

    @Test
    void nothingThatNobodySignedMovesAnInstanceThatTrusts() throws Exception {
        assertThat(publishSigned("fort", "1", 1).stable()).isTrue();
        try (ModelInstance<Voice> instance = instance("careful", "careful")) {
            instance.awaitReady(() -> false);
            publishSigned("fort", "2", 2);
            publishSigned("fort", "3", 3);
            byte[] retiredLater = records("fort@3").get(0).value();
            AliasMover mover = mover(key);
            assertThat(mover.promote(ModelId.parse("fort@2"), stable("2"), CALM).warnings())
                    .isEmpty();
            mover.promote(ModelId.parse("fort@1"), new Alias("canary", "1", OptionalInt.of(10)), CALM);
            assertThat(mover.drop("fort", "canary", "").after()).isEqualTo("stable 2");
            mover.retire(ModelId.parse("fort@3"), "");
            await().atMost(Duration.ofSeconds(20))
                    .until(() ->
                            instance.registry().find(ModelId.parse("fort@3")).isEmpty());
            Map<String, String> before = followed(instance, "fort");
            assertThat(before.get("names")).contains("stable").contains("retired=[3]");

            List<ConsumerRecord<String, byte[]>> old = records("fort");
            for (ConsumerRecord<String, byte[]> each : old.subList(0, old.size() - 1)) {
                attack("fort", each.value()); // an older one that was signed once
            }
            attack("fort@3", retiredLater); // what was retired
            attack("fort@2", null);
            attack("fort", null);
            attack("fort@1", unsigned(records("fort@1").get(0).value()));
            for (long counter : new long[] {0, -1, 1_000, Long.MAX_VALUE}) {
                ModelAliases forged = new Aliases("fort", List.of(stable("1")), List.of(), Set.of(), counter).record();
                attack("fort", SignedRecords.encode(forged));
                attack("fort", SignedRecords.encode(NameSignature.signed(forged, stranger.signing())));
            }
            // A voice of its own, whose name comes first.
            VoicePackage own = voice("aaa", "1", 4);
            publisher()
                    .publish(own, Optional.empty(), new RolloutOptions(Duration.ofSeconds(5), false, "", line -> {}));
            long end =
                    attack("aaa", SignedRecords.encode(new Aliases("aaa", List.of(stable("1")), List.of()).record()));

            await().atMost(Duration.ofSeconds(20))
                    .until(() -> instance.registry().end() > end);
            assertThat(followed(instance, "fort")).isEqualTo(before);
            assertThat(instance.registry().voices()).containsExactly("fort");
            assertThat(instance.loaded().held(ModelId.parse("fort@2"))).isInstanceOf(Held.Ready.class);
            assertThat(instance.loaded().held(ModelId.parse("fort@3")))
                    .isInstanceOfSatisfying(
                            Held.Rejected.class,
                            rejected -> assertThat(rejected.reason()).contains("no retired version comes back"));
            assertThat(instance.loaded().held(ModelId.parse("aaa@1")))
                    .isInstanceOfSatisfying(
                            Held.Rejected.class,
                            rejected -> assertThat(rejected.reason()).contains("it is not signed"));
            restartsAndOthersFollowTheSame(before, end);
            theOperatorGoesOn(instance);
        }
    }

    private static byte[] unsigned(byte[] release) {
        Wire<ModelRelease> wire = new Wire<>(ModelRelease.class);
        ModelRelease record = ((Decoded.Value<ModelRelease>) wire.decode(release)).value();
        record.setSignature(null);
        return wire.encode(record);
    }

    private void restartsAndOthersFollowTheSame(Map<String, String> before, long end) throws Exception {
        for (String state : List.of("careful", "with nothing but the topic")) {
            try (ModelInstance<Voice> other = instance("other", state)) {
                assertThat(other.registry().end()).isGreaterThan(end);
                assertThat(followed(other, "fort")).as(state).isEqualTo(before);
            }
        }
    }

    private void theOperatorGoesOn(ModelInstance<Voice> instance) throws Exception {
        AliasMover mover = new AliasMover(kafka, "operator", NameSigner.of(key.signing(), Optional.of(trusted)));
        assertThat(mover.promote(ModelId.parse("fort@1"), stable("1"), CALM).warnings())
                .isEmpty();
        assertThat(instance.registry().aliasesOf("fort").version(Alias.STABLE)).contains("1");
    }

    @Test
    void withoutAKeyThatInstancesTrustACommandSaysSoAndChangesNothing() throws Exception {
        publishSigned("mute", "1", 11);
        try (ModelInstance<Voice> instance = instance("listener", "listener")) {
            instance.awaitReady(() -> false);
            await().atMost(Duration.ofSeconds(20)).until(TrustIT::somebodyAsksForSignatures);
            publishSigned("mute", "2", 12);
            publishSigned("mute", "3", 13);
            int written = records("mute").size();
            String told =
                    "instances [listener] go only by what a key in their models.trust has signed, and will not follow: "
                            + "sign with --key FILE";
            assertThatThrownBy(() -> mover().promote(ModelId.parse("mute@2"), stable("2"), CALM))
                    .hasMessageContaining(told);
            assertThatThrownBy(() -> mover().drop("mute", "canary", "")).hasMessageContaining(told);
            assertThatThrownBy(() -> mover().retire(ModelId.parse("mute@2"), ""))
                    .hasMessageContaining(told);
            assertThat(records("mute")).hasSize(written);
            assertThatThrownBy(() -> mover(stranger).promote(ModelId.parse("mute@2"), stable("2"), CALM))
                    .hasMessageContaining("are signed by another key than yours");
            assertThat(records("mute")).hasSize(written);
            // The operator has a key, and the public ones of all, but nobody trusts it.
            NameSigner newcomer = NameSigner.of(stranger.signing(), Optional.of(trusted));
            assertThatThrownBy(() -> new AliasMover(kafka, "newcomer", newcomer)
                            .promote(ModelId.parse("mute@2"), stable("2"), CALM))
                    .hasMessageContaining("instance listener does not go by these names of mute");
            assertThat(instance.registry().aliasesOf("mute").version(Alias.STABLE))
                    .contains("1");
            // A second one that they do trust goes on from the first one's names.
            AliasMover other = new AliasMover(kafka, "second", NameSigner.of(second.signing(), Optional.of(trusted)));
            assertThat(other.promote(ModelId.parse("mute@2"), stable("2"), CALM).before())
                    .isEqualTo("stable 1");
            assertThat(instance.registry().aliasesOf("mute").version(Alias.STABLE))
                    .contains("2");
        }
    }

    private static boolean somebodyAsksForSignatures() {
        try (InstanceBoard board = InstanceBoard.open(kafka)) {
            return board.live().stream().anyMatch(ModelStatus::getSignedOnly);
        }
    }

    @Test
    void whatCompactionLeftOfAReplayIsKnownToWhoHasSeenMoreAndMendedByTheNextChange() throws Exception {
        publishSigned("kept", "1", 21);
        publishSigned("kept", "2", 22);
        byte[] old = records("kept").get(0).value();
        try (ModelInstance<Voice> instance = instance("elder", "elder")) {
            instance.awaitReady(() -> false);
            mover(key).promote(ModelId.parse("kept@2"), stable("2"), CALM);
            mover(key).promote(ModelId.parse("kept@1"), new Alias("canary", "1", OptionalInt.of(5)), CALM);
        }
        // As after compaction: the topic has nothing but the older record.
        ModelLedger compacted = ModelLedger.of(trusted);
        compacted.take("kept", old, 100);
        assertThat(compacted.registry().aliasesOf("kept").version(Alias.STABLE)).contains("1");
        SignedMemory elder = SignedMemory.open(store("elder").memory("test"), trusted);
        elder.ledger().take("kept", old, 100);
        assertThat(elder.ledger().registry().aliasesOf("kept").describe()).isEqualTo("canary 1 (5 %), stable 2");
        // The next change has a higher counter than any instance tells, though the topic knows of none.
        Aliases known = compacted.registry().aliasesOf("kept");
        long told = elder.ledger().registry().aliasesOf("kept").counter();
        NameSigner signer = NameSigner.of(key.signing(), Optional.empty());
        assertThat(signer.record(known, told).getCounter()).isEqualTo(told + 1);
        assertThat(signer.record(known, Long.MAX_VALUE).getCounter())
                .as("a counter that nobody can have come to is a lie")
                .isEqualTo(known.counter() + 1);
    }

    @Test
    void aRetiredVersionIsNotPublishedAgain() throws Exception {
        publishSigned("over", "1", 31);
        publishSigned("over", "2", 32);
        mover(key).promote(ModelId.parse("over@2"), stable("2"), CALM);
        mover(key).retire(ModelId.parse("over@1"), "");
        assertThatThrownBy(() -> publishSigned("over", "1", 33))
                .isInstanceOf(ModelRefusedException.class)
                .hasMessageContaining("over@1 was retired, and no retired version comes back");
    }

    @Test
    void theFirstSignedNamesTakeNothingOverThatNobodySigned() throws Exception {
        publish(voice("young", "1", 41));
        publisher().publish(voice("young", "2", 42), Optional.of(key.signing()), CALM);
        AliasMover.Moved moved = mover(key).promote(ModelId.parse("young@2"), stable("2"), CALM);
        assertThat(moved.before()).isEmpty();
        assertThat(moved.warnings())
                .containsExactly("these names of young, which nobody signed, are not taken over: stable 1");
        assertThat(ModelLog.read(kafka).aliasesOf("young").describe()).isEqualTo("stable 2");
    }

    @Test
    void publishingAgainSignsWhatNobodySignedOrSomebodyStripped() throws Exception {
        VoicePackage files = voice("bare", "1", 61);
        publish(files);
        for (int strip = 0; strip < 2; strip++) {
            assertThat(trusted.distrust(release("bare@1").record())).isPresent();
            assertThat(publisher()
                            .publish(files, Optional.of(key.signing()), CALM)
                            .added())
                    .isTrue();
            assertThat(trusted.distrust(release("bare@1").record())).isEmpty();
            assertThat(publisher()
                            .publish(files, Optional.of(key.signing()), CALM)
                            .added())
                    .isFalse();
            store("cache" + strip).fetch(release("bare@1")).verify();
            attack("bare@1", unsigned(records("bare@1").get(1).value()));
        }
    }

    @Test
    void forgeriesDoNotKeepAnOperatorFromSigning() throws Exception {
        publishSigned("pester", "1", 51);
        publishSigned("pester", "2", 52);
        ModelAliases forged = new Aliases("pester", List.of(stable("1")), List.of(), Set.of(), Long.MAX_VALUE).record();
        forged.setSignature(ByteBuffer.wrap(new byte[64]));
        attack("pester", SignedRecords.encode(forged));
        assertThatThrownBy(() -> mover(key).promote(ModelId.parse("pester@2"), stable("2"), CALM))
                .hasMessageContaining("--trusted FILE");
        AliasMover sure = new AliasMover(kafka, "operator", NameSigner.of(key.signing(), Optional.of(trusted)));
        assertThat(sure.promote(ModelId.parse("pester@2"), stable("2"), CALM).after())
                .isEqualTo("stable 2");
        ModelLedger ledger = ModelLedger.of(trusted);
        assertThat(ModelLog.read(kafka, ledger).aliasesOf("pester").counter()).isLessThan(10);
    }
}
