package sori.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs what README.md shows, and what documents beside it do. Code blocks marked {@code sh} are run line by line; in one marked {@code sh terminals} each line
 * but the last stays running. A block after a comment {@code <!-- not run: reason -->} is left out, and the reason is there for
 * the reader.
 */
@Timeout(1200)
class ReadmeIT {
    @TempDir
    private static Path folder;

    private static @Nullable Launched broker;

    record Block(String kind, List<String> lines, boolean run) {}

    @BeforeAll
    static void furnish() throws Exception {
        Launched.furnish(folder);
    }

    @AfterAll
    static void stopBroker() {
        if (broker != null) {
            broker.close();
        }
    }

    @TestFactory
    List<DynamicTest> everyCommandWorks() throws IOException {
        List<DynamicTest> tests = commandsOf("README.md");
        tests.addAll(commandsOf("docs/live.md"));
        tests.addAll(commandsOf("docs/cluster.md"));
        assertThat(tests).hasSizeGreaterThan(5);
        return tests;
    }

    @Tag("nightly")
    @TestFactory
    List<DynamicTest> everyMeasurementWorks() throws IOException {
        List<DynamicTest> tests = commandsOf("docs/measurements.md");
        assertThat(tests).isNotEmpty();
        return tests;
    }

    private static List<DynamicTest> commandsOf(String document) throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Block block : blocks(Path.of(document))) {
            if (!block.run()) {
                continue;
            }
            if (block.kind().equals("sh terminals")) {
                tests.add(
                        DynamicTest.dynamicTest(String.join(" | ", block.lines()), () -> runTerminals(block.lines())));
            } else {
                block.lines().forEach(line -> tests.add(DynamicTest.dynamicTest(line, () -> run(line))));
            }
        }
        return tests;
    }

    private static void run(String line) throws Exception {
        try (Launched command = Launched.start(folder, line)) {
            assertThat(command.awaitEnd()).as(command.output()).isZero();
        }
    }

    private static void runTerminals(List<String> lines) throws Exception {
        Deque<Launched> running = new ArrayDeque<>();
        int before = wavFiles(folder.resolve("spoken"));
        try {
            for (String line : lines.subList(0, lines.size() - 1)) {
                Launched terminal = Launched.start(folder, line);
                running.push(terminal);
                terminal.awaitOutput("Ctrl-C ends it");
            }
            String last = lines.get(lines.size() - 1);
            run(last);
            int utterances = last.contains("--live") ? 1 : 2;
            Awaitility.await("WAV files of what was published")
                    .atMost(240, TimeUnit.SECONDS)
                    .until(() -> wavFiles(folder.resolve("spoken")) >= before + utterances);
        } finally {
            running.forEach(Launched::close);
        }
        if (broker
                == null) { // from now on one runs, as in a reader's other terminal; without it each command starts its
            // own
            broker = Launched.start(folder, "exec ./sori broker");
            broker.awaitOutput("Ctrl-C ends it");
        }
    }

    private static int wavFiles(Path directory) {
        String[] names = directory.toFile().list((folder, name) -> name.endsWith(".wav"));
        return names == null ? 0 : names.length;
    }

    /** Lines of code blocks, without comments; a trailing {@code # terminal} remark goes too. */
    static List<Block> blocks(Path file) throws IOException {
        List<Block> blocks = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        boolean run = true;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith("<!-- not run:")) {
                run = false;
            } else if (line.startsWith("```sh")) {
                String kind = line.substring(3).strip();
                List<String> commands = new ArrayList<>();
                for (i++; !lines.get(i).startsWith("```"); i++) {
                    String command = lines.get(i).replaceFirst("\\s+#.*$", "").strip();
                    if (!command.isEmpty() && !command.startsWith("#")) {
                        commands.add(command);
                    }
                }
                blocks.add(new Block(kind, commands, run));
                run = true;
            }
        }
        return blocks;
    }
}
