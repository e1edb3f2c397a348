package sori.acoustic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sori.graph.AcousticExporter;
import sori.graph.AcousticWeights;
import sori.onnx.OnnxRuntime;
import sori.onnx.Provider;

/** A postnet that looks ahead speaks in blocks what it would speak in one piece. */
class LookAheadTest {
    private static final int MELS = 20;

    static AcousticWeights weights(int framesPerStep, int layers, int kernel, float gateBias) {
        AcousticWeights weights = AcousticWeights.random(
                new AcousticShape(
                        40,
                        8,
                        2,
                        3,
                        4,
                        8,
                        4,
                        5,
                        12,
                        16,
                        8,
                        MELS,
                        framesPerStep,
                        layers,
                        8,
                        kernel,
                        true,
                        Cell.LSTM,
                        Alignment.ATTENTION),
                3);
        Arrays.fill(weights.values("gate.weight"), 0);
        weights.values("gate.bias")[0] = gateBias;
        return weights;
    }

    private static List<MelBlock> speak(AcousticWeights weights, int firstFrames, int frames) throws Exception {
        AcousticModel model = AcousticModel.load(
                OnnxRuntime.start(Provider.CPU),
                weights.shape(),
                0.5,
                Precision.FP32,
                AcousticExporter.graphs(weights));
        EngineOptions options = new EngineOptions(1, 4, true, 2, 3, firstFrames, frames, 512);
        List<MelBlock> blocks = new ArrayList<>();
        try (OnnxAcousticEngine engine = new OnnxAcousticEngine(model, options)) {
            AcousticJob job = engine.submit(new AcousticRequest(new int[] {5, 6, 7, 1}, 1));
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                blocks.addAll(job.poll());
                return job.failure().isPresent()
                        || (!blocks.isEmpty() && blocks.get(blocks.size() - 1).last());
            });
            assertThat(job.failure()).isEmpty();
        }
        return blocks;
    }

    /** Frames and what was looked at, one after the other, with no gap. */
    private static float[] joined(List<MelBlock> blocks) {
        int frames = blocks.stream().mapToInt(MelBlock::frames).sum();
        float[] all = new float[frames * (MELS + 1)];
        int at = 0;
        for (MelBlock block : blocks) {
            assertThat(block.frameOffset()).isEqualTo(at);
            assertThat(block.mel()).hasSize(block.frames() * MELS);
            System.arraycopy(block.mel(), 0, all, at * MELS, block.mel().length);
            for (int i = 0; i < block.frames(); i++) {
                all[frames * MELS + at + i] = block.attendedSymbol()[i];
            }
            at += block.frames();
        }
        return all;
    }

    @ParameterizedTest(name = "{0} frames a step, {1} layers of kernel {2}, blocks of {3} and {4} frames")
    @CsvSource({"1, 5, 5, 8, 12", "1, 5, 5, 1, 1", "2, 3, 3, 8, 12", "2, 3, 3, 2, 2", "4, 2, 3, 32, 64"})
    void blocksHoldTheFramesOfTheWhole(int framesPerStep, int layers, int kernel, int first, int block)
            throws Exception {
        AcousticWeights weights = weights(framesPerStep, layers, kernel, -1);
        List<MelBlock> whole = speak(weights, 1000, 1000);
        assertThat(whole).hasSize(1);
        List<MelBlock> parts = speak(weights, first, block);
        assertThat(parts).hasSizeGreaterThan(1);
        assertThat(parts.get(0).frames()).isEqualTo(first);
        assertThat(Arrays.mismatch(joined(whole), joined(parts))).isEqualTo(-1);
    }

    @Test
    void aSegmentThatEndsBeforeThePostnetSeesFarEnoughIsSpokenWhole() throws Exception {
        List<MelBlock> blocks = speak(weights(1, 5, 5, 1), 8, 12);
        assertThat(blocks).hasSize(1);
        assertThat(blocks.get(0).frames()).isEqualTo(1);
        assertThat(blocks.get(0).cut()).isFalse();
    }
}
