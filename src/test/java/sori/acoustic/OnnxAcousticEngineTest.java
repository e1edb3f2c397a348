package sori.acoustic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sori.graph.AcousticExporter;
import sori.graph.AcousticWeights;
import sori.onnx.OnnxRuntime;
import sori.onnx.Provider;

class OnnxAcousticEngineTest {
    private static final AcousticShape SHAPE = AcousticShape.tiny(40, 20);

    @TempDir
    private Path directory;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final AcousticWeights weights = AcousticWeights.random(SHAPE, 3);

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable engine : open) {
            engine.close();
        }
    }

    private OnnxAcousticEngine engine(int workers, int blockSteps, double dropout) throws Exception {
        AcousticExporter.export(weights, directory);
        AcousticModel model = AcousticModel.load(
                OnnxRuntime.start(Provider.CPU),
                SHAPE,
                dropout,
                Precision.FP32,
                new AcousticModel.Files(
                        Files.readAllBytes(directory.resolve("encoder.onnx")),
                        Files.readAllBytes(directory.resolve("decoder.onnx")),
                        Files.readAllBytes(directory.resolve("postnet.onnx"))));
        OnnxAcousticEngine engine = new OnnxAcousticEngine(model, options(workers, blockSteps));
        open.add(engine);
        return engine;
    }

    /** Every call and every block of so many steps. */
    private static EngineOptions options(int workers, int steps) {
        int frames = steps * SHAPE.framesPerStep();
        return new EngineOptions(workers, 4, true, steps, steps, frames, frames, 512);
    }

    /** A gate that never opens. */
    private void neverStop() {
        Arrays.fill(weights.values("gate.weight"), 0);
        weights.values("gate.bias")[0] = -1;
    }

    private static AcousticRequest request(Random random, long seed) {
        return new AcousticRequest(random.ints(2 + random.nextInt(30), 1, 40).toArray(), seed);
    }

    private static List<MelBlock> finish(AcousticJob job) {
        List<MelBlock> blocks = new ArrayList<>();
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> {
                    blocks.addAll(job.poll());
                    return job.failure().isPresent()
                            || (!blocks.isEmpty()
                                    && blocks.get(blocks.size() - 1).last());
                });
        assertThat(job.failure()).isEmpty();
        return blocks;
    }

    private static float[] mel(List<MelBlock> blocks) {
        int frames = blocks.stream().mapToInt(MelBlock::frames).sum();
        float[] mel = new float[frames * SHAPE.mels()];
        int at = 0;
        for (MelBlock block : blocks) {
            assertThat(block.frameOffset() * SHAPE.mels()).isEqualTo(at);
            System.arraycopy(block.mel(), 0, mel, at, block.mel().length);
            at += block.mel().length;
        }
        return mel;
    }

    @Test
    void aDecoderThatFindsNoEndIsCutAtTheBound() throws Exception {
        neverStop();
        List<MelBlock> blocks = finish(engine(1, 16, 0).submit(new AcousticRequest(new int[] {5, 6, 1}, 1)));
        MelBlock last = blocks.get(blocks.size() - 1);
        assertThat(last.cut()).isTrue();
        assertThat(last.frameOffset() + last.frames()).isEqualTo(FrameBound.frames(3));
        assertThat(blocks.subList(0, blocks.size() - 1)).noneMatch(MelBlock::last);
    }

    @Test
    void theStepWhoseGateOpensIsTheLastOneSpoken() throws Exception {
        Arrays.fill(weights.values("gate.weight"), 0);
        weights.values("gate.bias")[0] = 1;
        List<MelBlock> blocks = finish(engine(1, 16, 0).submit(new AcousticRequest(new int[] {5, 6, 1}, 1)));
        assertThat(blocks).hasSize(1);
        assertThat(blocks.get(0).frames()).isEqualTo(SHAPE.framesPerStep());
        assertThat(blocks.get(0).last()).isTrue();
        assertThat(blocks.get(0).cut()).isFalse();
    }

    @Test
    void theSameRequestGivesTheSameBitsWhateverRunsBesideIt() throws Exception {
        neverStop();
        OnnxAcousticEngine alone = engine(1, 16, 0.5);
        OnnxAcousticEngine crowded = engine(3, 16, 0.5);
        Random random = new Random(4);
        List<AcousticRequest> requests = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            requests.add(request(random, i));
        }
        List<AcousticJob> jobs = requests.stream().map(crowded::submit).toList();
        for (int i = 0; i < requests.size(); i++) {
            assertThat(Arrays.equals(mel(finish(jobs.get(i))), mel(finish(alone.submit(requests.get(i))))))
                    .as("request %d", i)
                    .isTrue();
        }
    }

    @Test
    void anotherSeedGivesAnotherReading() throws Exception {
        neverStop();
        OnnxAcousticEngine engine = engine(1, 16, 0.5);
        int[] symbols = {5, 6, 7, 1};
        assertThat(mel(finish(engine.submit(new AcousticRequest(symbols, 1)))))
                .isNotEqualTo(mel(finish(engine.submit(new AcousticRequest(symbols, 2)))));
    }

    @Test
    void blocksOfAnotherLengthHoldTheSameFrames() throws Exception {
        neverStop();
        AcousticRequest request = new AcousticRequest(new int[] {5, 6, 7, 8, 9, 1}, 7);
        float[] long16 = mel(finish(engine(1, 16, 0.5).submit(request)));
        float[] short3 = mel(finish(engine(1, 3, 0.5).submit(request)));
        assertThat(Arrays.mismatch(long16, short3)).isEqualTo(-1);
    }

    @Test
    void aSymbolThatTheTableLacksFailsTheJobAndNoOther() throws Exception {
        OnnxAcousticEngine engine = engine(1, 16, 0);
        AcousticJob broken = engine.submit(new AcousticRequest(new int[] {40, 1}, 1));
        AcousticJob fine = engine.submit(new AcousticRequest(new int[] {39, 1}, 1));
        await().until(() -> broken.failure().isPresent());
        assertThat(broken.failure().orElseThrow()).contains("symbol 40 is not in the voice's table of 40");
        assertThat(broken.poll()).isEmpty();
        finish(fine);
    }

    @Test
    void aModelThatGivesNoNumbersFailsTheJob() throws Exception {
        Arrays.fill(weights.values("mel.mean"), Float.MAX_VALUE);
        Arrays.fill(weights.values("mel.std"), Float.MAX_VALUE);
        AcousticJob job = engine(1, 16, 0).submit(new AcousticRequest(new int[] {5, 1}, 1));
        await().until(() -> job.failure().isPresent());
        assertThat(job.failure().orElseThrow()).startsWith("the model gave Infinity");
    }

    @Test
    void aCancelledJobGivesNothingMoreAndFreesItsWorker() throws Exception {
        neverStop();
        OnnxAcousticEngine engine = engine(1, 1, 0);
        int[] endless = new Random(1).ints(AcousticRequest.MAX_SYMBOLS, 1, 40).toArray();
        AcousticJob job = engine.submit(new AcousticRequest(endless, 1));
        await().until(() -> !job.poll().isEmpty());
        job.cancel();
        assertThat(job.poll()).isEmpty();
        finish(engine.submit(new AcousticRequest(new int[] {5, 1}, 1)));
        assertThat(job.poll()).isEmpty();
    }

    @Test
    void closingInTheMiddleOfWorkEndsItInOrder() throws Exception {
        neverStop();
        OnnxAcousticEngine engine = engine(2, 4, 0);
        List<AcousticJob> jobs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            jobs.add(engine.submit(
                    new AcousticRequest(new Random(i).ints(1000, 1, 40).toArray(), i)));
        }
        await().until(() -> !jobs.get(0).poll().isEmpty());
        engine.close();
        engine.close();
        assertThat(jobs).allSatisfy(job -> assertThat(job.poll()).isEmpty());
        assertThatThrownBy(() -> engine.submit(new AcousticRequest(new int[] {1}, 1)))
                .hasMessageContaining("closed");
    }
}
