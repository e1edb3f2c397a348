package sori.vocoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sori.mel.MelFormat;

/** What the streams of every neural vocoder promise. */
abstract class VocoderStreamContract {
    static final MelFormat FORMAT = MelFormat.DEFAULT;

    /** Frames of the utterance that is cut up. */
    private static final int FRAMES = 150;

    abstract NeuralVocoder vocoder();

    /** @return {@code [frames, mels]} */
    abstract float[] mel(int frames, long seed);

    private int finalSamples(int frames) {
        VocoderShape shape = vocoder().shape();
        return (frames - shape.lookAhead()) * FORMAT.hopSamples() - shape.leadSamples(FORMAT);
    }

    private static float[] join(float[] a, float[] b) {
        float[] joined = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, joined, a.length, b.length);
        return joined;
    }

    static double largestDifference(float[] a, float[] b) {
        assertThat(a).hasSameSizeAs(b);
        double worst = 0;
        for (int i = 0; i < a.length; i++) {
            worst = Math.max(worst, Math.abs(a[i] - b[i]));
        }
        return worst;
    }

    /** In pieces of random length; with resumption, each piece is another stream's that goes on from the bytes. */
    static float[] inPieces(Vocoder vocoder, float[] mel, int longest, Random random, boolean resuming) {
        VocoderStream stream = vocoder.stream();
        float[] samples = new float[0];
        for (int from = 0; from < mel.length; ) {
            int frames = 1 + random.nextInt(longest);
            int to = Math.min(mel.length, from + frames * FORMAT.mels());
            samples = join(samples, stream.push(Arrays.copyOfRange(mel, from, to)));
            if (resuming) {
                stream = vocoder.resume(stream.state());
            }
            from = to;
        }
        return join(samples, stream.end());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 20, 90})
    void chunksMakeTheSameSamplesAsTheWhole(int longest) {
        Random random = new Random(longest);
        float[] mel = mel(FRAMES, 2);
        float[] whole = vocoder().vocode(mel);
        assertThat(whole).hasSize(FRAMES * FORMAT.hopSamples());
        for (int round = 0; round < 3; round++) {
            assertThat(largestDifference(inPieces(vocoder(), mel, longest, random, false), whole))
                    .isLessThanOrEqualTo(1e-5);
        }
    }

    @Test
    void theSameScheduleMakesTheSameBitsAcrossRestarts() {
        float[] mel = mel(FRAMES, 3);
        float[] straight = inPieces(vocoder(), mel, 9, new Random(4), false);
        float[] resumed = inPieces(vocoder(), mel, 9, new Random(4), true);
        assertThat(largestDifference(resumed, straight)).isZero();
    }

    @Test
    void oneFrameAtATimeMakesTheSameBitsAsTheWhole() {
        float[] mel = mel(FRAMES, 5);
        assertThat(largestDifference(
                        inPieces(vocoder(), mel, 1, new Random(0), false),
                        vocoder().vocode(mel)))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 64, 65})
    void asManyHopsComeOutAsFramesWentIn(int frames) {
        assertThat(vocoder().vocode(mel(frames, 6))).hasSize(frames * FORMAT.hopSamples());
    }

    @Test
    void samplesAreFinalBeforeTheEnd() {
        VocoderStream stream = vocoder().stream();
        int now = stream.push(mel(20, 7)).length;
        assertThat(now).isEqualTo(finalSamples(20));
    }

    @Test
    void anEarlierFrameNeverHearsALaterOne() {
        float[] mel = mel(40, 8);
        float[] other = mel.clone();
        Arrays.fill(other, 30 * FORMAT.mels(), other.length, -1);
        float[] before = vocoder().stream().push(mel);
        float[] after = vocoder().stream().push(other);
        int same = finalSamples(30);
        assertThat(largestDifference(Arrays.copyOf(after, same), Arrays.copyOf(before, same)))
                .isZero();
        assertThat(largestDifference(after, before)).isPositive();
    }

    @Test
    void anUtteranceEndsOnce() {
        VocoderStream stream = vocoder().stream();
        stream.end();
        assertThatThrownBy(stream::end).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> stream.push(new float[0])).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(stream::state).isInstanceOf(IllegalStateException.class);
    }
}
