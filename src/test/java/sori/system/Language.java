package sori.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import sori.kafka.UtteranceName;

/** A language that has a client, and how its examples are run. */
enum Language {
    JAVA("clients/java/target/lib", "mvn -f clients/java/pom.xml package builds it") {
        @Override
        List<String> command(String example) {
            String name = Character.toUpperCase(example.charAt(0)) + example.substring(1);
            String java =
                    Path.of(System.getProperty("java.home"), "bin", "java").toString();
            return List.of(
                    java,
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    "clients/java/target/*:clients/java/target/lib/*",
                    "examples/java/" + name + ".java");
        }
    },
    PYTHON("clients/python", "Debian's python3-avro and python3-confluent-kafka are missing") {
        @Override
        List<String> command(String example) {
            return List.of(PYTHON_PROGRAM, "-B", "examples/python/" + example + ".py");
        }

        @Override
        boolean isThere() {
            return super.isThere() && runs(PYTHON_PROGRAM, "-c", "import avro, confluent_kafka");
        }
    },
    JAVASCRIPT("clients/js/dist", "npm ci && npm run build in clients/js builds it") {
        @Override
        List<String> command(String example) {
            return List.of("node", "examples/js/" + example + ".mjs");
        }

        @Override
        boolean isThere() {
            return super.isThere() && runs("node", "--version");
        }
    };

    /** Debian's own, which its packages are for. */
    private static final String PYTHON_PROGRAM = "/usr/bin/python3";

    private final Path needs;
    private final String otherwise;

    Language(String needs, String otherwise) {
        this.needs = Path.of(needs);
        this.otherwise = otherwise;
    }

    /** The program and the first arguments; the example is {@code publish} or {@code play}. */
    abstract List<String> command(String example);

    boolean isThere() {
        return Files.isDirectory(needs);
    }

    /** Skips the test where this language cannot be run, but never in CI. */
    void require() {
        if (System.getenv("CI") == null) {
            assumeTrue(isThere(), otherwise);
        }
        assertThat(isThere()).as(otherwise).isTrue();
    }

    /** Runs an example to its end and gives what it said. */
    String run(Path input, String example, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(command(example));
        command.addAll(List.of(arguments));
        return output(input, command);
    }

    /** Runs a program to its end and gives what it said. */
    static String output(Path input, List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(input.toFile())
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    /** The names that a publisher says, a line each, {@code ID@KEY}. */
    static List<UtteranceName> published(String said, String key) {
        return said.lines()
                .filter(line -> line.endsWith("@" + key))
                .map(line -> UtteranceName.of(key, line.substring(0, line.length() - key.length() - 1)))
                .toList();
    }

    private static boolean runs(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // not installed
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
