package sori.system;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import sori.graph.TinyVoice;

/**
 * A command line as a user types it, run by {@code bash} in a folder that has what a clone has: the launcher, the topology
 * files, and in place of the trained voice a tiny one. State lies in that folder. The launcher does not build.
 */
final class Launched implements AutoCloseable {
    private final String line;
    private final Process process;
    private final Path output;

    private Launched(String line, Process process, Path output) {
        this.line = line;
        this.process = process;
        this.output = output;
    }

    /** Makes the folder ready for {@link #start}. */
    static void furnish(Path folder) throws IOException {
        Path project = Path.of("").toAbsolutePath();
        Files.createSymbolicLink(folder.resolve("sori"), project.resolve("sori"));
        Files.createSymbolicLink(folder.resolve("topologies"), project.resolve("topologies"));
        TinyVoice.write(folder.resolve("models/en-tiny"), "en-tiny", "1", 1);
    }

    static Launched start(Path folder, String line) throws IOException {
        return start(folder, line, SharedClasses.options());
    }

    /** @param options more of them for the JVM */
    static Launched start(Path folder, String line, String options) throws IOException {
        Path output = Files.createTempFile(folder, "output", ".txt");
        ProcessBuilder builder = new ProcessBuilder(List.of("bash", "-c", line))
                .directory(folder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("SORI_SKIP_BUILD", "1");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment()
                .put(
                        "SORI_JAVA_OPTS",
                        "-XX:TieredStopAtLevel=1 " + options + " -Dsori.state=" + folder.resolve(".sori"));
        return new Launched(line, builder.start(), output);
    }

    /** @throws AssertionError when it does not end in time */
    int awaitEnd() throws InterruptedException, IOException {
        return awaitEnd(240);
    }

    /** @throws AssertionError when it does not end in that many seconds */
    int awaitEnd(int seconds) throws InterruptedException, IOException {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            throw new AssertionError("'" + line + "' does not end:\n" + output());
        }
        return process.exitValue();
    }

    void awaitOutput(String part) {
        awaitOutput(part, 0);
    }

    /** @param from how much of the output does not count */
    void awaitOutput(String part, int from) {
        Awaitility.await(line)
                .atMost(240, TimeUnit.SECONDS)
                .pollInterval(100, TimeUnit.MILLISECONDS)
                .failFast("it ended early", () -> !process.isAlive() && output().indexOf(part, from) < 0)
                .until(() -> output().indexOf(part, from) >= 0);
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    /** SIGKILL to the command and all that it started. */
    void kill() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM, as Ctrl-C does it. */
    void interrupt() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }

    /** {@link #interrupt}, and the end awaited. */
    @Override
    public void close() {
        interrupt();
        try {
            if (!process.waitFor(90, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("'" + line + "' does not stop");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
