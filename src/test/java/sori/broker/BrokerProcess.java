package sori.broker;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A process of its own that joins a directory's shared broker, so that a test can kill it as hard as it likes. */
final class BrokerProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;
    private final String bootstrap;

    private BrokerProcess(Process process, BufferedReader output, String bootstrap) {
        this.process = process;
        this.output = output;
        this.bootstrap = bootstrap;
    }

    static BrokerProcess start(Path directory) throws IOException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:TieredStopAtLevel=1",
                        "-Dsori.home=" + directory,
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerProcess.class.getName(),
                        directory.toString()))
                .redirectError(new File(directory.toFile(), "stderr"))
                .start();
        BufferedReader output = process.inputReader();
        String line = output.readLine();
        if (line == null) {
            throw new IOException("the broker process ended at once; see " + directory);
        }
        return new BrokerProcess(process, output, line);
    }

    String bootstrap() {
        return bootstrap;
    }

    /** The next line that the process says; blocks until there is one. */
    String nextLine() throws IOException {
        return output.readLine();
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM, and its orderly end awaited. */
    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public static void main(String[] arguments) throws Exception {
        SharedBroker broker = SharedBroker.join(Path.of(arguments[0]), System.out::println);
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
        System.out.println(broker.bootstrap());
        Thread.currentThread().join();
    }
}
