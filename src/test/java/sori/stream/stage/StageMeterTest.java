package sori.stream.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sori.schema.GeneratedSchemas;
import sori.schema.SpeechPriority;
import sori.schema.SymbolSequence;
import sori.synthesis.Stage;

/** What whoever watches is told of a stage's work: the same whether it was counted from the beginning or anew from the stores. */
class StageMeterTest {
    private static final int STEPS = 400;

    @TempDir
    private Path state;

    private final FakeVoices voices = new FakeVoices();
    private final TestClock clock = new TestClock(Instant.ofEpochSecond(1_900_000_000));
    private final RecordedMetrics metrics = new RecordedMetrics();

    @BeforeAll
    static void letAvroTrustTheSchemas() {
        GeneratedSchemas.trust();
    }

    private StoredStage<SymbolSequence> stage(boolean exactlyOnce) {
        voices.eager = false;
        return new StoredStage<>(Stage.MEL, state, Stages.watchedMel(voices, exactlyOnce, clock, metrics));
    }

    private static SymbolSequence sentence(String id, int segment, boolean last, int symbols, SpeechPriority priority) {
        return Sentences.sentence(id, segment, last)
                .setPriority(priority)
                .setSymbols(new ArrayList<>(Collections.nCopies(symbols, 12)))
                .build();
    }

    private long inputs() {
        return metrics.load().interactive().inputs() + metrics.load().bulk().inputs();
    }

    private double seconds() {
        return metrics.load().interactive().unspokenSeconds()
                + metrics.load().bulk().unspokenSeconds();
    }

    /** Some thousand of bulk at once, so that the backlog of which only the store knows has its share. */
    @ParameterizedTest(name = "seed {0}, exactly once: {1}, {2} beforehand")
    @CsvSource({"1,true,0", "2,true,1500", "3,false,0", "4,false,1500", "5,true,30"})
    void theBacklogIsWhatTheStoresHold(long seed, boolean exactlyOnce, int beforehand) {
        StoredStage<SymbolSequence> stage = stage(exactlyOnce);
        Random random = new Random(seed);
        for (int i = 0; i < beforehand; i++) {
            stage.process("k" + i % 7, sentence("b" + i, 0, true, 5, SpeechPriority.BULK));
        }
        Map<String, Integer> open = new HashMap<>();
        for (int step = 0; step < STEPS; step++) {
            String key = "k" + random.nextInt(7);
            String id = key + "-" + step / 40;
            switch (random.nextInt(6)) {
                case 0, 1, 2 -> {
                    int segment = open.merge(id, 1, Integer::sum) - 1;
                    SpeechPriority priority = step / 40 % 2 == 0 ? SpeechPriority.INTERACTIVE : SpeechPriority.BULK;
                    boolean last = segment == 5;
                    if (segment <= 5) {
                        stage.process(key, sentence(id, segment, last, 1 + random.nextInt(60), priority));
                    }
                }
                case 3 -> stage.cancel(key, random.nextBoolean() ? id : null);
                case 4 -> {
                    if (!voices.waiting.isEmpty()) {
                        voices.workOnOldest();
                    }
                }
                default -> stage.commit();
            }
            stage.punctuate();
            if (step % 60 == 59) {
                sameAfterARestart(stage);
            }
        }
        assertThat(metrics.tasks()).isEqualTo(1);
    }

    private void sameAfterARestart(StoredStage<SymbolSequence> stage) {
        stage.commit();
        stage.punctuate();
        assertThat(inputs()).isEqualTo(stage.journalled());
        StageLoad before = metrics.load();
        double secondsBefore = seconds();
        voices.waiting.clear();
        stage.restart();
        stage.punctuate();
        assertThat(metrics.load().openUtterances()).isEqualTo(before.openUtterances());
        assertThat(metrics.load().interactive().inputs())
                .isEqualTo(before.interactive().inputs());
        assertThat(metrics.load().bulk().inputs()).isEqualTo(before.bulk().inputs());
        // What was measured of the voice's speed is another life's: the usual speed is near it.
        assertThat(seconds()).isCloseTo(secondsBefore, within(0.5 + secondsBefore / 2));
    }

    @ParameterizedTest(name = "exactly once: {0}")
    @CsvSource({"true", "false"})
    void nothingIsLeftWhenAllIsSpoken(boolean exactlyOnce) {
        StoredStage<SymbolSequence> stage = stage(exactlyOnce);
        for (int i = 0; i < 40; i++) {
            SpeechPriority priority = i % 3 == 0 ? SpeechPriority.BULK : SpeechPriority.INTERACTIVE;
            stage.process("k" + i % 4, sentence("u" + i, 0, false, 20, priority));
            stage.process("k" + i % 4, sentence("u" + i, 1, true, 10, priority));
        }
        stage.punctuate();
        assertThat(metrics.load().openUtterances()).isEqualTo(40);
        assertThat(metrics.load().bulk().inputs()).isEqualTo(28);
        assertThat(metrics.load().bulk().unspokenSeconds()).isCloseTo(14 * 30 * 0.07, within(1e-9));
        for (int round = 0; round < 200; round++) {
            while (!voices.waiting.isEmpty()) {
                voices.workOnOldest();
            }
            stage.punctuate();
            stage.commit();
        }
        assertThat(metrics.load()).isEqualTo(StageLoad.NONE);
        assertThat(metrics.told.stream().filter(line -> line.equals("spoke mel")))
                .hasSize(80);
        assertThat(metrics.told.stream().filter(line -> line.startsWith("waited mel BULK")))
                .hasSize(28);
    }

    /** By what was spoken: the fake voice gives a symbol three frames of ten milliseconds. */
    @Test
    void theEstimateLearnsHowFastAVoiceSpeaks() {
        StoredStage<SymbolSequence> stage = stage(true);
        for (int i = 0; i < 300; i++) {
            stage.process("k", sentence("u" + i, 0, true, 100, SpeechPriority.INTERACTIVE));
            stage.punctuate();
            voices.workOnOldest();
            stage.punctuate();
        }
        stage.process("k", sentence("last", 0, true, 100, SpeechPriority.INTERACTIVE));
        stage.punctuate();
        double each = 3.0 * FakeVoices.FORMAT.hopSamples() / FakeVoices.FORMAT.sampleRateHz();
        assertThat(seconds()).isCloseTo(100 * each, within(100 * each / 10));
    }

    @Test
    void aTaskThatClosesIsWatchedNoMore() {
        StoredStage<SymbolSequence> stage = stage(true);
        stage.process("k", sentence("u", 0, true, 10, SpeechPriority.INTERACTIVE));
        stage.revive();
        stage.punctuate();
        assertThat(metrics.tasks()).isEqualTo(1);
        assertThat(inputs()).isEqualTo(1);
    }
}
