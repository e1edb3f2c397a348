package sori.vocoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sori.mel.MelExtractor;
import sori.mel.MelFormat;

class GriffinLimTest {
    private static final MelFormat FORMAT = MelFormat.DEFAULT;
    private static final int RATE = FORMAT.sampleRateHz();
    private static final MelExtractor EXTRACTOR = new MelExtractor(FORMAT);
    private static final GriffinLim VOCODER = new GriffinLim(FORMAT, 32, 0.99);

    @Test
    void givesAToneBack() {
        assertThat(melDistance(tone(440, RATE))).isLessThan(0.35);
    }

    @Test
    void givesASweepBack() {
        float[] sweep = new float[RATE];
        for (int i = 0; i < sweep.length; i++) {
            double seconds = (double) i / RATE;
            sweep[i] = (float) (0.3 * Math.sin(2 * Math.PI * (100 + 1500 * seconds) * seconds));
        }
        assertThat(melDistance(sweep)).isLessThan(0.35);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void givesASpeechLikeSignalBack(long seed) {
        assertThat(melDistance(speechLike(seed, RATE))).isLessThan(0.2);
    }

    @Test
    void keepsATonesFrequencyAndLevel() {
        float[] samples = VOCODER.vocode(EXTRACTOR.extract(tone(1000, RATE)));
        float[] middle = Arrays.copyOfRange(samples, RATE / 4, RATE * 3 / 4);
        assertThat(power(middle)).isBetween(0.3 * 0.3 / 2 * 0.5, 0.3 * 0.3 / 2 * 2);
        int crossings = (int) IntStream.range(1, middle.length)
                .filter(i -> middle[i - 1] < 0 && middle[i] >= 0)
                .count();
        assertThat(crossings).isBetween(450, 550);
    }

    @ParameterizedTest(name = "{0} frames")
    @ValueSource(ints = {0, 1, 2, 3, 57})
    void makesAHopOfSamplesForEveryFrame(int frames) {
        float[] mel = new float[frames * FORMAT.mels()];
        Arrays.fill(mel, -3);
        float[] samples = VOCODER.vocode(mel);
        assertThat(samples).hasSize(frames * FORMAT.hopSamples());
        for (float sample : samples) {
            assertThat(sample).isBetween(-1f, 1f);
        }
    }

    @Test
    void givesTheSameSamplesForTheSameMelOnEveryThread() {
        float[] mel = EXTRACTOR.extract(speechLike(3, RATE / 4));
        float[] alone = VOCODER.vocode(mel);
        assertThat(IntStream.range(0, 8).parallel().mapToObj(i -> VOCODER.vocode(mel)))
                .allSatisfy(samples -> assertThat(samples).isEqualTo(alone));
        assertThat(new GriffinLim(FORMAT, 32, 0.99).vocode(mel)).isEqualTo(alone);
    }

    @Test
    void makesSilenceOfSilence() {
        assertThat(VOCODER.vocode(EXTRACTOR.extract(new float[RATE / 4]))).containsOnly(0);
    }

    @Test
    void leavesNoConstantPart() {
        float[] samples = VOCODER.vocode(EXTRACTOR.extract(speechLike(4, RATE)));
        double mean = IntStream.range(0, samples.length)
                .mapToDouble(i -> samples[i])
                .average()
                .orElseThrow();
        assertThat(Math.abs(mean)).isLessThan(1e-3);
    }

    @Test
    void bendsWhatIsTooLoudInsteadOfCuttingIt() {
        float[] loud = tone(440, RATE / 2);
        for (int i = 0; i < loud.length; i++) {
            loud[i] *= 8;
        }
        float[] samples = VOCODER.vocode(EXTRACTOR.extract(loud));
        float peak = 0;
        for (float sample : samples) {
            peak = Math.max(peak, Math.abs(sample));
        }
        assertThat(peak).isGreaterThan(0.95f).isLessThan(1);
    }

    @Test
    void speaksOnOverValuesThatAreNoNumbers() {
        float[] mel = EXTRACTOR.extract(speechLike(5, RATE / 4));
        mel[100] = Float.NaN;
        for (float sample : VOCODER.vocode(mel)) {
            assertThat(sample).isBetween(-1f, 1f);
        }
    }

    @Test
    void refusesHalfAFrame() {
        assertThatThrownBy(() -> VOCODER.vocode(new float[81])).hasMessageContaining("81");
    }

    /** Mean absolute difference of log mels above -60 dB of full scale, the ends left out. */
    private static double melDistance(float[] samples) {
        float[] before = EXTRACTOR.extract(samples);
        float[] after = EXTRACTOR.extract(VOCODER.vocode(before));
        return IntStream.range(4 * FORMAT.mels(), before.length - 4 * FORMAT.mels())
                .mapToDouble(i -> Math.abs(Math.max(before[i], -7) - Math.max(after[i], -7)))
                .average()
                .orElseThrow();
    }

    private static float[] tone(double hz, int count) {
        float[] samples = new float[count];
        for (int i = 0; i < count; i++) {
            samples[i] = (float) (0.3 * Math.sin(2 * Math.PI * hz * i / RATE));
        }
        return samples;
    }

    /** A gliding voice of twenty falling harmonics, four syllables a second, over breath noise. */
    private static float[] speechLike(long seed, int count) {
        Random random = new Random(seed);
        float[] samples = new float[count];
        double phase = 0;
        for (int i = 0; i < count; i++) {
            double seconds = (double) i / RATE;
            phase += 2 * Math.PI * (150 + 40 * Math.sin(2 * Math.PI * 1.3 * seconds)) / RATE;
            double voice = 0;
            for (int h = 1; h <= 20; h++) {
                voice += Math.sin(h * phase) / h;
            }
            double syllable = 0.5 - 0.5 * Math.cos(2 * Math.PI * 4 * seconds);
            samples[i] = (float) (0.2 * syllable * voice + 0.01 * random.nextGaussian());
        }
        return samples;
    }

    private static double power(float[] samples) {
        return IntStream.range(0, samples.length)
                .mapToDouble(i -> samples[i] * samples[i])
                .average()
                .orElseThrow();
    }
}
