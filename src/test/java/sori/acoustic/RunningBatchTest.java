package sori.acoustic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sori.graph.AcousticExporter;
import sori.graph.AcousticWeights;
import sori.graph.BrokenVoice;
import sori.graph.Quantization;
import sori.graph.TinyVoice;
import sori.onnx.OnnxRuntime;
import sori.onnx.Provider;
import sori.text.SymbolTable;
import sori.voice.VoicePackage;

/** A running batch, call by call. */
class RunningBatchTest {
    /** Two frames a step. */
    private static final AcousticShape TINY = AcousticShape.tiny(40, 20);

    private static final double DROPOUT = 0.5;

    /** A window as wide as any text; a few steps without getting on are too many. */
    private static final AttentionLimits STRICT = new AttentionLimits(100, 100, 0, 5);

    private static final int END = SymbolTable.english().indexOf(SymbolTable.END);

    @TempDir
    private Path directory;

    private final SequenceQueue waiting = new SequenceQueue();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private AcousticModel model(AcousticShape shape, float gateBias, Precision precision) throws Exception {
        AcousticWeights weights = AcousticWeights.random(shape, 3);
        weights.values("gate.bias")[0] += gateBias;
        AcousticModel.Files fp32 = AcousticExporter.graphs(weights);
        List<int[]> texts = List.of(new Random(1).ints(20, 2, 40).toArray());
        AcousticModel.Files files = precision == Precision.INT8 ? Quantization.int8(fp32, shape, DROPOUT, texts) : fp32;
        AcousticModel model = AcousticModel.load(OnnxRuntime.start(Provider.CPU), shape, DROPOUT, precision, files);
        open.add(model);
        return model;
    }

    private AcousticModel model(String size, long seed) throws Exception {
        return switch (size) {
            case "tiny" -> stopping(seed, Cell.LSTM, Alignment.ATTENTION);
            case "tiny rnn" -> stopping(seed, Cell.RNN, Alignment.ATTENTION);
            case "tiny gru" -> stopping(seed, Cell.GRU, Alignment.ATTENTION);
            case "tiny none" -> stopping(seed, Cell.LSTM, Alignment.NONE);
            case "tiny rnn none" -> stopping(seed, Cell.RNN, Alignment.NONE);
            case "tiny gru none" -> stopping(seed, Cell.GRU, Alignment.NONE);
            case "windowed" -> restless(new AttentionLimits(1, 1, 1000, 1000));
            case "lost" -> restless(STRICT);
            case "small" -> model(AcousticShape.small(40, 80), -0.5f, Precision.FP32);
            case "int8 none" ->
                model(AcousticShape.small(40, 80).with(Cell.GRU, Alignment.NONE), -0.5f, Precision.INT8);
            default -> model(AcousticShape.small(40, 80), -0.5f, Precision.INT8);
        };
    }

    /** Reads at a steady rate and stops by itself. */
    private AcousticModel stopping(long seed, Cell cell, Alignment alignment) throws Exception {
        AcousticModel model = TinyVoice.write(directory, "en-tiny", "1", seed, cell, alignment)
                .model(OnnxRuntime.start(Provider.CPU), Precision.FP32);
        open.add(model);
        return model;
    }

    private AcousticModel endless() throws Exception {
        return model(TINY, -100, Precision.FP32);
    }

    /** Finds no end; where its attention goes, dropout decides. */
    private AcousticModel restless(AttentionLimits limits) throws Exception {
        AcousticWeights weights = AcousticWeights.random(TINY, 3);
        weights.values("gate.bias")[0] = -100;
        scale(weights, "attention.v.weight", 20);
        scale(weights, "attention.query.weight", 5);
        scale(weights, "prenet.0.weight", 10);
        scale(weights, "prenet.1.weight", 10);
        AcousticModel model = AcousticModel.load(
                OnnxRuntime.start(Provider.CPU),
                TINY,
                DROPOUT,
                Precision.FP32,
                AcousticExporter.graphs(weights),
                limits);
        open.add(model);
        return model;
    }

    private static void scale(AcousticWeights weights, String name, float by) {
        float[] values = weights.values(name);
        for (int i = 0; i < values.length; i++) {
            values[i] *= by;
        }
    }

    private RunningBatch batch(AcousticModel model, EngineOptions options) {
        RunningBatch batch = new RunningBatch(model, options, waiting);
        open.add(batch);
        return batch;
    }

    /** Calls of 2 and 3 steps, a first block of 4 steps, then blocks of 6. */
    private static EngineOptions options(int batch, int turnFrames) {
        return new EngineOptions(1, batch, true, 2, 3, 8, 12, turnFrames);
    }

    private QueuedJob submit(AcousticModel model, EngineOptions options, int symbols, long seed) {
        return submit(model, options, symbols, seed, false);
    }

    private QueuedJob submit(AcousticModel model, EngineOptions options, int symbols, long seed, boolean bulk) {
        int[] text = new Random(seed).ints(symbols, 2, 40).toArray();
        text[symbols - 1] = END;
        QueuedJob job = new QueuedJob(new AcousticRequest(text, seed, bulk));
        waiting.add(new Sequence(job, model, BlockCuts.of(options, model.shape())));
        return job;
    }

    private void runOut(RunningBatch batch) {
        do {
            batch.advance();
        } while (!batch.isEmpty() || !waiting.isEmpty());
    }

    private static int frames(List<MelBlock> blocks) {
        return blocks.stream().mapToInt(MelBlock::frames).sum();
    }

    private static void sameBlocks(List<MelBlock> actual, List<MelBlock> expected, String what) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < actual.size(); i++) {
            MelBlock a = actual.get(i);
            MelBlock e = expected.get(i);
            String where = "block " + i + " of " + what;
            assertThat(Arrays.mismatch(a.mel(), e.mel())).as(where).isEqualTo(-1);
            assertThat(a.attendedSymbol()).as(where).isEqualTo(e.attendedSymbol());
            assertThat(List.of(a.frameOffset(), a.last(), a.cut()))
                    .as(where)
                    .isEqualTo(List.of(e.frameOffset(), e.last(), e.cut()));
        }
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @CsvSource({
        "tiny,1",
        "tiny,2",
        "tiny,3",
        "small,4",
        "int8,5",
        "tiny rnn,6",
        "tiny gru,7",
        "tiny none,8",
        "tiny rnn none,9",
        "tiny gru none,10",
        "int8 none,11"
    })
    void whoeverJoinsAndLeavesEachSegmentIsBitwiseWhatItIsAlone(String size, long seed) throws Exception {
        AcousticModel model = model(size, seed);
        Random random = new Random(seed);
        EngineOptions options = options(2 + random.nextInt(5), 20 + random.nextInt(100));
        RunningBatch crowd = batch(model, options);
        List<QueuedJob> together = new ArrayList<>();
        List<Integer> lengths = new ArrayList<>();
        for (int i = 0; i < 14; i++) {
            lengths.add(1 + random.nextInt(random.nextBoolean() ? 8 : 60));
            together.add(submit(model, options, lengths.get(i), seed * 100 + i));
            for (int calls = random.nextInt(6); calls > 0; calls--) {
                crowd.advance();
            }
            if (i % 5 == 4) {
                together.get(random.nextInt(i)).cancel();
            }
        }
        runOut(crowd);
        RunningBatch alone = batch(model, options.withBatch(1));
        for (int i = 0; i < together.size(); i++) {
            if (!together.get(i).cancelled()) {
                QueuedJob own = submit(model, options, lengths.get(i), seed * 100 + i);
                runOut(alone);
                sameBlocks(together.get(i).poll(), own.poll(), "segment " + i + " of " + lengths.get(i) + " symbols");
                assertThat(together.get(i).failure()).isEqualTo(own.failure());
            }
        }
    }

    @Test
    void blocksEndAtTheSameFramesWhateverTheCallsAre() throws Exception {
        AcousticModel model = endless();
        List<List<MelBlock>> runs = new ArrayList<>();
        for (int[] steps : new int[][] {{1, 1}, {4, 4}, {2, 7}, {50, 50}}) {
            EngineOptions options = new EngineOptions(1, 3, true, steps[0], steps[1], 8, 12, 512);
            QueuedJob job = submit(model, options, 9, 5);
            submit(model, options, 2, 6);
            runOut(batch(model, options));
            runs.add(job.poll());
        }
        assertThat(runs.get(0).stream().map(MelBlock::frameOffset).limit(5)).containsExactly(0, 8, 12, 24, 36);
        for (List<MelBlock> run : runs) {
            sameBlocks(run, runs.get(0), "calls of other lengths");
        }
    }

    @Test
    void aSegmentThatNobodyHasHeardShortensTheCallsUntilItsFirstBlockIsOut() throws Exception {
        AcousticModel model = endless();
        EngineOptions options = new EngineOptions(1, 2, true, 2, 9, 8, 12, 100_000);
        RunningBatch batch = batch(model, options);
        QueuedJob early = submit(model, options, 30, 1);
        batch.advance();
        batch.advance();
        assertThat(frames(early.poll())).isEqualTo(8);
        batch.advance();
        assertThat(frames(early.poll()))
                .as("up to step 13, handed out to step 12")
                .isEqualTo(16);
        QueuedJob late = submit(model, options, 30, 2);
        batch.advance();
        assertThat(late.poll()).isEmpty();
        batch.advance();
        assertThat(frames(late.poll())).isEqualTo(8);
        batch.advance();
        assertThat(frames(late.poll()))
                .as("up to step 13, handed out to step 12")
                .isEqualTo(16);
    }

    @ParameterizedTest(name = "{0} long texts")
    @ValueSource(ints = {1, 2, 6})
    void longTextsDoNotStarveAShortOne(int longTexts) throws Exception {
        AcousticModel model = endless();
        EngineOptions options = options(2, 60);
        RunningBatch batch = batch(model, options);
        for (int i = 0; i < longTexts; i++) {
            submit(model, options, 500, i);
        }
        for (int calls = 0; calls < 50; calls++) {
            batch.advance();
        }
        QueuedJob small = submit(model, options, 1, 99);
        int calls = 0;
        int made = 0;
        while (made < FrameBound.frames(1)) {
            batch.advance();
            calls++;
            made += frames(small.poll());
        }
        // A turn of 60 frames is 10 calls of 3 steps. Two places serve whoever waits before it; its own 90 frames take
        // two turns.
        int turnsBefore = longTexts < 2 ? 0 : (longTexts + 1) / 2;
        assertThat(calls).isLessThanOrEqualTo(12 * (2 * turnsBefore + 2));
    }

    @Test
    void aLongTextThatMadeRoomIsSpokenToItsEnd() throws Exception {
        AcousticModel model = endless();
        EngineOptions options = options(1, 24);
        RunningBatch batch = batch(model, options);
        QueuedJob first = submit(model, options, 20, 1);
        QueuedJob second = submit(model, options, 20, 2);
        runOut(batch);
        assertThat(frames(first.poll())).isEqualTo(FrameBound.frames(20));
        assertThat(frames(second.poll())).isEqualTo(FrameBound.frames(20));
    }

    @Test
    void segmentsThatComeTogetherAreSpokenSideBySide() throws Exception {
        AcousticModel model = endless();
        EngineOptions options = options(4, 100_000);
        RunningBatch batch = batch(model, options);
        List<QueuedJob> jobs = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            jobs.add(submit(model, options, 10 + 5 * i, i));
        }
        for (int calls = 0; calls < 10; calls++) {
            batch.advance();
        }
        List<Integer> made = jobs.stream().map(job -> frames(job.poll())).toList();
        assertThat(made).containsOnly(made.get(0)).doesNotContain(0);
    }

    @Test
    void withoutJoiningABatchIsSpokenToItsEndFirst() throws Exception {
        AcousticModel model = endless();
        EngineOptions options = options(2, 512).withJoins(false);
        RunningBatch batch = batch(model, options);
        QueuedJob small = submit(model, options, 1, 1);
        QueuedJob large = submit(model, options, 30, 2);
        QueuedJob next = submit(model, options, 1, 3);
        int smallFrames = 0;
        int largeFrames = 0;
        while (largeFrames < FrameBound.frames(30)) {
            assertThat(next.poll()).isEmpty();
            batch.advance();
            smallFrames += frames(small.poll());
            largeFrames += frames(large.poll());
        }
        assertThat(smallFrames).isEqualTo(FrameBound.frames(1));
        runOut(batch);
        assertThat(frames(next.poll())).isEqualTo(FrameBound.frames(1));
    }

    @Test
    void aCancelledSegmentGivesItsPlaceToTheNext() throws Exception {
        AcousticModel model = endless();
        EngineOptions options = options(1, 100_000);
        RunningBatch batch = batch(model, options);
        QueuedJob cancelled = submit(model, options, 500, 1);
        batch.advance();
        QueuedJob next = submit(model, options, 1, 2);
        cancelled.cancel();
        runOut(batch);
        assertThat(cancelled.poll()).isEmpty();
        assertThat(frames(next.poll())).isEqualTo(FrameBound.frames(1));
    }

    @Test
    void oneSegmentThatCanNotBeSpokenHarmsNoOther() throws Exception {
        AcousticModel model = endless();
        EngineOptions options = options(3, 512);
        RunningBatch batch = batch(model, options);
        QueuedJob fine = submit(model, options, 3, 1);
        QueuedJob broken = new QueuedJob(new AcousticRequest(new int[] {5, 40}, 2));
        waiting.add(new Sequence(broken, model, BlockCuts.of(options, TINY)));
        QueuedJob alsoFine = submit(model, options, 4, 3);
        runOut(batch);
        assertThat(broken.failure().orElseThrow()).contains("symbol 40 is not in the voice's table of 40");
        assertThat(frames(fine.poll())).isEqualTo(FrameBound.frames(3));
        assertThat(frames(alsoFine.poll())).isEqualTo(FrameBound.frames(4));
    }

    @Test
    void whoLosesItsPlaceUnheardIsTriedAgainWithAnotherSeedAndElseFails() throws Exception {
        AcousticModel guarded = restless(STRICT);
        AcousticModel free = restless(AttentionLimits.NONE);
        EngineOptions options = options(1, 100_000);
        int[] attempts = new int[4];
        for (int seed = 0; seed < 60; seed++) {
            QueuedJob job = submit(guarded, options, 12, seed);
            runOut(batch(guarded, options));
            List<MelBlock> blocks = job.poll();
            int attempt = blocks.isEmpty() ? 3 : attempt(job, free, options, blocks.get(0));
            attempts[attempt]++;
            if (attempt == 3) {
                assertThat(job.failure().orElseThrow()).contains("the voice lost its place");
            }
        }
        assertThat(attempts).as("came through in attempts 1, 2, 3, or never").doesNotContain(0);
    }

    /** Which attempt a first block comes from: the one that a request with that attempt's seed gets without a guard. */
    private int attempt(QueuedJob of, AcousticModel free, EngineOptions options, MelBlock first) {
        for (int attempt = 0; attempt < 3; attempt++) {
            int[] text = of.request().symbols();
            QueuedJob own = new QueuedJob(new AcousticRequest(text, of.request().seed() + attempt));
            waiting.add(new Sequence(own, free, BlockCuts.of(options, TINY)));
            RunningBatch batch = batch(free, options);
            List<MelBlock> made = List.of();
            while (made.isEmpty()) {
                batch.advance();
                made = own.poll();
            }
            own.cancel();
            runOut(batch);
            if (Arrays.equals(made.get(0).mel(), first.mel())) {
                return attempt;
            }
        }
        throw new AssertionError("what was made of seed " + of.request().seed() + " comes from no attempt");
    }

    @Test
    void aVoiceWithoutDropoutGetsItForTheNextAttempt() throws Exception {
        VoicePackage stuck = BrokenVoice.stuck(directory, "en-stuck", "1");
        AcousticModel.Files files = new AcousticModel.Files(
                stuck.bytes(VoicePackage.ENCODER),
                stuck.bytes(VoicePackage.DECODER),
                stuck.bytes(VoicePackage.POSTNET));
        AcousticModel model = AcousticModel.load(
                OnnxRuntime.start(Provider.CPU), stuck.manifest().shape(), 0, Precision.FP32, files, STRICT);
        open.add(model);
        EngineOptions options = options(2, 100_000);
        QueuedJob lost = submit(model, options, 30, 1);
        RunningBatch batch = batch(model, options);
        batch.advance();
        batch.advance();
        Sequence retry = waiting.take();
        waiting.add(retry);
        assertThat(retry.masks().drop()).isTrue();
        runOut(batch);
        assertThat(lost.poll()).isEmpty();
        assertThat(lost.failure().orElseThrow()).contains("did not get past symbol");
    }

    @ParameterizedTest(name = "{0} rows, {1} bulk wait")
    @CsvSource({"16,40", "8,8", "8,30", "4,9"})
    void bulkLeavesRoomForWhoIsWaitedForWhoBeginsAtTheNextCall(int rows, int bulk) throws Exception {
        AcousticModel model = endless();
        EngineOptions options = options(rows, 100_000);
        RunningBatch batch = batch(model, options);
        List<QueuedJob> backlog = new ArrayList<>();
        for (int i = 0; i < bulk; i++) {
            backlog.add(submit(model, options, 40, i, true));
        }
        for (int calls = 0; calls < 20; calls++) {
            batch.advance();
        }
        int reserved = Math.min(2, rows / 4);
        assertThat(batch.rows(true)).isEqualTo(Math.min(bulk, rows - reserved));
        QueuedJob waitedFor = submit(model, options, 10, 99);
        backlog.forEach(QueuedJob::poll);
        batch.advance();
        assertThat(batch.rows(false)).isOne();
        assertThat(batch.rows(true)).as("a call takes longer with each row").isEqualTo(Math.min(bulk, rows / 4));
        batch.advance();
        assertThat(frames(waitedFor.poll())).isEqualTo(8);
        for (int calls = 0; calls < 8; calls++) {
            batch.advance();
        }
        assertThat(batch.rows(true)).as("heard").isEqualTo(Math.min(bulk, rows - reserved - 1));
    }

    @Test
    void whoIsWaitedForTakesEveryRowThatItNeedsAndBulkIsSpokenAfterwardsAsEver() throws Exception {
        AcousticModel model = model("tiny", 1);
        EngineOptions options = options(8, 100_000);
        RunningBatch batch = batch(model, options);
        List<QueuedJob> bulk = new ArrayList<>();
        List<Integer> lengths = new ArrayList<>();
        Random random = new Random(11);
        for (int i = 0; i < 12; i++) {
            lengths.add(10 + random.nextInt(50));
            bulk.add(submit(model, options, lengths.get(i), i, true));
        }
        for (int calls = 0; calls < 5; calls++) {
            batch.advance();
        }
        List<QueuedJob> others = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            others.add(submit(model, options, 50, 100 + i));
        }
        for (int calls = 0; calls < 3; calls++) {
            batch.advance(); // 4, 2 and 2 join
        }
        assertThat(batch.rows(false)).isEqualTo(8);
        assertThat(batch.rows(true)).isZero();
        runOut(batch);
        RunningBatch alone = batch(model, options.withBatch(1));
        for (int i = 0; i < bulk.size(); i++) {
            QueuedJob own = submit(model, options, lengths.get(i), i);
            runOut(alone);
            sameBlocks(bulk.get(i).poll(), own.poll(), "bulk segment " + i);
        }
        assertThat(others).allSatisfy(job -> assertThat(job.poll()).isNotEmpty());
    }

    @ParameterizedTest(name = "after {0} calls")
    @ValueSource(ints = {0, 1, 3, 10})
    void bulkThatIsHurriedGoesLikeTheOthers(int calls) throws Exception {
        AcousticModel model = endless();
        EngineOptions options = options(4, 100_000);
        RunningBatch batch = batch(model, options);
        QueuedJob hurried = submit(model, options, 10, 1, true);
        QueuedJob bulk = submit(model, options, 10, 2, true);
        for (int i = 0; i < calls; i++) {
            batch.advance();
        }
        hurried.hurry();
        for (int i = 0; i < 20; i++) {
            submit(model, options, 30, 10 + i);
        }
        batch.advance();
        batch.advance();
        batch.advance();
        assertThat(batch.rows(true)).isZero();
        hurried.poll();
        bulk.poll();
        for (int i = 0; i < 10; i++) {
            batch.advance();
        }
        assertThat(frames(hurried.poll())).isPositive();
        assertThat(bulk.poll()).isEmpty();
        runOut(batch);
        assertThat(hurried.failure()).isEmpty();
        assertThat(bulk.poll()).isNotEmpty();
    }

    @Test
    void aBatchOfOneSpeaksBulkToo() throws Exception {
        AcousticModel model = endless();
        EngineOptions options = options(1, 100_000);
        RunningBatch batch = batch(model, options);
        QueuedJob bulk = submit(model, options, 10, 1, true);
        batch.advance();
        QueuedJob waitedFor = submit(model, options, 5, 2);
        int calls = 0;
        while (batch.rows(false) == 1 || calls == 0) {
            batch.advance();
            calls++;
            assertThat(batch.rows(true) * batch.rows(false)).isZero();
        }
        assertThat(frames(waitedFor.poll())).isEqualTo(FrameBound.frames(5));
        runOut(batch);
        assertThat(frames(bulk.poll())).isEqualTo(FrameBound.frames(10));
    }
}
