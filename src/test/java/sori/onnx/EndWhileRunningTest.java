package sori.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/** A process that ends while a graph runs ends with its own status, and not in the middle of native code. */
class EndWhileRunningTest {
    private static final int STATUS = 7;

    @TempDir
    private Path folder;

    /** Runs in a process of its own. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws Exception {
            OnnxGraph endless = CallWatchTest.endless(CallWatch.ofProcess());
            Thread thread = new Thread(() -> CallWatchTest.run(endless, Duration.ofHours(1)));
            thread.setDaemon(true);
            thread.start();
            CallWatchTest.awaitInRuntime(thread);
            System.exit(STATUS);
        }
    }

    @RepeatedTest(6)
    void itEndsInOrder() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        Child.class.getName()))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(new File(folder.toFile(), "output.txt"));
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("output.txt")))
                .isEqualTo(STATUS);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(path -> path.getFileName().toString())).noneMatch(name -> name.startsWith("hs_err"));
        }
    }
}
