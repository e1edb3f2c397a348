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
import sori.graph.TinyVoice;
import sori.importer.HifiGanFixture;
import sori.voice.VocoderSpec;
import sori.voice.Voice;
import sori.voice.VoiceManifest;
import sori.voice.VoiceOptions;
import sori.voice.VoicePackage;

class ImportHifiGanCommandTest {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void layOut() throws Exception {
        TinyVoice.write(directory.resolve("voice"), "en-tiny", "1", 1);
        HifiGanFixture.write(directory.resolve("generator.onnx"), 80);
        Files.writeString(directory.resolve("LICENCE.txt"), "Somebody else's work.\n");
    }

    private int run(String... more) {
        List<String> words = new ArrayList<>(List.of("import", "hifigan"));
        words.add(directory.resolve("generator.onnx").toString());
        words.addAll(List.of("--into", directory.resolve("voice").toString(), "--license-id", "MIT"));
        words.addAll(List.of("--license", directory.resolve("LICENCE.txt").toString()));
        words.addAll(List.of(more));
        CommandLine line = Sori.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(words.toArray(String[]::new));
    }

    private VoiceManifest manifest() throws Exception {
        VoicePackage files = VoicePackage.open(directory.resolve("voice"));
        files.verify();
        return files.manifest();
    }

    @Test
    void aPackageSpeaksWithItUnderANewVersion() throws Exception {
        assertThat(run("--release", "2")).as("%s", err).isZero();
        assertThat(out.toString()).contains("voice en-tiny@2 in ");
        VoiceManifest manifest = manifest();
        assertThat(manifest.vocoder()).isEqualTo(new VocoderSpec.HifiGan(256));
        assertThat(manifest.license()).isEqualTo("(CC0-1.0) AND (MIT)");
        assertThat(Files.readString(directory.resolve("voice/LICENSE")))
                .contains("nobody's work", "The vocoder", "Somebody else's work.");
        assertThat(manifest.provenance().toString()).contains("generator.onnx");
        try (Voice voice = Voice.open(directory.resolve("voice"), VoiceOptions.DEFAULT)) {
            float[] samples = voice.load().vocoder().vocode(new float[5 * 80]);
            assertThat(samples).hasSize(5 * 256).doesNotContain(Float.NaN);
        }
    }

    @Test
    void anythingThatDoesNotFitIsOneLineAndChangesNothing() throws Exception {
        VoiceManifest before = manifest();
        assertThat(run("--release", "1")).isEqualTo(1);
        assertThat(err.toString()).contains("give another --release");
        assertThat(run("--release", "two")).isEqualTo(1);
        assertThat(err.toString()).contains("is not numbers joined by dots: 'two'");
        Files.writeString(directory.resolve("generator.onnx"), "no graph");
        assertThat(run("--release", "2")).isEqualTo(1);
        assertThat(err.toString()).contains("generator.onnx is no ONNX file");
        assertThat(err.toString().lines()).hasSize(3);
        assertThat(manifest()).isEqualTo(before);
    }
}
