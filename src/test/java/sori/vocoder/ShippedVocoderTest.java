package sori.vocoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import sori.audio.Resampler;
import sori.audio.Wav;
import sori.evaluate.FrameRatePulse;
import sori.mel.MelExtractor;
import sori.onnx.OnnxRuntime;
import sori.onnx.Provider;
import sori.voice.VoicePackage;

/** The vocoder that comes along, on the mels of recordings: its streams, and what must not be heard in its samples. */
class ShippedVocoderTest extends VocoderStreamContract {
    private static final Path VOICE = Path.of("models/en-slt");

    private static NeuralVocoder vocoder;

    @BeforeAll
    static void load() throws Exception {
        vocoder = (NeuralVocoder) VoicePackage.open(VOICE).vocoder(OnnxRuntime.start(Provider.CPU));
    }

    @AfterAll
    static void close() {
        vocoder.close();
    }

    private static float[] recording(int number) throws IOException {
        Wav wav = Wav.read(VOICE.resolve("samples/" + number + "-teacher.wav"));
        return new Resampler(wav.sampleRateHz(), FORMAT.sampleRateHz()).resample(wav.samples());
    }

    private static float[] recordedMel(int number) throws IOException {
        return new MelExtractor(FORMAT).extract(recording(number));
    }

    @Override
    NeuralVocoder vocoder() {
        return vocoder;
    }

    /** Frames of a recording, from another place for each seed. */
    @Override
    float[] mel(int frames, long seed) {
        try {
            float[] all = recordedMel(1);
            int from = (int) (seed % 5) * FORMAT.mels();
            return Arrays.copyOfRange(all, from, from + frames * FORMAT.mels());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void nothingClicksWhereChunksMeet() throws IOException {
        for (int number = 1; number <= 3; number++) {
            float[] samples = vocoder.vocode(recordedMel(number));
            // A click is a sudden change of direction. Chunks meet at hops, early by the window's lead; nothing else is
            // there.
            int lead = vocoder.shape().leadSamples(FORMAT);
            double atBorders = bend(samples, FORMAT.hopSamples() - lead, FORMAT.hopSamples());
            double elsewhere = bend(samples, FORMAT.hopSamples() - lead + 7, 1);
            assertThat(atBorders).isBetween(0.5 * elsewhere, 1.5 * elsewhere);
        }
    }

    /** Mean absolute second difference. */
    private static double bend(float[] samples, int from, int step) {
        double sum = 0;
        int count = 0;
        for (int i = Math.max(from, 1); i + 1 < samples.length; i += step) {
            // A break between i - 1 and i bends at both.
            double before = i < 2 ? 0 : Math.abs(samples[i] - 2 * samples[i - 1] + samples[i - 2]);
            sum += Math.max(before, Math.abs(samples[i + 1] - 2 * samples[i] + samples[i - 1]));
            count++;
        }
        return sum / count;
    }

    @Test
    void theHissDoesNotPulseWithTheFrames() throws IOException {
        float[][] recorded = {recording(1), recording(2), recording(3)};
        float[][] made = new float[recorded.length][];
        for (int i = 0; i < recorded.length; i++) {
            made[i] = vocoder.vocode(recordedMel(i + 1));
        }
        double allowed = 2 + FrameRatePulse.medianPercent(List.of(recorded), FORMAT);
        assertThat(FrameRatePulse.medianPercent(List.of(made), FORMAT)).isLessThan(allowed);
    }

    @Test
    void samplesHaveNoConstantOffset() throws IOException {
        for (int number = 1; number <= 3; number++) {
            double offset = mean(vocoder.vocode(recordedMel(number))) - mean(recording(number));
            assertThat(Math.abs(offset)).isLessThan(1e-3);
        }
    }

    private static double mean(float[] samples) {
        double sum = 0;
        for (float sample : samples) {
            sum += sample;
        }
        return sum / samples.length;
    }
}
