package sori.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sori.kafka.Wire;
import sori.schema.ModelAlias;
import sori.schema.ModelAliases;
import sori.schema.ModelRelease;
import sori.schema.ModelStatus;

/** A topic that anybody fills: whoever reads it neither ends by it nor grows with it, and can still tell how it is. */
class RegistryBoundsTest {
    /** A topic takes no larger record by default. */
    private static final int MOST_STATUS_BYTES = 1_000_000;

    @TempDir
    private static Path folder;

    private final Random random = new Random(13);

    private static byte[] release(String voice, String manifest) {
        return new Wire<>(ModelRelease.class)
                .encode(new ModelRelease(
                        voice, "1", manifest, List.of(), 1 << 19, 0L, Instant.ofEpochMilli(1), "somebody", null));
    }

    private static byte[] names(String voice, ModelAlias... aliases) {
        return new Wire<>(ModelAliases.class)
                .encode(new ModelAliases(voice, List.of(aliases), List.of(), List.of(), 0L, null));
    }

    private ModelLedger ledger(boolean trusting) throws Exception {
        return trusting ? ModelLedger.of(TestKey.trusted(folder, TestKey.make(folder))) : ModelLedger.ofEverybody();
    }

    private static int statusBytes(Registry registry, LoadedVoices<?> shelf) {
        ModelStatus status = ModelStatus.newBuilder()
                .setInstance("here")
                .setApplication("test")
                .setHost("here")
                .setStages(List.of("mel"))
                .setAt(Instant.EPOCH)
                .setHeapBytes(0)
                .setVoices(shelf.states())
                .setNeeded(shelf.needed())
                .setAliasCounters(registry.aliasCounters())
                .build();
        return new Wire<>(ModelStatus.class).encode(status).length;
    }

    private static LoadedVoices<AutoCloseable> shelf() {
        return new LoadedVoices<>(
                release -> {
                    throw new ModelRefusedException("no");
                },
                Duration.ofMinutes(1));
    }

    @ParameterizedTest(name = "signed only: {0}")
    @ValueSource(booleans = {false, true})
    void howeverMuchIsWrittenAnInstanceTellsHowItIs(boolean trusting) throws Exception {
        ModelLedger ledger = ledger(trusting);
        int longest = 64;
        for (int i = 0; i < 3 * LedgerRoom.MOST_RECORDS; i++) {
            String name = "v" + i + "x".repeat(longest - 6);
            String key = i % 2 == 0 ? name + "@1" : name;
            ledger.take(key, i % 2 == 0 ? release(name, "{}") : names(name, new ModelAlias("stable", "1", null)), i);
        }
        for (int length : new int[] {65, 130, 1000, 400_000}) {
            for (int i = 0; i < 200; i++) {
                String name = "long" + i + "x".repeat(length);
                ledger.take(name + "@1", release(name, "{}"), i);
                ledger.take(name, names(name), i);
            }
        }
        Registry registry = ledger.registry();
        assertThat(registry.unusable().size() + registry.aliases().size()).isBetween(100, LedgerRoom.MOST_RECORDS);
        LoadedVoices<AutoCloseable> shelf = shelf();
        shelf.follow(registry);
        assertThat(statusBytes(registry, shelf)).isLessThan(MOST_STATUS_BYTES);
    }

    @Test
    void whatManyAskForAndNobodyPublishedIsNotTold() {
        LoadedVoices<AutoCloseable> shelf = shelf();
        shelf.follow(Registry.EMPTY);
        for (int i = 0; i < 5_000; i++) {
            shelf.lease(new ModelId("w".repeat(190) + i, "9".repeat(190)));
        }
        assertThat(statusBytes(Registry.EMPTY, shelf)).isLessThan(1000);
    }

    @Test
    void whatIsRetiredMakesRoom() throws Exception {
        ModelLedger ledger = ModelLedger.ofEverybody();
        for (int i = 0; i <= LedgerRoom.MOST_RECORDS; i++) {
            ledger.take("v" + i, names("v" + i, new ModelAlias("stable", "1", null)), i);
        }
        assertThat(ledger.registry().aliases()).hasSize(LedgerRoom.MOST_RECORDS).doesNotContainKey("one-more");
        ledger.take("v7", names("v7", new ModelAlias("stable", "2", null)), 1);
        assertThat(ledger.registry().aliasesOf("v7").version(Alias.STABLE)).contains("2");
        ledger.take("one-more", names("one-more"), 2);
        assertThat(ledger.registry().aliases()).doesNotContainKey("one-more");
        ledger.take("v7", null, 3);
        ledger.take("one-more", names("one-more"), 4);
        assertThat(ledger.registry().aliases()).containsKey("one-more").doesNotContainKey("v7");
    }

    @Test
    void bytesAreBoundedToo() {
        LedgerRoom room = new LedgerRoom();
        int size = 1 << 20;
        int fitting = (int) (LedgerRoom.MOST_BYTES / size);
        for (int i = 0; i < fitting; i++) {
            int n = i;
            assertThat(refusal(() -> "k" + n, room, size)).isEmpty();
        }
        assertThat(refusal(() -> "one more", room, size)).contains("nobody reads more");
        assertThat(refusal(() -> "k0", room, size)).isEmpty();
        room.free("k0");
        room.free("k0");
        assertThat(refusal(() -> "one more", room, size)).isEmpty();
        assertThat(refusal(() -> "and another", room, size)).isNotEmpty();
    }

    private static String refusal(Supplier<String> key, LedgerRoom room, int size) {
        try {
            room.take(key.get(), size);
            return "";
        } catch (ModelRefusedException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void namesThatNoOperatorCouldHaveWrittenAreNone() throws Exception {
        List<ModelAlias> wrong = List.of(
                new ModelAlias("stable", "1", Integer.MAX_VALUE),
                new ModelAlias("stable", "1", -1),
                new ModelAlias("stable", "1", 101),
                new ModelAlias("stable", "", null),
                new ModelAlias("stable", "latest", null),
                new ModelAlias("stable", "1".repeat(100_000), null),
                new ModelAlias("", "1", null),
                new ModelAlias("\u001b[31m", "1", null),
                new ModelAlias("x".repeat(100_000), "1", null));
        ModelLedger ledger = ModelLedger.ofEverybody();
        ledger.take("en-x", names("en-x", new ModelAlias("stable", "1", null)), 0);
        for (ModelAlias each : wrong) {
            ledger.take("en-x", names("en-x", each), 1);
        }
        ModelAlias[] many = new ModelAlias[101];
        Arrays.fill(many, new ModelAlias("stable", "2", null));
        ledger.take("en-x", names("en-x", many), 2);
        assertThat(ledger.registry().aliasesOf("en-x").describe()).isEqualTo("stable 1");
        assertThatThrownBy(() -> Aliases.of(new ModelAliases("en-x", List.of(many), List.of(), List.of(), 0L, null)))
                .isInstanceOf(ModelRefusedException.class);
    }

    /** Bytes flipped, cut and strung together, under keys of the same make. */
    @ParameterizedTest(name = "signed only: {0}")
    @ValueSource(booleans = {false, true})
    void nothingThatIsWrittenEndsWhoeverReadsIt(boolean trusting) throws Exception {
        ModelLedger ledger = ledger(trusting);
        List<byte[]> seeds = new ArrayList<>(List.of(
                release("en-x", "{}"),
                names("en-x", new ModelAlias("canary", "3", 10)),
                SignedRecords.beforeSignatures()));
        for (int i = 0; i < 5_000; i++) {
            byte[] value = seeds.get(random.nextInt(seeds.size())).clone();
            for (int flips = random.nextInt(4); flips > 0; flips--) {
                value[random.nextInt(value.length)] = (byte) random.nextInt();
            }
            byte[] key = new byte[random.nextInt(6)];
            random.nextBytes(key);
            String name = switch (random.nextInt(4)) {
                case 0 -> "en-x";
                case 1 -> "en-x@1";
                case 2 -> new String(key, StandardCharsets.UTF_8) + "@" + new String(key, StandardCharsets.ISO_8859_1);
                default -> new String(key, StandardCharsets.ISO_8859_1);
            };
            ledger.take(
                    name,
                    random.nextInt(20) == 0
                            ? null
                            : Arrays.copyOf(
                                    value,
                                    random.nextInt(2) * value.length + (int) (value.length * random.nextDouble())),
                    i);
            assertThat(ledger.registry().end()).isEqualTo(i + 1L);
        }
    }
}
