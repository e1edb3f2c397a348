package sori.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import sori.acoustic.AcousticModel;
import sori.acoustic.Precision;
import sori.graph.TinyVoice;
import sori.onnx.OnnxRuntime;
import sori.onnx.Provider;
import sori.voice.VoicePackage;
import sori.voice.VoiceRefusedException;

class QuantizeCommandTest {
    private static final OnnxRuntime CPU = new OnnxRuntime(Provider.CPU);

    @TempDir
    private Path directory;

    @Test
    void aPackageWithoutInt8GraphsSpeaksFp32AndRefusesInt8() throws Exception {
        VoicePackage files = TinyVoice.write(directory, "en-tiny", "1", 5);
        assertThat(files.precision(Precision.AUTO, CPU)).isEqualTo(Precision.FP32);
        assertThatThrownBy(() -> files.precision(Precision.INT8, CPU))
                .isInstanceOf(VoiceRefusedException.class)
                .hasMessageContaining("sori lab quantize");
    }

    @Test
    void addsGraphsThatTheManifestVouchesForAndThatAreChosenByPrecision() throws Exception {
        VoicePackage before = TinyVoice.write(directory, "en-tiny", "1", 5);
        int status = new CommandLine(new QuantizeCommand()).execute(directory.toString(), "--prompts", "2");
        assertThat(status).isZero();
        VoicePackage after = VoicePackage.open(directory);
        after.verify();
        assertThat(after.manifest().files())
                .containsAllEntriesOf(before.manifest().files());
        assertThat(after.manifest().files())
                .containsKeys("encoder-int8.onnx", "decoder-int8.onnx", "postnet-int8.onnx");
        assertThat(after.manifest().provenance()).containsKey("int8").containsKey("corpus");
        assertThat(after.precision(Precision.FP32, CPU)).isEqualTo(Precision.FP32);
        assertThat(after.precision(Precision.AUTO, CPU)).isEqualTo(CPU.fastInt8() ? Precision.INT8 : Precision.FP32);
        assertThat(fingerprint(after, Precision.FP32)).endsWith(" fp32");
        assumeThat(CPU.exactInt8()).isTrue();
        assertThat(fingerprint(after, Precision.INT8)).endsWith(" int8");
    }

    private static String fingerprint(VoicePackage files, Precision precision) throws Exception {
        try (AcousticModel model = files.model(CPU, precision)) {
            return model.fingerprint();
        }
    }

    @Test
    void theSamePromptsGiveTheSameBytes() throws Exception {
        TinyVoice.write(directory, "en-tiny", "1", 5);
        CommandLine command = new CommandLine(new QuantizeCommand());
        assertThat(command.execute(directory.toString(), "--prompts", "2")).isZero();
        byte[] first = Files.readAllBytes(directory.resolve("decoder-int8.onnx"));
        assertThat(command.execute(directory.toString(), "--prompts", "2")).isZero();
        assertThat(Files.readAllBytes(directory.resolve("decoder-int8.onnx"))).isEqualTo(first);
    }
}
