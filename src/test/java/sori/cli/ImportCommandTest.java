package sori.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import sori.acoustic.AttentionLimits;
import sori.importer.NvidiaFixture;
import sori.text.EmbedMode;
import sori.voice.VoiceManifest;
import sori.voice.VoicePackage;

class ImportCommandTest {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void layOut() throws Exception {
        Files.writeString(directory.resolve("LICENCE.txt"), "Nobody's work.\n");
        write(NvidiaFixture.PUBLISHED);
    }

    private void write(NvidiaFixture fixture) throws Exception {
        fixture.encoder(directory);
        fixture.decoder(directory);
        fixture.postnet(directory);
    }

    private int run(String... more) {
        List<String> words = new ArrayList<>(List.of("import", "nvidia-tacotron2"));
        for (String file : List.of("encoder.onnx", "decoder_iter.onnx", "postnet.onnx")) {
            words.add(directory.resolve(file).toString());
        }
        words.addAll(List.of("--out", directory.resolve("voice").toString(), "--license-id", "CC0-1.0"));
        words.addAll(List.of("--license", directory.resolve("LICENCE.txt").toString()));
        words.addAll(List.of(more));
        CommandLine line = Sori.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(words.toArray(String[]::new));
    }

    @Test
    void threeFilesBecomeAVoice() throws Exception {
        assertThat(run("--name", "en-ljs")).as("%s", err).isZero();
        assertThat(out.toString())
                .contains("largest difference between the originals and Sori's graphs: encoder ")
                .contains("voice en-ljs@1 in ");
        VoicePackage files = VoicePackage.open(directory.resolve("voice"));
        files.verify();
        VoiceManifest manifest = files.manifest();
        assertThat(manifest.shape().postnetReach()).isEqualTo(10);
        assertThat(manifest.shape().framesPerStep()).isEqualTo(1);
        assertThat(manifest.inferenceDropout()).isEqualTo(0.5);
        assertThat(manifest.embed()).isEqualTo(EmbedMode.CHARACTERS);
        assertThat((Double) manifest.provenance().get("parity")).isBetween(0.0, 1e-4);
    }

    @Test
    void aPackageThatIsThereStays() throws Exception {
        assertThat(run()).isZero();
        assertThat(run("--name", "en-other")).isEqualTo(1);
        assertThat(err.toString()).startsWith("sori: ").contains("holds a voice package already");
        assertThat(VoicePackage.open(directory.resolve("voice")).manifest().name())
                .isEqualTo("en-imported");
    }

    @Test
    void whatDoesNotFitIsOneLineAndWritesNothing() throws Exception {
        Files.writeString(directory.resolve("encoder.onnx"), "no graph");
        assertThat(run()).isEqualTo(1);
        assertThat(err.toString().lines()).singleElement().asString().contains("encoder.onnx is no ONNX file");
        assertThat(directory.resolve("voice")).doesNotExist();
    }

    @Test
    void anotherTableThanThePublishedOneIsRefused() throws Exception {
        write(new NvidiaFixture(70, 80, true, false));
        assertThat(run()).isEqualTo(1);
        assertThat(err.toString()).contains("expected an embedding of 148 symbols", "found 70");
        assertThat(directory.resolve("voice")).doesNotExist();
    }

    @Test
    void aVoiceGetsTheLimitsThatItsAttentionNeeds() throws Exception {
        assertThat(run("--attention-limits", "4,8,3,200")).as("%s", err).isZero();
        assertThat(VoicePackage.open(directory.resolve("voice")).manifest().attentionLimits())
                .isEqualTo(new AttentionLimits(4, 8, 3, 200));
    }

    @Test
    void limitsThatNoAttentionCouldKeepAreRefused() {
        assertThat(run("--attention-limits", "4,0,3,200")).isEqualTo(2);
        assertThat(err.toString()).contains("--attention-limits", "aheadSymbols is 0, not in 1..1000000");
        assertThat(run("--attention-limits", "4,8")).isEqualTo(2);
        assertThat(err.toString()).contains("'4,8' is not four whole numbers joined by commas");
    }

    @Test
    void aDropoutThatNoVoiceHasIsRefused() {
        assertThat(run("--dropout", "0.9")).isEqualTo(1);
        assertThat(err.toString()).contains("inferenceDropout is not in 0..0.5");
    }
}
