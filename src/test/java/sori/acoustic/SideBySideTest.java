package sori.acoustic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sori.acoustic.Encoding.Encoded;
import sori.acoustic.Postnet.Window;
import sori.graph.AcousticExporter;
import sori.graph.AcousticWeights;
import sori.graph.Quantization;
import sori.onnx.OnnxRuntime;
import sori.onnx.Provider;

/** Several segments in one call of the encoder or the postnet. */
class SideBySideTest {
    private static final AcousticShape SHAPE = AcousticShape.small(40, 80);

    private final Random random = new Random(7);
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private AcousticModel model(AcousticShape shape, Precision precision) throws Exception {
        AcousticModel.Files fp32 = AcousticExporter.graphs(AcousticWeights.random(shape, 3));
        AcousticModel.Files files =
                precision == Precision.INT8 ? Quantization.int8(fp32, shape, 0, List.of(text(20))) : fp32;
        AcousticModel model = AcousticModel.load(OnnxRuntime.start(Provider.CPU), shape, 0, precision, files);
        open.add(model);
        return model;
    }

    private <T extends AutoCloseable> T opened(T closeable) {
        open.add(closeable);
        return closeable;
    }

    private int[] text(int symbols) {
        return random.ints(symbols, 2, 40).toArray();
    }

    @ParameterizedTest
    @EnumSource(value = Precision.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void segmentsEncodedInOneCallAreBitwiseWhatTheyAreAlone(Precision precision) throws Exception {
        Encoding encoding = opened(new Encoding(model(SHAPE, precision)));
        List<int[]> texts = List.of(text(1), text(16), text(33), text(70));
        List<Encoded> together = encoding.encode(texts);
        for (int i = 0; i < texts.size(); i++) {
            Encoded alone = encoding.encode(List.of(texts.get(i))).get(0);
            assertThat(together.get(i).padded()).isEqualTo(alone.padded());
            assertThat(Arrays.mismatch(together.get(i).memory(), alone.memory()))
                    .isEqualTo(-1);
            assertThat(Arrays.mismatch(together.get(i).keys(), alone.keys())).isEqualTo(-1);
        }
    }

    @Test
    void onlySegmentsOfAboutOneLengthAreEncodedTogether() {
        List<Integer> lengths = List.of(90, 17, 96, 64, 3, 65, 32, 64);
        assertThat(Encoding.groups(lengths, length -> length))
                .containsExactly(List.of(3), List.of(17, 32), List.of(64, 64, 65), List.of(90, 96));
    }

    @ParameterizedTest
    @EnumSource(value = Precision.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void blocksRefinedInOneCallAreBitwiseWhatTheyAreAlone(Precision precision) throws Exception {
        Postnet postnet = opened(new Postnet(model(SHAPE, precision)));
        List<Window> windows = List.of(
                window(postnet, 64, false),
                window(postnet, 64, false),
                window(postnet, 4, true),
                window(postnet, 60, true));
        List<Window> copies = windows.stream().map(SideBySideTest::copy).toList();
        List<float[]> together = postnet.refine(windows);
        for (int i = 0; i < windows.size(); i++) {
            float[] alone = postnet.refine(List.of(copies.get(i))).get(0);
            assertThat(Arrays.mismatch(together.get(i), alone)).isEqualTo(-1);
            if (!windows.get(i).last()) {
                assertThat(Arrays.deepEquals(
                                windows.get(i).caches(), copies.get(i).caches()))
                        .isTrue();
            }
        }
    }

    private Window window(Postnet postnet, int frames, boolean last) {
        float[] raw = values(new float[frames * SHAPE.mels()]);
        float[][] caches = postnet.emptyCaches();
        Arrays.stream(caches).forEach(this::values);
        return new Window(raw, frames, caches, last);
    }

    private float[] values(float[] into) {
        for (int i = 0; i < into.length; i++) {
            into[i] = (float) random.nextGaussian();
        }
        return into;
    }

    private static Window copy(Window window) {
        float[][] caches = Arrays.stream(window.caches()).map(float[]::clone).toArray(float[][]::new);
        return new Window(window.raw(), window.count(), caches, window.last());
    }

    @Test
    void theEndOfASegmentIsFilledUpToTheNextLongerBlockUnlessThePostnetLooksAhead() throws Exception {
        Postnet postnet = opened(new Postnet(model(AcousticShape.tiny(40, 20), Precision.FP32)));
        assertThat(lengths(postnet)).containsExactly(List.of(32, 8), List.of(64, 40, 60), List.of(72));
        AcousticShape looksAhead = LookAheadTest.weights(2, 3, 5, 0).shape();
        Postnet ahead = opened(new Postnet(model(looksAhead, Precision.FP32)));
        assertThat(lengths(ahead))
                .containsExactly(List.of(8), List.of(32), List.of(40), List.of(60), List.of(64), List.of(72));
    }

    private static List<List<Integer>> lengths(Postnet postnet) {
        List<Window> windows = new ArrayList<>();
        for (int ended : new int[] {40, 8, 60, 72}) {
            windows.add(new Window(new float[0], ended, new float[0][], true));
        }
        windows.add(new Window(new float[0], 64, new float[0][], false));
        windows.add(new Window(new float[0], 32, new float[0][], false));
        return postnet.groups(windows, window -> window).stream()
                .map(group -> group.stream().map(Window::count).toList())
                .toList();
    }

    @Test
    void onlyWhereManyWaitMoreAreEncodedThanHaveAPlace() throws Exception {
        AcousticModel model = model(AcousticShape.tiny(40, 20), Precision.FP32);
        SequenceQueue waiting = new SequenceQueue();
        List<Sequence> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            QueuedJob job = new QueuedJob(new AcousticRequest(text(5 + i % 3 * 30), i));
            all.add(new Sequence(job, model, BlockCuts.of(EngineOptions.DEFAULT, model.shape())));
        }
        Postnet postnet = opened(new Postnet(model));
        EncoderQueue encoderQueue = opened(new EncoderQueue(model, waiting, postnet, 10, (sequence, e) -> {
            throw new AssertionError(e);
        }));
        all.forEach(waiting::add);
        List<Sequence> came = new ArrayList<>();
        came.add(encoderQueue.poll(false, 2, true));
        assertThat(encoded(all)).as("20 wait").isEqualTo(8);
        while (came.size() < 16) {
            came.add(encoderQueue.poll(false, 2, true));
        }
        assertThat(encoded(all)).isEqualTo(16);
        came.add(encoderQueue.poll(false, 2, true));
        assertThat(encoded(all)).as("4 wait, others may take them").isEqualTo(18);
        assertThat(came).containsExactlyElementsOf(all.subList(0, 17));
    }

    private static long encoded(List<Sequence> all) {
        return all.stream().filter(Sequence::isEncoded).count();
    }
}
