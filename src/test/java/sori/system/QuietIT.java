package sori.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * What runs tells nobody: every system call that reaches for a network or makes a file is looked at. Without the variables by
 * which libraries know a build server and keep quiet for once.
 */
@Timeout(500)
@EnabledOnOs(OS.LINUX)
class QuietIT {
    /** Longer than the six seconds between two queries of the telemetry in ONNX Runtime 1.29. */
    private static final int LISTEN_SECONDS = 15;

    @TempDir
    private Path folder;

    private Path home;

    @BeforeEach
    void furnish() throws Exception {
        Launched.furnish(folder);
        home = Files.createDirectory(folder.resolve("home"));
        assertThat(new ProcessBuilder("bash", "-c", "command -v strace").start().waitFor())
                .as("this test needs strace; on Debian: apt-get install strace")
                .isZero();
    }

    @Test
    void thePipelineReachesForNothingAndLeavesNothingOutside() throws Exception {
        SystemCalls calls = traced(("./sori run >run.txt 2>&1 & run=$!;"
                        + " until grep -q 'Ctrl-C ends it' run.txt; do kill -0 $run || exit 9; sleep 0.2; done;"
                        + " ./sori say 'One two three.' --out spoken.wav; said=$?; sleep %d; kill $run; wait $run; exit $said")
                .formatted(LISTEN_SECONDS));
        assertThat(folder.resolve("spoken.wav")).isNotEmptyFile();
        assertThat(calls.reachedOutside()).isEmpty();
        assertThat(calls.madeOutsideOf(folder)).isEmpty();
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void theLabReachesForNothingAndLeavesNothingOutside() throws Exception {
        String line =
                "%s -Xmx1g -Dsori.home=. -Dsori.state=%s -cp '%s' sori.cli.Sori lab tiny-voice --out tiny; rc=$?; exit $rc"
                        .formatted(
                                Path.of(System.getProperty("java.home"), "bin", "java"),
                                folder.resolve(".sori"),
                                System.getProperty("java.class.path"));
        SystemCalls calls = traced(line);
        assertThat(folder.resolve("tiny/voice.json")).isNotEmptyFile();
        assertThat(calls.reachedOutside()).isEmpty();
        assertThat(calls.madeOutsideOf(folder)).isEmpty();
        assertThat(home).isEmptyDirectory();
    }

    /** What this test could not see it could not refuse. */
    @Test
    void aQueryAndAFileWouldBeSeen() throws Exception {
        SystemCalls calls = traced("exec 3<>/dev/udp/192.0.2.1/9; exec 4<>/dev/udp/127.0.0.1/53;"
                + " echo x >\"$HOME/deviceid\"; mkdir \"$HOME/.cache\"; echo x >/dev/null; true");
        assertThat(calls.reachedOutside())
                .hasSize(2)
                .anyMatch(line -> line.contains("192.0.2.1"))
                .anyMatch(line -> line.contains("htons(53)"));
        assertThat(calls.madeOutsideOf(folder.resolve("elsewhere")))
                .anyMatch(path -> path.endsWith("deviceid"))
                .anyMatch(path -> path.endsWith(".cache"));
    }

    /** @return what the line and all that it started asked the system for */
    private SystemCalls traced(String line) throws Exception {
        Path calls = folder.resolve("calls");
        Path output = folder.resolve("output.txt");
        List<String> command = new ArrayList<>(
                List.of("strace", "-f", "--seccomp-bpf", "-qq", "-yy", "-s", "300", "-o", calls.toString()));
        command.addAll(List.of("-e", "trace=network,openat,open,creat,mkdir,mkdirat,symlink,symlinkat,link,linkat"));
        command.addAll(List.of("bash", "-c", line));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "PATH", System.getenv("PATH"),
                        "HOME", home.toString(),
                        "JAVA_HOME", System.getProperty("java.home"),
                        "SORI_SKIP_BUILD", "1",
                        "SORI_JAVA_OPTS",
                                "-XX:TieredStopAtLevel=1 -Duser.home=" + home + " -Dsori.state="
                                        + folder.resolve(".sori")));
        Process process = builder.start();
        assertThat(process.waitFor(400, TimeUnit.SECONDS))
                .as(Files.readString(output))
                .isTrue();
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        try (Stream<String> lines = Files.lines(calls)) {
            return new SystemCalls(lines.toList(), folder);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
