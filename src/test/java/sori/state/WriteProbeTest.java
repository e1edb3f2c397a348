package sori.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class WriteProbeTest {
    @TempDir
    private Path folder;

    @Test
    void aGoodFolderIsLeftAsItWas() {
        assertThat(WriteProbe.trouble(folder)).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whatIsNoFolderIsTrouble() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertThat(WriteProbe.trouble(file))
                .hasValueSatisfying(why -> assertThat(why).startsWith(file + " cannot be written: it is no folder"));
        assertThat(WriteProbe.trouble(folder.resolve("nothing"))).isPresent();
    }

    /** Where even root writes nothing. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void whatPermissionsWouldCallFineIsTriedOut() {
        assertThat(WriteProbe.trouble(Path.of("/proc/self"))).isPresent();
    }

    /** As on a full disk; a limit on the length of files needs no rights. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aFolderThatTakesNamesButNoBytesIsTrouble() throws Exception {
        Process limited = new ProcessBuilder(
                        "bash",
                        "-c",
                        "ulimit -f 16; exec \"$@\"",
                        "bash",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(limited.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said)
                .startsWith(folder + " cannot be written: File too large")
                .contains("MiB are free");
        assertThat(folder).as("nothing stays behind").isEmptyDirectory();
    }

    static final class Main {
        private Main() {}

        public static void main(String[] arguments) {
            System.out.println(WriteProbe.trouble(Path.of(arguments[0])).orElse("fine"));
        }
    }
}
