package sori.vocoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import sori.graph.TinyVocoder;
import sori.onnx.OnnxRuntime;
import sori.onnx.Provider;

/** Streams of a small random graph, and what no graph can change. */
class VocoderStreamTest extends VocoderStreamContract {
    private static final VocoderShape SHAPE = VocoderShape.tiny(FORMAT);

    private static NeuralVocoder vocoder;

    @BeforeAll
    static void load() throws Exception {
        vocoder =
                NeuralVocoder.load(OnnxRuntime.start(Provider.CPU), SHAPE, FORMAT, TinyVocoder.graph(SHAPE, FORMAT, 1));
    }

    @AfterAll
    static void close() {
        vocoder.close();
    }

    @Override
    NeuralVocoder vocoder() {
        return vocoder;
    }

    @Override
    float[] mel(int frames, long seed) {
        Random random = new Random(seed);
        float[] mel = new float[frames * FORMAT.mels()];
        for (int i = 0; i < mel.length; i++) {
            mel[i] = (float) (-5 + 2 * random.nextGaussian());
        }
        return mel;
    }

    @Test
    void foreignStatesAreRefused() {
        byte[] state = vocoder.stream().state();
        assertThatThrownBy(() -> vocoder.resume(Arrays.copyOf(state, state.length - 1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> vocoder.resume(Arrays.copyOf(state, state.length + 4)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> vocoder.resume(new byte[3])).isInstanceOf(IllegalArgumentException.class);
        state[0]++;
        assertThatThrownBy(() -> vocoder.resume(state)).hasMessageContaining("format");
    }

    @Test
    void aVocoderThatNeedsTheWholeStreamsToo() {
        try (Vocoder whole = new GriffinLim(FORMAT, 2, 0)) {
            float[] mel = mel(12, 9);
            assertThat(largestDifference(inPieces(whole, mel, 5, new Random(1), true), whole.vocode(mel)))
                    .isZero();
        }
    }
}
