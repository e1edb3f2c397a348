package sori.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import sori.audio.Wav;
import sori.corpus.Corpus;
import sori.corpus.FeatureStore;
import sori.corpus.Preparation;
import sori.corpus.ToneCorpus;
import sori.mel.MelFormat;

/** Settings of {@code prepare}: what they do, and that they stay with the features. */
class PreparationTest {
    private static final int RATE = 22_050;

    @TempDir
    private Path folder;

    private static Preparation given(@Nullable Double highPass, @Nullable Double peak, @Nullable Double rms) {
        PreparationOptions options = new PreparationOptions();
        options.highPass = highPass;
        options.peak = peak;
        options.rms = rms;
        return options.over(Preparation.DEFAULT);
    }

    /** Noise with a pause, at some level. */
    private static float[] speech(long seed) {
        Random random = new Random(seed);
        double level = 0.02 + 0.3 * random.nextDouble();
        float[] samples = new float[RATE];
        for (int i = 0; i < samples.length; i++) {
            boolean pause = i > RATE / 3 && i < RATE / 2;
            samples[i] = (float) (level * (pause ? 0.001 : 0.2) * random.nextGaussian());
        }
        return samples;
    }

    private static double peak(float[] samples) {
        double peak = 0;
        for (float sample : samples) {
            peak = Math.max(peak, Math.abs(sample));
        }
        return 20 * Math.log10(peak);
    }

    @Test
    void everyRecordingIsBroughtToTheSameLevel() {
        for (long seed = 1; seed <= 5; seed++) {
            Wav quiet = new Wav(speech(seed), RATE);
            assertThat(peak(given(null, -3.0, null).samples(quiet, RATE))).isCloseTo(-3, within(0.01));
            float[] level = given(null, null, -30.0).samples(quiet, RATE);
            double power = 0;
            int spoken = 0;
            for (int i = 0; i < level.length; i++) {
                if (i <= RATE / 3 || i >= RATE / 2) {
                    power += level[i] * level[i];
                    spoken++;
                }
            }
            assertThat(10 * Math.log10(power / spoken)).isCloseTo(-30, within(0.5));
            assertThat(peak(given(null, null, -1.0).samples(quiet, RATE)))
                    .as("never over full scale")
                    .isCloseTo(0, within(0.01));
            assertThat(Preparation.DEFAULT.samples(quiet, RATE)).isEqualTo(quiet.samples());
        }
        assertThat(given(null, -3.0, null).samples(new Wav(new float[100], RATE), RATE))
                .containsOnly(0);
    }

    @Test
    void rumbleIsTakenOutBeforeTheLoudnessIsSet() {
        float[] rumble = ToneCorpus.samples(1, 4, RATE, 0.9);
        float[] tone = ToneCorpus.samples(1, 400, RATE, 0.1);
        for (int i = 0; i < tone.length; i++) {
            rumble[i] += tone[i];
        }
        float[] clean = given(70.0, -6.0, null).samples(new Wav(rumble, RATE), RATE);
        assertThat(peak(clean)).isCloseTo(-6, within(0.01));
        double power = 0;
        for (float sample : clean) {
            power += sample * sample;
        }
        assertThat(10 * Math.log10(power / clean.length)).isCloseTo(-6 - 3, within(3.0)); // a sine of that peak
    }

    private ToneCorpus corpus() throws IOException {
        ToneCorpus corpus = new ToneCorpus(folder.resolve("corpus"));
        int hz = 200;
        for (String text : ToneCorpus.texts(6)) {
            corpus.add("t" + hz, text, hz++, RATE);
        }
        return corpus;
    }

    private int prepare(StringWriter errors, String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("--corpus=" + folder.resolve("corpus"), "--out=" + folder.resolve("features"), "--jobs=1"));
        arguments.addAll(List.of(more));
        return new CommandLine(new PrepareCommand())
                .setErr(new PrintWriter(errors))
                .execute(arguments.toArray(String[]::new));
    }

    private FeatureStore store() throws IOException {
        return FeatureStore.open(folder.resolve("features"), MelFormat.DEFAULT);
    }

    @Test
    void theySayWhichFeaturesAreOldAndStayUntilOthersAreGiven() throws IOException {
        corpus();
        StringWriter errors = new StringWriter();
        assertThat(prepare(errors)).isZero();
        String plain = sources();
        assertThat(prepare(errors, "--peak=-3", "--high-pass=70")).isZero();
        String louder = sources();
        assertThat(louder).isNotEqualTo(plain);
        assertThat(prepare(errors)).isZero(); // as before
        assertThat(sources()).isEqualTo(louder);
        assertThat(prepare(errors, "--rms=-20")).isZero();
        assertThat(sources()).isNotEqualTo(louder);
        try (FeatureStore store = store()) {
            assertThat(store.preparation()).isEqualTo(new Preparation(0.01, 0.05, 0.1, 70, null, -20.0, 200));
            assertThat(store.preparation().facts())
                    .containsEntry("highPassHz", 70.0)
                    .doesNotContainKey("peakDb");
        }
        assertThat(prepare(errors, "--held-out=25")).isZero();
        String held = sources();
        assertThat(prepare(errors, "--held-out=200")).isZero();
        assertThat(sources()).as("lists decide no feature").isEqualTo(held);
    }

    private String sources() throws IOException {
        try (FeatureStore store = store()) {
            StringBuilder sources = new StringBuilder();
            store.entries().forEach(entry -> sources.append(entry.source()).append('\n'));
            return sources.toString();
        }
    }

    @Test
    void marginsAndThresholdDecideWhereARecordingIsCut() throws IOException {
        float[] samples = new float[3 * RATE];
        System.arraycopy(ToneCorpus.samples(1, 300, RATE, 0.1), 0, samples, RATE, RATE);
        new ToneCorpus(folder.resolve("corpus")).add("t", "some tone", samples, RATE);
        StringWriter errors = new StringWriter();
        for (double[] margins : new double[][] {{0.05, 0.1}, {0.2, 0.3}, {0, 0.5}}) {
            assertThat(prepare(errors, "--lead=" + margins[0], "--tail=" + margins[1]))
                    .isZero();
            try (FeatureStore store = store()) {
                assertThat(store.entry("t").trimmedSeconds()).isCloseTo(1 - margins[0], within(0.01));
                double seconds = store.entry("t").frames() * 256.0 / RATE;
                assertThat(seconds).isCloseTo(1 + margins[0] + margins[1], within(0.02));
            }
        }
        assertThat(prepare(errors, "--silence=0.2")).isZero();
        try (FeatureStore store = store()) {
            assertThat(store.entry("t").frames()).as("quieter than that").isLessThan(60);
        }
    }

    @Test
    void theVocoderHearsTheSamplesThatTheMelsWereMadeOf() throws IOException {
        corpus();
        StringWriter errors = new StringWriter();
        assertThat(prepare(errors, "--peak=-12", "--high-pass=70")).isZero();
        try (FeatureStore store = store()) {
            Corpus.Utterance first =
                    Corpus.read(folder.resolve("corpus")).utterances().get(0);
            assertThat(peak(store.samples(first))).isCloseTo(-12, within(0.1));
        }
    }

    @Test
    void theHeldOutShareHoldsAllTakesOfATextAndMoreTextsAsItGrows() {
        int[] counts = new int[3];
        for (int i = 0; i < 3000; i++) {
            String text = "text number " + i;
            Corpus.Split few = Corpus.Split.of(text);
            Corpus.Split many = Corpus.Split.of(text, 25);
            counts[many.ordinal()]++;
            assertThat(Corpus.Split.of("  TEXT  number " + i, 25)).isEqualTo(many);
            if (few != Corpus.Split.TRAIN) {
                assertThat(many).isEqualTo(few);
            }
        }
        assertThat(counts[Corpus.Split.TEST.ordinal()]).isBetween(90, 150);
        assertThat(counts[Corpus.Split.VALIDATION.ordinal()]).isBetween(90, 150);
    }

    @Test
    void theListsAreThoseOfTheFeatures() throws IOException {
        ToneCorpus corpus = new ToneCorpus(folder.resolve("corpus"));
        for (int i = 0; i < 60; i++) {
            corpus.add("t" + i, "some words " + i % 30 + ".", 200 + i, RATE); // two takes each
        }
        assertThat(prepare(new StringWriter(), "--held-out=3")).isZero();
        LabFiles files = new LabFiles();
        files.corpus = corpus.directory;
        files.features = folder.resolve("features");
        try (FeatureStore store = files.folders().store()) {
            int all = 0;
            for (Corpus.Split split : Corpus.Split.values()) {
                List<Corpus.Utterance> list = files.folders().list(split, store);
                all += list.size();
                assertThat(list).isNotEmpty();
                assertThat(list.size() % 2).as("takes stay together").isZero();
                assertThat(list).allMatch(utterance -> Corpus.Split.of(utterance.text(), 3) == split);
            }
            assertThat(all).isEqualTo(60);
        }
    }

    @Test
    void wrongSettingsAreNamed() throws IOException {
        corpus();
        for (String[] wrong : new String[][] {
            {"--peak=3", "peak is 3.0, but must be 0 dB or less"},
            {"--silence=0", "silence is 0.0"},
            {"--held-out=2", "held-out is 2"},
            {"--high-pass=5000", "high-pass is 5000.0"},
            {"--lead=-1", "lead is -1.0"}
        }) {
            StringWriter errors = new StringWriter();
            assertThat(prepare(errors, wrong[0])).isEqualTo(2);
            assertThat(errors.toString()).contains(wrong[1]);
        }
        StringWriter errors = new StringWriter();
        assertThat(prepare(errors, "--peak=-3", "--rms=-20")).isEqualTo(2);
        assertThat(errors.toString()).contains("give one of them");
        Files.createDirectories(folder.resolve("features"));
        Files.writeString(folder.resolve("features").resolve(Preparation.FILE), "{");
        assertThatThrownBy(this::store)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("preparation.json is broken");
    }
}
