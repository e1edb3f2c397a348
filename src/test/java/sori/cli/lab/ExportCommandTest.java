package sori.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import sori.acoustic.AttentionLimits;
import sori.corpus.Corpus;
import sori.corpus.FeatureStore;
import sori.corpus.ToneCorpus;
import sori.mel.MelFormat;
import sori.training.acoustic.SmallCorpus;
import sori.voice.VoiceManifest;
import sori.voice.VoicePackage;

/** Which checkpoint becomes a package, and what its manifest says of it. */
class ExportCommandTest {
    private static final int FRAMES = 60;

    @TempDir
    private Path folder;

    private Path run;

    /** One sentence of each list; a last checkpoint of step 3, and of step 2 the best. */
    @BeforeEach
    void trainedRun() throws Exception {
        torch.set_num_threads(1);
        run = folder.resolve("run");
        StringBuilder metadata = new StringBuilder();
        try (FeatureStore store = FeatureStore.open(folder.resolve("features"), MelFormat.DEFAULT)) {
            List<String> texts = ToneCorpus.texts(3);
            for (int i = 0; i < texts.size(); i++) {
                metadata.append("t" + i + "|" + texts.get(i) + "\n");
                store.add("t" + i, mel(i), 0);
            }
            Files.writeString(folder.resolve(Corpus.METADATA), metadata);
            SmallCorpus.train(folder, store, run);
        }
        Files.writeString(folder.resolve("dictionary"), "(\"go\" nil (((g ow) 1)))\n");
        Files.writeString(folder.resolve("license"), "CC0-1.0\n");
        Files.writeString(
                folder.resolve("recognizer"),
                "#!/bin/sh\necho heard >> " + folder.resolve("heard") + "\necho WER 12.5\n");
        assertThat(folder.resolve("recognizer").toFile().setExecutable(true)).isTrue();
    }

    private static float[] mel(int seed) {
        Random random = new Random(seed);
        float[] mel = new float[FRAMES * MelFormat.DEFAULT.mels()];
        for (int i = 0; i < mel.length; i++) {
            mel[i] = (float) (-5 + random.nextGaussian());
        }
        return mel;
    }

    private VoiceManifest export(String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "--corpus=" + folder,
                "--features=" + folder.resolve("features"),
                "--run=" + run,
                "--name=en-lab",
                "--dictionary=" + folder.resolve("dictionary"),
                "--license=" + folder.resolve("license"),
                "--recognizer=" + folder.resolve("recognizer")));
        arguments.addAll(List.of(more));
        StringWriter errors = new StringWriter();
        int status = new CommandLine(new ExportCommand())
                .setErr(new PrintWriter(errors))
                .execute(arguments.toArray(String[]::new));
        assertThat(status).as(errors.toString()).isZero();
        return VoicePackage.open(run.resolve("package")).manifest();
    }

    @Test
    void theCheckpointThatSpokeBestIsExportedAndTestedOnce() throws Exception {
        VoiceManifest first = export();

        assertThat(first.provenance()).containsEntry("steps", 2);
        assertThat(first.provenance().get("checkpoint"))
                .asString()
                .contains("fewest failed sentences", "failed=1.0", "melCepstralDistortionDb=4.5");
        assertThat(first.figures().get("test"))
                .asString()
                .containsPattern("characters=\\{[^}]*sentences=1[^}]*wordErrorRatePercent=12.5")
                .containsPattern("lexicon=\\{[^}]*sentences=1[^}]*wordErrorRatePercent=12.5");
        assertThat(Files.readAllLines(folder.resolve("heard"))).as("both modes").hasSize(2);

        VoiceManifest again = export();

        assertThat(again.figures()).isEqualTo(first.figures());
        assertThat(Files.readAllLines(folder.resolve("heard"))).hasSize(2);
    }

    @Test
    void theLastCheckpointIsExportedIfThatIsAskedForAndIsTestedToo() throws Exception {
        export();
        VoiceManifest last = export("--last");
        assertThat(last.provenance()).containsEntry("steps", 3).containsEntry("checkpoint", "the last");
        assertThat(Files.readAllLines(folder.resolve("heard"))).hasSize(4);
    }

    @Test
    void limitsOfTheAttentionGoIntoTheManifestAndDecideFigures() throws Exception {
        assertThat(export().attentionLimits()).isEqualTo(AttentionLimits.DEFAULT);
        assertThat(export("--attention-limits=4,8,3,200").attentionLimits())
                .isEqualTo(new AttentionLimits(4, 8, 3, 200));
        assertThat(Files.readAllLines(folder.resolve("heard")))
                .as("spoken again")
                .hasSize(4);
    }

    @Test
    void theTestListCanBeLeftAlone() throws Exception {
        assertThat(export("--no-test").figures()).isEqualTo(Map.of());
        assertThat(folder.resolve("heard")).doesNotExist();
    }
}
