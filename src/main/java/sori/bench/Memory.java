package sori.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** What this process holds of the machine's memory. */
final class Memory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final double KIB_PER_MIB = 1024;

    private Memory() {}

    /** The resident set; empty where the system has no {@code /proc}. */
    static OptionalDouble residentMiB() {
        if (!Files.isReadable(STATUS)) {
            return OptionalDouble.empty();
        }
        try (Stream<String> lines = Files.lines(STATUS)) {
            return residentMiB(lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param lines of Linux's {@code /proc/PID/status} */
    static OptionalDouble residentMiB(Stream<String> lines) {
        return lines.filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / KIB_PER_MIB)
                .findFirst();
    }
}
