package sori.soak;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import sori.bench.BenchBroker;
import sori.config.Refusal;
import sori.kafka.KafkaAccess;

/** {@code sori broker} in a process of its own, on a directory of its own. Used by one thread. */
public final class BrokerProcess implements BenchBroker {
    /** Longer than it needs on a busy machine. */
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final String program;
    private final Path directory;
    private ChildProcess process;
    private String bootstrap = "";

    private BrokerProcess(String program, Path directory) {
        this.program = program;
        this.directory = directory;
        this.process = launch();
    }

    /**
     * Returns when it answers.
     *
     * @param program name of the class whose main method knows {@code broker}
     * @param directory of its own, for its state
     */
    public static BrokerProcess start(String program, Path directory) {
        BrokerProcess broker = new BrokerProcess(program, directory);
        try {
            broker.awaitAddress();
            return broker;
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
    }

    private ChildProcess launch() {
        return ChildProcess.start(program, directory, List.of("broker"));
    }

    private void awaitAddress() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (address().isEmpty()) {
            if (System.nanoTime() - deadline > 0) {
                throw new Refusal("the broker did not come up within " + PATIENCE.toSeconds() + " s; see " + directory);
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Refusal("interrupted", e);
            }
        }
        bootstrap = address().orElseThrow();
    }

    private Optional<String> address() {
        return process.output()
                .lines()
                .filter(line -> line.matches("127\\.0\\.0\\.1:\\d+"))
                .findFirst();
    }

    @Override
    public KafkaAccess access() {
        return KafkaAccess.of(bootstrap);
    }

    @Override
    public String place() {
        return "embedded, own process, same machine";
    }

    @Override
    public double cpuSeconds() {
        return process.cpuSeconds();
    }

    /** SIGKILL, and another one in its place; returns the seconds until that answers. */
    double killAndReplace() {
        process.kill();
        long start = System.nanoTime();
        process = launch();
        awaitAddress();
        return (System.nanoTime() - start) / 1e9;
    }

    @Override
    public void close() {
        process.close();
    }
}
