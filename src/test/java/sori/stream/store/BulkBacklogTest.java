package sori.stream.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sori.kafka.Wire;
import sori.schema.GeneratedSchemas;
import sori.schema.JournalHead;
import sori.schema.MelChunk;
import sori.schema.SpeechPriority;
import sori.schema.StoreFormat;
import sori.schema.SymbolSequence;
import sori.schema.UtteranceEnding;
import sori.stream.stage.FakeVoices;
import sori.stream.stage.Keys;
import sori.stream.stage.Sentences;
import sori.stream.stage.Stages;
import sori.stream.stage.StoredStage;
import sori.stream.stage.TestClock;
import sori.synthesis.Stage;

/** A backlog of bulk that is longer than what a stage holds: of the rest only the journal knows. */
class BulkBacklogTest {
    private static final int BACKLOG = 3000;

    /** Whatever is held has its voice leased. */
    private static final int MOST = BulkBacklog.MOST_HELD + BulkBacklog.MOST_HELD_MORE;

    @TempDir
    private Path state;

    private final FakeVoices voices = new FakeVoices();
    private final TestClock clock = new TestClock(Instant.ofEpochSecond(1_900_000_000));
    private StoredStage<SymbolSequence> mel;

    @BeforeAll
    static void letAvroTrustTheSchemas() {
        GeneratedSchemas.trust();
    }

    @BeforeEach
    void start() {
        voices.eager = false;
        mel = stage(true);
    }

    private StoredStage<SymbolSequence> stage(boolean exactlyOnce) {
        return new StoredStage<>(Stage.MEL, state.resolve("mel" + exactlyOnce), Stages.mel(voices, exactlyOnce, clock));
    }

    private static SymbolSequence sentence(String id, int segment, boolean last, SpeechPriority priority) {
        return Sentences.sentence(id, segment, last)
                .setPriority(priority)
                .setSymbols(List.of(11, 12, 13, 1))
                .build();
    }

    private void bulk(String key, String id) {
        mel.process(key, sentence(id, 0, true, SpeechPriority.BULK));
    }

    private void backlog(int keys) {
        for (int i = 0; i < BACKLOG; i++) {
            bulk("k" + i % keys, "u" + i);
        }
    }

    /** Drains until nothing ends any more. */
    private List<MelChunk> spoken(Consumer<Integer> before) {
        List<MelChunk> ended = new ArrayList<>();
        int idle = 0;
        for (int drains = 0; idle < 100; drains++) {
            before.accept(drains);
            while (!voices.waiting.isEmpty()) {
                voices.workOnOldest();
            }
            List<MelChunk> now = ended(mel.drained());
            assertThat(voices.leased).hasSizeLessThanOrEqualTo(MOST + 64);
            idle = now.isEmpty() ? idle + 1 : 0;
            ended.addAll(now);
            mel.commit();
        }
        return ended;
    }

    private static List<MelChunk> ended(List<SpecificRecordBase> forwarded) {
        return forwarded.stream()
                .map(MelChunk.class::cast)
                .filter(chunk -> chunk.getLast() && chunk.getEndOfSegment())
                .toList();
    }

    private static List<String> ids(List<MelChunk> ended) {
        return ended.stream().map(MelChunk::getUtteranceId).toList();
    }

    private static List<String> of(List<String> ids, int keys, int key) {
        return ids.stream()
                .filter(id -> Integer.parseInt(id.substring(1)) % keys == key)
                .toList();
    }

    @ParameterizedTest(name = "{0} keys, exactly once: {1}")
    @CsvSource({"3000,true", "1,true", "50,true", "50,false"})
    void costsNoHeapAndIsSpokenToItsEndInOrder(int keys, boolean exactlyOnce) {
        mel = stage(exactlyOnce);
        backlog(keys);
        assertThat(voices.leased).hasSize(BulkBacklog.MOST_HELD);
        assertThat(mel.journalled()).isEqualTo(BACKLOG);
        List<String> ids = ids(spoken(drains -> {
            if (drains % 60 == 20) {
                voices.waiting.clear();
                mel.restart();
                assertThat(voices.leased).hasSizeLessThanOrEqualTo(MOST);
            }
        }));
        if (!exactlyOnce) {
            ids = ids.stream().distinct().toList(); // what no commit followed is spoken again
        }
        assertThat(ids).hasSize(BACKLOG).doesNotHaveDuplicates();
        for (int key = 0; key < keys; key += 1 + keys / 50) {
            int of = key;
            assertThat(of(ids, keys, key))
                    .isEqualTo(IntStream.range(0, BACKLOG)
                            .filter(i -> i % keys == of)
                            .mapToObj(i -> "u" + i)
                            .toList());
        }
        assertThat(voices.leased).isEmpty();
        assertThat(mel.stored()).as("layout and epoch").isEqualTo(2);
    }

    @Test
    void whoIsWaitedForTakesWhatStandsBeforeHimAlongFromTheBacklog() {
        backlog(500);
        for (int key = 0; key < 20; key++) {
            mel.process("k" + key, sentence("i" + key, 0, true, SpeechPriority.INTERACTIVE));
            mel.process("k" + key, sentence("j" + key, 0, true, SpeechPriority.INTERACTIVE));
        }
        mel.restart();
        List<String> ids = ids(spoken(drains -> {}));
        assertThat(ids).hasSize(BACKLOG + 40).doesNotHaveDuplicates();
        for (int key = 0; key < 20; key++) {
            List<String> expected = new ArrayList<>(
                    of(IntStream.range(0, BACKLOG).mapToObj(i -> "u" + i).toList(), 500, key));
            expected.addAll(List.of("i" + key, "j" + key));
            int of = key;
            assertThat(ids.stream()
                            .filter(id -> id.startsWith("u")
                                    ? Integer.parseInt(id.substring(1)) % 500 == of
                                    : id.substring(1).equals("" + of))
                            .toList())
                    .isEqualTo(expected);
        }
        // 20 keys have 120 of the 3000 before them; the other 2880 are spoken beside them, and most of them afterwards.
        assertThat(ids.indexOf("j19")).isLessThan(BACKLOG / 4);
    }

    @Test
    void utterancesOfManySentencesWaitWhole() {
        for (int i = 0; i < BACKLOG / 2; i++) {
            mel.process("k" + i, sentence("u" + i, 0, false, SpeechPriority.BULK));
        }
        for (int i = 0; i < BACKLOG / 2; i++) {
            mel.process("k" + i, sentence("u" + i, 1, true, SpeechPriority.BULK));
            mel.process("k" + i, sentence("u" + i, 1, true, SpeechPriority.BULK)); // once more
        }
        assertThat(voices.leased).hasSizeLessThanOrEqualTo(MOST);
        assertThat(ids(spoken(drains -> {}))).hasSize(BACKLOG / 2).doesNotHaveDuplicates();
        assertThat(mel.stored()).isEqualTo(2);
    }

    @Test
    void aHigherAttemptReplacesOneThatWaits() {
        backlog(BACKLOG);
        for (int i = 0; i < BACKLOG; i += 3) {
            mel.process(
                    "k" + i,
                    SymbolSequence.newBuilder(sentence("u" + i, 0, true, SpeechPriority.BULK))
                            .setAttempt(1)
                            .build());
        }
        List<MelChunk> ended = spoken(drains -> {});
        assertThat(ids(ended)).hasSize(BACKLOG).doesNotHaveDuplicates();
        assertThat(ended)
                .allSatisfy(chunk -> assertThat(chunk.getAttempt())
                        .isEqualTo(Integer.parseInt(chunk.getUtteranceId().substring(1)) % 3 == 0 ? 1 : 0));
        assertThat(mel.stored()).isEqualTo(2);
    }

    @ParameterizedTest(name = "one of the key: {0}")
    @ValueSource(booleans = {true, false})
    void whatWaitsCanBeCancelled(boolean one) {
        backlog(10);
        if (one) {
            mel.cancel("k9", "u2999");
        } else {
            mel.cancel("k9", null);
        }
        List<MelChunk> ended = spoken(drains -> {});
        assertThat(ended.stream()
                        .filter(chunk -> chunk.getEnding() == UtteranceEnding.CANCELLED)
                        .map(MelChunk::getUtteranceId))
                .containsExactlyInAnyOrderElementsOf(
                        one
                                ? List.of("u2999")
                                : IntStream.range(0, BACKLOG)
                                        .filter(i -> i % 10 == 9)
                                        .mapToObj(i -> "u" + i)
                                        .toList());
        assertThat(ids(ended)).hasSize(BACKLOG).doesNotHaveDuplicates();
        assertThat(mel.journalled()).isZero();
    }

    @Test
    void aJournalOfLayout4IsTakenOverWithAllThatWaitsInIt() {
        byte[] layout4 = new Wire<>(StoreFormat.class).encode(new StoreFormat(4, true));
        for (int i = 0; i < 40; i++) {
            mel.process("k" + i, sentence("u" + i, 0, true, SpeechPriority.INTERACTIVE));
        }
        mel.tamper(JournalLayout.VERSION.get(), layout4); // nothing else differs
        voices.waiting.clear();
        mel.restart();
        backlog(BACKLOG);
        assertThat(ids(spoken(drains -> {})).subList(0, 40)).allMatch(id -> Integer.parseInt(id.substring(1)) < 40);
        assertThat(mel.stored()).isEqualTo(2);
    }

    private static JournalHead head(String key, int number, boolean bulk) {
        return JournalHead.newBuilder()
                .setTicket(number)
                .setKey(ByteBuffer.wrap(key.getBytes(StandardCharsets.UTF_8)))
                .setAttempt(0)
                .setEpoch(0)
                .setTimestamp(1)
                .setUtteranceId("u" + number)
                .setPriority(bulk ? 1 : 0)
                .build();
    }

    private static BulkBacklog opened(KeyValueStore<Bytes, byte[]> store) {
        return new BulkBacklog(
                store,
                bytes -> Stream.of(new Wire<>(JournalHead.class).decode(bytes))
                        .map(decoded -> ((sori.kafka.Decoded.Value<JournalHead>) decoded).value())
                        .findFirst()
                        .orElseThrow());
    }

    /** Without transactions a kill may leave any of it: who comes again finds his place, and nobody waits for what is not there. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(ints = {1, 2, 3, 4})
    void whateverAKillCutsOffCanGoOn(int seed) {
        Random random = new Random(seed);
        KeyValueStore<Bytes, byte[]> store =
                Stores.inMemoryKeyValueStore("mel-journal").get();
        List<String> came = new ArrayList<>();
        List<String> taken = new ArrayList<>();
        for (int number = 0; number < 60; number++) {
            String key = "k" + random.nextInt(5);
            JournalHead head = head(key, number, random.nextInt(4) > 0);
            boolean bulk = JournalHeads.isBulk(head);
            try {
                opened(KilledStore.after(store, random.nextInt(6))).add(head, bulk);
            } catch (IllegalStateException e) {
                number--; // the same ticket may go to another
                continue;
            }
            came.add(head.getUtteranceId());
        }
        BulkBacklog backlog = opened(store);
        assertThat(backlog.lastTicket().orElseThrow()).isEqualTo(59);
        while (!backlog.isEmpty()) {
            BulkBacklog.Next next = backlog.next().orElseThrow();
            try {
                opened(KilledStore.after(store, random.nextInt(6))).remove(next.head());
                taken.add(next.head().getUtteranceId());
            } catch (IllegalStateException e) {
                if (opened(store).head(JournalHeads.name(next.head())).isEmpty()) {
                    taken.add(next.head().getUtteranceId());
                }
            }
            backlog = opened(store);
        }
        assertThat(taken).containsExactlyInAnyOrderElementsOf(came);
        for (int key = 0; key < 5; key++) {
            assertThat(backlog.takes(Keys.named("k" + key), false)).isFalse();
        }
    }
}
