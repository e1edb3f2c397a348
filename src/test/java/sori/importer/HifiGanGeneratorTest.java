package sori.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sori.mel.MelFormat;
import sori.onnx.GraphContract;
import sori.onnx.GraphRefusedException;
import sori.onnx.OnnxGraph;
import sori.onnx.OnnxRuntime;
import sori.onnx.Provider;
import sori.onnx.Tensor;
import sori.onnx.TensorArena;
import sori.onnx.TensorSpec;
import sori.vocoder.HifiGan;
import sori.vocoder.VocoderStream;

/** Vocoders that others exported. */
class HifiGanGeneratorTest {
    private static final MelFormat FORMAT = MelFormat.DEFAULT;
    private static final int FRAMES = 9;

    @TempDir
    private Path folder;

    private static float[] mel() {
        Random random = new Random(2);
        float[] mel = new float[FRAMES * FORMAT.mels()];
        for (int i = 0; i < mel.length; i++) {
            mel[i] = (float) (-4 + random.nextGaussian());
        }
        return mel;
    }

    /** What the file itself makes, in the runtime, of the mel turned by hand. */
    private static float[] original(Path file) throws Exception {
        int mels = FORMAT.mels();
        int samples = FRAMES * FORMAT.hopSamples();
        GraphContract contract = new GraphContract(
                List.of(TensorSpec.floats("spectrogram", "batch", mels, "frames")),
                List.of(TensorSpec.floats("waveform", "batch", 1, "samples")));
        try (OnnxGraph graph =
                        OnnxGraph.load(new OnnxRuntime(Provider.CPU), "original", Files.readAllBytes(file), contract);
                TensorArena arena = new TensorArena()) {
            Tensor in = arena.floats(1, mels, FRAMES);
            float[] mel = mel();
            for (int i = 0; i < mel.length; i++) {
                in.floats().put(i % mels * FRAMES + i / mels, mel[i]);
            }
            Tensor out = arena.floats(1, 1, samples);
            graph.run(Map.of("spectrogram", in), Map.of("waveform", out));
            float[] made = new float[samples];
            out.floats().get(made);
            return made;
        }
    }

    private static HifiGan vocoder(Path file) throws Exception {
        return HifiGan.load(new OnnxRuntime(Provider.CPU), FORMAT, HifiGanGenerator.vocoder(file, FORMAT));
    }

    @Test
    void itMakesTheSamplesThatItsFileMakes() throws Exception {
        Path file = HifiGanFixture.write(folder.resolve("generator.onnx"), FORMAT.mels());
        float[] expected = original(file);
        try (HifiGan vocoder = vocoder(file)) {
            assertThat(vocoder.vocode(mel())).containsExactly(expected);
            assertThat(vocoder.vocode(new float[0])).isEmpty();
        }
        assertThat(expected[1000]).isNotEqualTo(expected[1001]);
    }

    @Test
    void aBatchOfOneWithoutAChannelAndNamesInTheWayAreNoHindrance() throws Exception {
        Path one = HifiGanFixture.write(folder.resolve("one.onnx"), FORMAT.mels());
        Path other = HifiGanFixture.flat(folder.resolve("other.onnx"), FORMAT.mels());
        try (HifiGan vocoder = vocoder(other)) {
            assertThat(vocoder.vocode(mel())).containsExactly(original(one));
        }
    }

    @Test
    void aStreamGivesAllItsSamplesAtItsEnd() throws Exception {
        try (HifiGan vocoder = vocoder(HifiGanFixture.write(folder.resolve("generator.onnx"), FORMAT.mels()))) {
            VocoderStream stream = vocoder.stream();
            float[] mel = mel();
            int half = 4 * FORMAT.mels();
            assertThat(stream.push(Arrays.copyOf(mel, half))).isEmpty();
            VocoderStream resumed = vocoder.resume(stream.state());
            assertThat(resumed.push(Arrays.copyOfRange(mel, half, mel.length))).isEmpty();
            assertThat(resumed.end()).containsExactly(vocoder.vocode(mel));
        }
    }

    private void refused(Path file, String... why) {
        assertThatThrownBy(() -> HifiGanGenerator.vocoder(file, FORMAT))
                .isInstanceOf(GraphRefusedException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContainingAll(why);
    }

    @Test
    void whatIsNoneIsRefusedWithWhatWasFound() throws Exception {
        Path file = folder.resolve("generator.onnx");
        refused(HifiGanFixture.ofAnotherHop(file, FORMAT.mels()), "does not make 256 samples of a frame");
        refused(HifiGanFixture.transposed(file, FORMAT.mels()), "[batch, 80, frames]", "'mel' FLOAT [?, ?, 80]");
        refused(HifiGanFixture.write(file, 100), "[batch, 80, frames]", "'spectrogram' FLOAT [?, 100, ?]");
        refused(HifiGanFixture.withNoise(file, FORMAT.mels()), "one input, the mel, found 2");
        Files.writeString(file, "no graph");
        refused(file, "is no ONNX file");
    }

    @Test
    void aFileThatSaysToBeAnotherKindIsRefused() throws Exception {
        Path file = HifiGanFixture.write(folder.resolve("vocos.onnx"), FORMAT.mels());
        ModelProto model = ModelProto.parseFrom(Files.readAllBytes(file));
        Files.write(
                file,
                model.toBuilder()
                        .addMetadataProps(StringStringEntryProto.newBuilder()
                                .setKey("model_type")
                                .setValue("vocos"))
                        .build()
                        .toByteArray());
        refused(file, "expected a HiFi-GAN, found model_type vocos");
    }
}
