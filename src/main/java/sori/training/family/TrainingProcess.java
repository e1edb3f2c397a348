package sori.training.family;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs commands of this program in a process of their own, one after the other, with this JVM's options: what crashes there takes
 * nothing else with it. They print where this program prints, and are told to end when it ends. For one thread.
 */
final class TrainingProcess implements AutoCloseable {
    private final String program;
    // A running command writes a checkpoint when it is told to end, and that takes a moment: it is waited for.
    private final Thread ending = new Thread(this::end, "end-training");

    private @Nullable Process running;
    private boolean ended;

    /** @param program name of the class whose main method takes command lines */
    public TrainingProcess(String program) {
        this.program = program;
        Runtime.getRuntime().addShutdownHook(ending);
    }

    /** @return its exit code */
    public int run(List<String> arguments) throws IOException, InterruptedException {
        return start(arguments).waitFor();
    }

    private synchronized Process start(List<String> arguments) throws IOException {
        if (ended) {
            throw new IOException("told to end before " + String.join(" ", arguments));
        }
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), program));
        line.addAll(arguments);
        Process process = new ProcessBuilder(line).inheritIO().start();
        running = process;
        return process;
    }

    private synchronized void end() {
        ended = true;
        Process last = running;
        if (last != null) {
            last.destroy();
            try {
                last.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(ending);
        } catch (IllegalStateException e) {
            return; // this program ends: the hook runs already
        }
    }
}
