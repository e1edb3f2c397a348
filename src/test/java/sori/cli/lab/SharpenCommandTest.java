package sori.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import sori.acoustic.Precision;
import sori.corpus.Corpus;
import sori.corpus.FeatureStore;
import sori.corpus.ToneCorpus;
import sori.evaluate.Prompt;
import sori.evaluate.Speaker;
import sori.evaluate.SpokenSentence;
import sori.graph.MelContrast;
import sori.graph.TinyVoice;
import sori.mel.MelFormat;
import sori.voice.Voice;
import sori.voice.VoiceOptions;
import sori.voice.VoicePackage;

/** Mels with the contrast of recordings. */
class SharpenCommandTest {
    private static final int MELS = MelFormat.DEFAULT.mels();

    @TempDir
    private Path folder;

    /** Frames of noise about a slope, whose neighbours in frequency are the more alike the higher the blur. */
    private static List<float[]> noise(long seed, int blur) {
        Random random = new Random(seed);
        List<float[]> all = new ArrayList<>();
        for (int sentence = 0; sentence < 3; sentence++) {
            float[] mel = new float[200 * MELS];
            for (int at = 0; at < mel.length; at += MELS) {
                double[] raw = random.doubles(MELS + blur, -1, 1).toArray();
                for (int band = 0; band < MELS; band++) {
                    double sum = 0;
                    for (int i = 0; i <= blur; i++) {
                        sum += raw[band + i] / (blur + 1);
                    }
                    mel[at + band] = (float) (-5 - 0.02 * band + sum);
                }
            }
            all.add(mel);
        }
        return all;
    }

    private static float[] filtered(MelContrast contrast, float[] mel) {
        float[] out = new float[mel.length];
        for (int at = 0; at < mel.length; at += MELS) {
            for (int b = 0; b < MELS; b++) {
                double sum = contrast.bias()[b];
                for (int in = 0; in < MELS; in++) {
                    sum += (double) mel[at + in] * contrast.weight()[in * MELS + b];
                }
                out[at + b] = (float) sum;
            }
        }
        return out;
    }

    @Test
    void whatIsSpokenVariesAsRecordingsDoAndKeepsItsMean() {
        for (long seed = 1; seed <= 3; seed++) {
            List<float[]> recorded = noise(seed, 1);
            List<float[]> spoken = noise(seed + 100, 4);
            MelContrast full = MelContrast.of(recorded, spoken, MELS, 1);
            List<float[]> sharp =
                    spoken.stream().map(mel -> filtered(full, mel)).toList();
            double[] left = MelContrast.of(recorded, sharp, MELS, 1).gains();
            double[] gains = full.gains();
            for (int k = 0; k < MELS; k++) {
                boolean bounded = gains[k] >= MelContrast.LARGEST_GAIN || gains[k] <= MelContrast.SMALLEST_GAIN;
                assertThat(left[k]).as("coefficient " + k).isCloseTo(1, within(bounded ? 2.5 : 0.01));
            }
            double before = 0;
            double after = 0;
            for (int i = 0; i < spoken.get(0).length; i++) {
                before += spoken.get(0)[i] / spoken.get(0).length;
                after += sharp.get(0)[i] / spoken.get(0).length;
            }
            assertThat(after).isCloseTo(before, within(0.05));
            MelContrast none = MelContrast.of(recorded, spoken, MELS, 0);
            assertThat(filtered(none, spoken.get(0))).containsExactly(spoken.get(0), within(1e-4f));
        }
    }

    /** A package, and a corpus whose recordings vary more than it does. */
    private Path voice() throws Exception {
        StringBuilder metadata = new StringBuilder();
        try (FeatureStore store = FeatureStore.open(folder.resolve("features"), MelFormat.DEFAULT)) {
            List<String> texts = ToneCorpus.texts(3);
            for (int i = 0; i < texts.size(); i++) {
                metadata.append("t" + i + "|" + texts.get(i) + "\n");
                store.add("t" + i, noise(i, 0).get(0), 0);
            }
        }
        Files.writeString(folder.resolve(Corpus.METADATA), metadata);
        Path voice = folder.resolve("voice");
        TinyVoice.write(voice, "en-tiny", "1", 5);
        return voice;
    }

    private int sharpen(Path voice, String version) {
        return new CommandLine(new SharpenCommand())
                .execute(
                        voice.toString(),
                        "--corpus=" + folder,
                        "--features=" + folder.resolve("features"),
                        "--release=" + version);
    }

    private List<float[]> spoken(Path voice) throws Exception {
        try (FeatureStore store = FeatureStore.open(folder.resolve("features"), MelFormat.DEFAULT);
                Voice opened = Voice.open(voice, VoiceOptions.DEFAULT.withPrecision(Precision.FP32))) {
            LabFiles files = new LabFiles();
            files.corpus = folder;
            List<Prompt> prompts = Prompt.of(files.folders().list(Corpus.Split.VALIDATION, store), store);
            return Speaker.of(opened).speak(prompts, () -> {}).sentences().stream()
                    .map(SpokenSentence::mel)
                    .toList();
        }
    }

    @Test
    void thePackageSpeaksThroughTheFilterAndItsInt8GraphsAreGone() throws Exception {
        Path voice = voice();
        assertThat(new CommandLine(new QuantizeCommand()).execute(voice.toString(), "--prompts", "2"))
                .isZero();
        List<float[]> before = spoken(voice);
        List<float[]> recorded = new ArrayList<>();
        try (FeatureStore store = FeatureStore.open(folder.resolve("features"), MelFormat.DEFAULT)) {
            recorded.add(store.read(store.entry("t0")));
        }

        assertThat(sharpen(voice, "2")).isZero();

        VoicePackage after = VoicePackage.open(voice);
        after.verify();
        assertThat(after.manifest().id()).hasToString("en-tiny@2");
        assertThat(after.manifest().files()).doesNotContainKey(VoicePackage.POSTNET_INT8);
        assertThat(voice.resolve(VoicePackage.POSTNET_INT8)).doesNotExist();
        assertThat(after.manifest().provenance()).containsKey("sharpened").doesNotContainKey("int8");
        float[] expected = filtered(MelContrast.of(recorded, before, MELS, 1), before.get(0));
        float floor = (float) Math.log(MelFormat.DEFAULT.floor());
        float[] actual = spoken(voice).get(0);
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(Math.max(floor, expected[i]), within(1e-3f));
        }
        assertThat(new CommandLine(new QuantizeCommand()).execute(voice.toString(), "--prompts", "2"))
                .isZero();
    }

    @Test
    void neitherTheSameVersionNorTwice() throws Exception {
        Path voice = voice();
        byte[] before = Files.readAllBytes(voice.resolve(VoicePackage.POSTNET));
        assertThat(sharpen(voice, "1")).isEqualTo(1);
        assertThat(Files.readAllBytes(voice.resolve(VoicePackage.POSTNET))).isEqualTo(before);
        assertThat(sharpen(voice, "2")).isZero();
        assertThat(sharpen(voice, "3")).isEqualTo(1);
        assertThat(VoicePackage.open(voice).manifest().version()).isEqualTo("2");
        VoicePackage.open(voice).verify();
    }
}
