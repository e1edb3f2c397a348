package sori.training.family;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The machine's processor. Stateless. */
final class Processor {
    private static final Path CPUINFO = Path.of("/proc/cpuinfo");

    private Processor() {}

    /** As Linux names it; elsewhere its architecture. */
    public static String name() throws IOException {
        if (!Files.isReadable(CPUINFO)) {
            return System.getProperty("os.arch");
        }
        return Files.readAllLines(CPUINFO).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
    }
}
