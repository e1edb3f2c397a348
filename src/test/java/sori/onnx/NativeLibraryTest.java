package sori.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtEnvironment;
import java.io.FileNotFoundException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NativeLibraryTest {
    @TempDir
    private Path folder;

    @Test
    void theRuntimeOfThisMachineCouldNotReachANetwork() throws Exception {
        assertThat(OnnxRuntime.networking()).isEmpty();
    }

    /** A version with telemetry (1.29 was the first) would be noticed here, for every machine. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "linux-x64/libonnxruntime.so",
                "linux-aarch64/libonnxruntime.so",
                "osx-aarch64/libonnxruntime.dylib",
                "win-x64/onnxruntime.dll"
            })
    void noPlatformsRuntimeCouldReachANetwork(String library) throws Exception {
        URL place = OrtEnvironment.class.getResource("/ai/onnxruntime/native/" + library);
        if (place != null) { // the GPU's artifact lacks some
            assertThat(new NativeLibrary(place).networking()).isEmpty();
        }
    }

    @Test
    void namesAreFoundWhereverTheyLie() throws Exception {
        Random random = new Random(20);
        for (int trial = 0; trial < 40; trial++) {
            byte[] bytes = new byte[3 << 20];
            byte[] name = "mobile.events.data/OneCollector/1.0".getBytes(StandardCharsets.US_ASCII);
            int border = (1 + random.nextInt(2)) << 20;
            int at = trial % 2 == 0 ? border - random.nextInt(40) : random.nextInt(bytes.length - name.length);
            System.arraycopy(name, 0, bytes, at, name.length);
            Path file = Files.write(folder.resolve("lib.so"), bytes);
            assertThat(NativeLibrary.of(file).networking()).as("at byte %d", at).containsExactly("onecollector");
        }
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> NativeLibrary.of(folder.resolve("none.so")))
                .isInstanceOf(FileNotFoundException.class)
                .hasMessageContaining("none.so");
    }
}
