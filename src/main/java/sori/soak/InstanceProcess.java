package sori.soak;

import java.nio.file.Path;
import java.util.List;
import sori.bench.BenchInstances;
import sori.config.Refusal;

/** {@code sori run} in a process of its own. For one thread. */
public final class InstanceProcess implements BenchInstances.Instance {
    private final ChildProcess process;

    private InstanceProcess(ChildProcess process) {
        this.process = process;
    }

    /**
     * Returns at once.
     *
     * @param program name of the class whose main method knows {@code run}
     * @param state its state folder
     * @param arguments {@code run} and its options
     */
    public static InstanceProcess start(String program, Path state, List<String> arguments) {
        return new InstanceProcess(ChildProcess.start(program, state, arguments));
    }

    @Override
    public boolean speaks() {
        if (!process.alive()) {
            throw new Refusal(
                    "an instance ended by itself: " + process.output().lines().reduce("", (before, line) -> line));
        }
        return process.output().contains("Ctrl-C ends it");
    }

    @Override
    public void close() {
        process.close();
    }
}
