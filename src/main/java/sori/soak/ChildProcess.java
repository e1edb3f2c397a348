package sori.soak;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import sori.state.PrivateFolder;

/** Another Sori in a process of its own, with a state directory of its own. For one thread. */
final class ChildProcess implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;

    private final Process process;
    private final Path output;

    private ChildProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * Starts a command with this JVM's options and class path.
     *
     * @param program name of the class whose main method takes command lines
     * @param state its state directory; what it prints goes into a file there
     */
    static ChildProcess start(String program, Path state, List<String> arguments) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> !option.startsWith("-Dsori.state=") && !option.startsWith("-Djava.io.tmpdir="))
                .forEach(line::add);
        line.add("-Dsori.state=" + state);
        Path temporary = state.toAbsolutePath().resolve("tmp").resolve("child-" + System.nanoTime());
        line.add("-Djava.io.tmpdir=" + temporary);
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), program));
        line.addAll(arguments);
        try {
            PrivateFolder.create(temporary);
            Path output = Files.createTempFile(state, "output-", ".txt");
            Process process = new ProcessBuilder(line)
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            return new ChildProcess(process, output);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + String.join(" ", arguments), e);
        }
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Processor time so far; NaN where the system does not tell. */
    double cpuSeconds() {
        return process.info()
                .totalCpuDuration()
                .map(spent -> spent.toNanos() / 1e9)
                .orElse(Double.NaN);
    }

    /** What it has printed so far. */
    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL, and its end awaited. */
    void kill() {
        process.destroyForcibly();
        await();
    }

    /** SIGTERM, and its orderly end awaited; killed when it does not come. */
    @Override
    public void close() {
        process.destroy();
        if (!await()) {
            kill();
        }
    }

    private boolean await() {
        try {
            return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
