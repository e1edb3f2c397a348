package sori.stream.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sori.schema.MelChunk;
import sori.schema.SpeechPriority;
import sori.schema.SymbolSequence;
import sori.synthesis.SpeechSettings;
import sori.synthesis.Stage;

/** Bulk beside what somebody waits for, in a stage whose engine works when it is told to. */
class BulkStageTest {
    private static final int OPEN = SpeechSettings.DEFAULT.openJobs();
    private static final int OPEN_BULK = OPEN - 2;
    private static final Duration PATIENCE = Duration.ofSeconds(SpeechSettings.DEFAULT.bulkPatienceSeconds());

    @TempDir
    private Path state;

    private final FakeVoices voices = new FakeVoices();
    private final TestClock clock = new TestClock(Instant.ofEpochSecond(1_900_000_000));
    private StoredStage<SymbolSequence> mel;

    @BeforeEach
    void start() {
        voices.eager = false;
        voices.streaming = true;
        mel = stage("mel", true);
    }

    private StoredStage<SymbolSequence> stage(String name, boolean exactlyOnce) {
        return new StoredStage<>(Stage.MEL, state.resolve(name), Stages.mel(voices, exactlyOnce, clock));
    }

    private static SymbolSequence sentence(String id, int segment, boolean last, SpeechPriority priority) {
        return Sentences.sentence(id, segment, last).setPriority(priority).build();
    }

    private void bulk(String key, String id) {
        mel.process(key, sentence(id, 0, true, SpeechPriority.BULK));
    }

    private void interactive(String key, String id) {
        mel.process(key, sentence(id, 0, true, SpeechPriority.INTERACTIVE));
    }

    private int inEngine(boolean bulk) {
        return (int) voices.waiting.stream().filter(job -> job.bulk() == bulk).count();
    }

    private void work(boolean bulk) {
        FakeVoices.FakeJob job = voices.waiting.stream()
                .filter(each -> each.bulk() == bulk)
                .findFirst()
                .orElseThrow();
        voices.waiting.remove(job);
        job.work();
    }

    private void workAll() {
        while (!voices.waiting.isEmpty()) {
            voices.workOnOldest();
        }
    }

    /** Ids in the order in which they ended. */
    private static List<String> ended(List<SpecificRecordBase> forwarded) {
        return forwarded.stream()
                .map(MelChunk.class::cast)
                .filter(chunk -> chunk.getLast() && chunk.getEndOfSegment())
                .map(MelChunk::getUtteranceId)
                .toList();
    }

    @ParameterizedTest(name = "{0} keys of bulk, {1} others")
    @CsvSource({"1,1", "1,40", "7,3", "200,5"})
    void whatIsWaitedForHasAllPlacesWhateverBulkHas(int bulkKeys, int keys) {
        for (int i = 0; i < 200; i++) {
            bulk("b" + i % bulkKeys, "b" + i);
        }
        int bulk = bulkKeys == 1 ? OPEN_BULK - OPEN_BULK / 8 : OPEN_BULK;
        assertThat(inEngine(true)).isEqualTo(bulk);
        for (int i = 0; i < 60; i++) {
            interactive("i" + i % keys, "i" + i);
        }
        int places = keys == 1 ? SpeechSettings.DEFAULT.openJobsOfOneKey() : OPEN;
        assertThat(inEngine(false)).isEqualTo(places);
        assertThat(inEngine(true)).isEqualTo(bulk);
        for (int i = 0; i < bulk; i++) {
            work(true);
        }
        mel.punctuate();
        assertThat(inEngine(true)).as("bulk that begins while others wait").isZero();
        int left = 60;
        while (inEngine(false) > 0) {
            work(false);
            mel.punctuate();
            left--;
            assertThat(inEngine(false)).isEqualTo(Math.min(left, places));
            assertThat(inEngine(true)).isLessThanOrEqualTo(Math.max(0, OPEN_BULK - inEngine(false)));
        }
        assertThat(left).isZero();
        assertThat(inEngine(true)).isEqualTo(bulk);
    }

    @Test
    void whatIsMadeOfItIsForwardedBeforeBulk() {
        for (int i = 0; i < OPEN_BULK; i++) {
            bulk("b" + i, "b" + i);
        }
        for (int i = 0; i < 5; i++) {
            interactive("i" + i, "i" + i);
        }
        workAll();
        List<String> ended = ended(mel.drained());
        assertThat(ended.subList(0, 5)).allMatch(id -> id.startsWith("i"));
        for (int i = 0; i < 5 && ended.size() < OPEN_BULK + 5; i++) {
            ended = new ArrayList<>(ended);
            ended.addAll(ended(mel.drained()));
        }
        assertThat(ended).hasSize(OPEN_BULK + 5);
    }

    @ParameterizedTest(name = "{0} of bulk are in the engine when the others come")
    @ValueSource(ints = {0, 1, 14})
    void bulkHasItsShareWhileOthersHaveAllPlaces(int before) {
        for (int i = 0; i < before; i++) {
            bulk("b" + i, "b" + i);
        }
        int asked = 0;
        while (asked < 4 * OPEN) {
            interactive("i" + asked % 20, "i" + asked++);
        }
        for (int i = before; i < before + 20; i++) {
            bulk("b" + i, "b" + i);
        }
        int stuck = before;
        assertThat(inEngine(true)).isEqualTo(stuck);
        int hurried = 0;
        for (int round = 0; round < 12; round++) {
            clock.now = clock.now.plus(PATIENCE).minusMillis(1);
            mel.punctuate();
            assertThat(voices.submitted.stream()
                                    .filter(request -> request.bulk())
                                    .count()
                            - inEngine(true))
                    .isEqualTo(hurried);
            clock.now = clock.now.plusMillis(1);
            mel.punctuate();
            hurried++;
            assertThat(voices.submitted.stream()
                                    .filter(request -> request.bulk())
                                    .count()
                            - inEngine(true))
                    .as("round " + round)
                    .isEqualTo(hurried);
            mel.punctuate();
        }
    }

    @Test
    void bulkThatGetsOnByItselfHasNoMoreThanThat() {
        for (int i = 0; i < 100; i++) {
            bulk("b" + i, "b" + i);
        }
        for (int round = 0; round < 50; round++) {
            clock.now = clock.now.plus(PATIENCE.dividedBy(2));
            work(true);
            mel.punctuate();
            assertThat(inEngine(false)).isZero();
        }
    }

    @ParameterizedTest(name = "the key's bulk is in the engine: {0}")
    @ValueSource(booleans = {true, false})
    void whatStandsBeforeSomebodyWhoIsWaitedForGoesWithHim(boolean inEngine) {
        for (int i = 0; i < 50 && !inEngine; i++) {
            bulk("b" + i, "b" + i);
        }
        for (int utterance = 0; utterance < 3; utterance++) {
            for (int segment = 0; segment < 3; segment++) {
                mel.process("k", sentence("k" + utterance, segment, segment == 2, SpeechPriority.BULK));
            }
        }
        for (int i = 0; i < 50 && inEngine; i++) {
            bulk("b" + i, "b" + i);
        }
        int ofOthers = inEngine ? OPEN_BULK - 9 : OPEN_BULK;
        assertThat(inEngine(true)).isEqualTo(OPEN_BULK);
        interactive("k", "k3");
        assertThat(inEngine(false)).isEqualTo(10);
        assertThat(inEngine(true)).isEqualTo(ofOthers);
        while (inEngine(false) > 0) {
            work(false);
        }
        assertThat(ended(mel.drained())).containsExactly("k0", "k1", "k2", "k3");
    }

    @Test
    void bulkBehindSomebodyWhoIsWaitedForIsBulk() {
        interactive("k", "k0");
        bulk("k", "k1");
        assertThat(inEngine(false)).isOne();
        assertThat(inEngine(true)).isOne();
    }

    /** What comes of random events, killed at random: of every key the same, in the same order, as if there were no bulk. */
    @ParameterizedTest(name = "seed {0}, exactly once: {1}")
    @CsvSource({"1,true", "2,true", "3,true", "4,false", "5,false"})
    void everyKeyIsHeardAsIfThereWereNoBulk(int seed, boolean exactlyOnce) {
        StoredStage<SymbolSequence> undisturbed = stage("undisturbed", exactlyOnce);
        mel = stage("random", exactlyOnce);
        Random random = new Random(seed);
        Map<String, List<MelChunk>> expected = new LinkedHashMap<>();
        Map<String, List<MelChunk>> actual = new LinkedHashMap<>();
        Map<String, String> keys = new HashMap<>();
        for (int i = 0; i < 150; i++) {
            String key = "k" + random.nextInt(12);
            String id = "u" + i;
            keys.put(id, key);
            SpeechPriority priority = random.nextInt(3) > 0 ? SpeechPriority.BULK : SpeechPriority.INTERACTIVE;
            int sentences = 1 + random.nextInt(4);
            for (int segment = 0; segment < sentences; segment++) {
                boolean last = segment == sentences - 1;
                undisturbed.process(key, sentence(id, segment, last, SpeechPriority.INTERACTIVE));
                workAllAndDrain(undisturbed, keys, expected);
                mel.process(key, sentence(id, segment, last, priority));
            }
            for (int jobs = random.nextInt(4); jobs > 0 && !voices.waiting.isEmpty(); jobs--) {
                work(inEngine(false) == 0 || (inEngine(true) > 0 && random.nextBoolean()));
            }
            clock.now = clock.now.plusMillis(random.nextInt(3000));
            note(mel.drained(), keys, actual);
            if (random.nextInt(20) == 0) {
                mel.commit();
                voices.waiting.clear();
                mel.restart();
            }
        }
        for (int round = 0; round < 200; round++) {
            workAllAndDrain(mel, keys, actual);
        }
        if (exactlyOnce) {
            actual.values().forEach(chunks -> chunks.forEach(chunk -> chunk.setPriority(SpeechPriority.INTERACTIVE)));
            assertThat(actual).containsExactlyInAnyOrderEntriesOf(expected);
        } else {
            assertThat(actual.keySet()).isEqualTo(expected.keySet());
            actual.forEach((key, chunks) -> assertThat(new ArrayList<>(lasts(chunks)))
                    .isEqualTo(new ArrayList<>(lasts(Objects.requireNonNull(expected.get(key))))));
        }
        mel.commit();
        mel.punctuate();
        assertThat(mel.journalled()).isZero();
        assertThat(voices.leased).isEmpty();
    }

    private static LinkedHashSet<String> lasts(List<MelChunk> chunks) {
        return new LinkedHashSet<>(ended(List.copyOf(chunks)));
    }

    private void workAllAndDrain(
            StoredStage<SymbolSequence> stage, Map<String, String> keys, Map<String, List<MelChunk>> into) {
        if (stage == mel) {
            workAll();
        } else {
            voices.workOnNewest(); // the one that it has just begun
        }
        note(stage.drained(), keys, into);
    }

    private static void note(
            List<SpecificRecordBase> forwarded, Map<String, String> keys, Map<String, List<MelChunk>> into) {
        forwarded.forEach(record -> {
            MelChunk chunk = (MelChunk) record;
            into.computeIfAbsent(keys.get(chunk.getUtteranceId()), key -> new ArrayList<>())
                    .add(chunk);
        });
    }
}
