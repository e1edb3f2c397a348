package sori.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import sori.graph.TinyVoice;
import sori.onnx.OnnxRuntime;

/** What is wrong with a voice is said at once, before Kafka starts. */
class BrokenVoiceTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path models;

    @TempDir
    private Path state;

    private Path voice;

    @BeforeEach
    void writeAVoice() throws IOException {
        System.setProperty("sori.state", state.toString());
        voice = models.resolve("en-tiny");
        TinyVoice.write(voice, "en-tiny", "1", 1);
    }

    @AfterEach
    void forgetTheState() {
        System.clearProperty("sori.state");
    }

    private int run(String line) {
        CommandLine command = Sori.commandLine();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return command.execute((line + " --models " + models).split(" ", -1));
    }

    private void corrupt(String file) throws IOException {
        byte[] bytes = Files.readAllBytes(voice.resolve(file));
        bytes[bytes.length / 2] ^= 1;
        Files.write(voice.resolve(file), bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "run --topology topologies/front.yaml", "say One. --out never.wav"})
    void aCorruptedFileIsNamedBeforeKafkaStarts(String command) throws IOException {
        corrupt("decoder.onnx");
        assertThat(run(command)).isEqualTo(1);
        assertThat(err.toString())
                .contains("voice en-tiny@1", "decoder.onnx has the SHA-256", "the manifest says")
                .doesNotContain("Kafka")
                .hasLineCount(1);
    }

    @Test
    void aMissingFileIsNamedBeforeKafkaStarts() throws IOException {
        Files.delete(voice.resolve("lexicon.tsv.gz"));
        assertThat(run("run")).isEqualTo(1);
        assertThat(err.toString()).contains("lexicon.tsv.gz is missing").doesNotContain("Kafka");
    }

    @Test
    void anOlderVersionIsVerifiedToo() throws IOException {
        TinyVoice.write(models.resolve("newer"), "en-tiny", "2", 1);
        corrupt("encoder.onnx");
        assertThat(run("run")).isEqualTo(1);
        assertThat(err.toString()).contains("voice en-tiny@1", "encoder.onnx").doesNotContain("Kafka");
    }

    @Test
    void aBrokenManifestLeavesNobodyToSpeak() throws IOException {
        Files.writeString(voice.resolve("voice.json"), "{");
        assertThat(run("run")).isEqualTo(1);
        assertThat(err.toString())
                .contains("passed over", "voice.json", "no usable voice")
                .doesNotContain("Kafka");
    }

    @Test
    void theDoctorFindsAHealthyVoice() {
        assertThat(run("doctor")).as(out.toString()).isZero();
        assertThat(out.toString())
                .contains("en-tiny@1", "ONNX Runtime", "NVIDIA driver", "provider", "Kafka", "nothing is wrong");
    }

    @Test
    void theDoctorNamesEveryBrokenVoice() throws IOException {
        corrupt("postnet.onnx");
        TinyVoice.write(models.resolve("b"), "en-other", "1", 1);
        Files.delete(models.resolve("b/encoder.onnx"));
        assertThat(run("doctor")).isEqualTo(1);
        assertThat(out.toString().lines().filter(line -> line.startsWith("WRONG: ")))
                .satisfiesExactly(
                        first -> assertThat(first).contains("en-other@1", "encoder.onnx is missing"),
                        second -> assertThat(second).contains("en-tiny@1", "postnet.onnx has the SHA-256"));
    }

    @Test
    void theDoctorSaysThatCudaIsNotHere() {
        assumeThat(OnnxRuntime.compiledProviders()).doesNotContain("CUDAExecutionProvider");
        assertThat(run("doctor --provider cuda")).isEqualTo(1);
        assertThat(out.toString()).contains("WRONG: provider cuda was asked for");
    }
}
