package sori.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sori.kafka.Wire;
import sori.schema.ModelAliases;
import sori.schema.ModelRelease;

/** What counts of a topic that anybody may write to. */
class ModelLedgerTest {
    private static final int SEQUENCES = 20;
    private static final int RECORDS = 60;

    @TempDir
    private static Path folder;

    private static TestKey first;
    private static TestKey second;
    private static TestKey stranger;
    private static TrustedKeys trusted;

    @BeforeAll
    static void makeKeys() throws Exception {
        first = TestKey.make(folder);
        second = TestKey.make(folder);
        stranger = TestKey.make(folder);
        trusted = TestKey.trusted(folder, first, second);
    }

    /** The promise, in other words than the ledger's: of all that was ever seen, the highest counter that a trusted key signed. */
    private static final class Promise {
        private final Map<String, Aliases> names = new HashMap<>();
        private final Set<ModelId> releases = new TreeSet<>();

        void see(SignedRecords.Entry entry) {
            entry.names()
                    .ifPresent(seen -> names.merge(
                            seen.voice(), seen, (known, now) -> now.counter() > known.counter() ? now : known));
            entry.release().ifPresent(releases::add);
        }

        Set<ModelId> unretired() {
            Set<ModelId> left = new TreeSet<>(releases);
            left.removeIf(id -> names.getOrDefault(id.voice(), Aliases.none(id.voice()))
                    .retired()
                    .contains(id.version()));
            return left;
        }
    }

    @Test
    void whoTrustsFollowsTheHighestSignedRecordItEverSawAndNothingElse() throws Exception {
        for (int sequence = 0; sequence < SEQUENCES; sequence++) {
            SignedRecords records = new SignedRecords(sequence, folder, stranger, first, second);
            Random random = new Random(sequence);
            Path file = folder.resolve("memory-" + sequence);
            SignedMemory memory = SignedMemory.open(file, trusted);
            Promise promise = new Promise();
            List<SignedRecords.Entry> seen = new ArrayList<>();
            for (int i = 0; i < RECORDS; i++) {
                SignedRecords.Entry entry = records.next();
                seen.add(entry);
                memory.ledger().take(entry.key(), entry.value(), i);
                promise.see(entry);
                check(memory.ledger().registry(), promise, "sequence " + sequence + ": " + seen);
                memory.save();
                if (random.nextInt(20) == 0) {
                    memory = SignedMemory.open(file, trusted); // a restart, with nothing but the file
                    check(memory.ledger().registry(), promise, "after a restart, sequence " + sequence + ": " + seen);
                }
            }
        }
    }

    private static void check(Registry registry, Promise promise, String what) {
        assertThat(registry.aliases()).as(what).isEqualTo(promise.names);
        assertThat(registry.releases().keySet()).as(what).isEqualTo(promise.unretired());
    }

    @Test
    void theOrderOfTheLogMakesNoDifferenceToANewInstance() throws Exception {
        SignedRecords records = new SignedRecords(1, folder, stranger, first, second);
        List<SignedRecords.Entry> log = new ArrayList<>();
        Promise promise = new Promise();
        for (int i = 0; i < 200; i++) {
            log.add(records.next());
            promise.see(log.get(i));
        }
        for (int order = 0; order < 20; order++) {
            Collections.shuffle(log, new Random(order));
            ModelLedger ledger = ModelLedger.of(trusted);
            for (int i = 0; i < log.size(); i++) {
                ledger.take(log.get(i).key(), log.get(i).value(), i);
            }
            check(ledger.registry(), promise, "order " + order);
        }
    }

    @Test
    void whereNobodyIsAskedForSignaturesTheLastRecordCountsWhoeverWroteIt() throws Exception {
        ModelLedger ledger = ModelLedger.ofEverybody();
        ledger.take("en-slt", SignedRecords.beforeSignatures(), 0);
        assertThat(ledger.registry().aliasesOf("en-slt").describe()).isEqualTo("canary 3 (10 %), stable 2");
        ModelAliases signed = NameSignature.signed(
                Aliases.none("en-slt").retiring("1").withCounter(7).record(), first.signing());
        ledger.take("en-slt", SignedRecords.encode(signed), 1);
        assertThat(ledger.registry().aliasesOf("en-slt").counter()).isEqualTo(7);
        ledger.take("en-slt", SignedRecords.beforeSignatures(), 2);
        assertThat(ledger.registry().aliasesOf("en-slt").describe()).isEqualTo("canary 3 (10 %), stable 2");
        ledger.take("en-slt", null, 3);
        assertThat(ledger.registry().aliases()).isEmpty();
        assertThat(ledger.signedRecords()).isEmpty();
    }

    @Test
    void theSameRecordWrittenAgainLiesWhereItWasWrittenLast() throws Exception {
        byte[] names = SignedRecords.encode(NameSignature.signed(
                Aliases.none("en-slt").retiring("1").withCounter(7).record(), first.signing()));
        ModelLedger ledger = ModelLedger.of(trusted);
        ledger.take("en-slt", names, 3);
        ledger.take("en-slt", SignedRecords.beforeSignatures(), 4);
        assertThat(ledger.registry().aliasOffset("en-slt")).isEqualTo(3);
        ledger.take("en-slt", names, 5);
        assertThat(ledger.registry().aliasOffset("en-slt")).isEqualTo(5);
    }

    @Test
    void ofWhatNobodyTrustsOnlySoMuchIsRemembered() throws Exception {
        ModelLedger ledger = ModelLedger.of(trusted);
        ModelRelease release =
                new ModelRelease("x", "1", "{}", List.of(), 1, 0L, Instant.ofEpochMilli(1), "stranger", null);
        for (int i = 0; i < 1_000; i++) {
            release.setVersion(Integer.toString(i));
            ledger.take("x@" + i, new Wire<>(ModelRelease.class).encode(release), i);
        }
        assertThat(ledger.registry().unusable()).hasSize(100).containsKey(new ModelId("x", "999"));
        assertThat(ledger.registry().voices()).isEmpty();
        assertThat(ledger.registry().wanted()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, 30, -3, -1})
    void aDamagedFileIsNotTakenForNone(int cut) throws Exception {
        Path file = folder.resolve("damaged" + cut);
        SignedMemory memory = SignedMemory.open(file, trusted);
        memory.ledger()
                .take(
                        "en-slt",
                        SignedRecords.encode(NameSignature.signed(
                                Aliases.none("en-slt")
                                        .retiring("1")
                                        .withCounter(7)
                                        .record(),
                                first.signing())),
                        3);
        memory.save();
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, cut < 0 ? whole.length + cut : cut));
        assertThatThrownBy(() -> SignedMemory.open(file, trusted))
                .hasMessageContaining("is damaged")
                .hasMessageContaining("delete it and start again");
    }

    @Test
    void processesThatShareAFileDoNotForgetForEachOther() throws Exception {
        Path file = folder.resolve("shared");
        SignedMemory ahead = SignedMemory.open(file, trusted);
        SignedMemory behind = SignedMemory.open(file, trusted);
        for (long counter : new long[] {7, 8}) {
            ahead.ledger().take("en-slt", names("en-slt", counter), counter);
        }
        ahead.save();
        behind.ledger().take("en-slt", names("en-slt", 7), 7);
        behind.ledger().take("en-b", names("en-b", 1), 9);
        behind.save();
        assertThat(SignedMemory.open(file, trusted).ledger().registry().aliasCounters())
                .isEqualTo(Map.of("en-slt", 8L, "en-b", 1L));
        assertThat(SignedMemory.open(file, TestKey.trusted(folder, second))
                        .ledger()
                        .registry()
                        .aliases())
                .as("a key that is trusted no more")
                .isEmpty();
    }

    private static byte[] names(String voice, long counter) throws Exception {
        return SignedRecords.encode(NameSignature.signed(
                Aliases.none(voice).retiring("1").withCounter(counter).record(), first.signing()));
    }
}
