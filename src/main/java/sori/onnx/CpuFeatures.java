package sori.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The processor's instruction sets that decide which kernels ONNX Runtime picks, and with them the last bits of a result. */
public final class CpuFeatures {
    private static final Path INFO = Path.of("/proc/cpuinfo");

    private static final Set<String> DECIDING = Set.of(
            "avx",
            "avx2",
            "fma",
            "avx512f",
            "avx512_vnni",
            "avx512_bf16",
            "avx_vnni",
            "amx_tile",
            "amx_int8",
            "amx_bf16",
            "asimd",
            "asimddp",
            "i8mm",
            "bf16",
            "sve");

    private CpuFeatures() {}

    /** Such as {@code amd64/avx+avx2+fma}; where the system does not tell, its architecture alone. */
    static String name() {
        return System.getProperty("os.arch") + "/" + String.join("+", here());
    }

    /** Of this machine; none where the system does not tell. */
    public static Set<String> here() {
        return in(lines());
    }

    private static List<String> lines() {
        try (Stream<String> lines = Files.lines(INFO)) {
            return lines.toList();
        } catch (IOException e) {
            return List.of(); // no Linux
        }
    }

    /** @param lines of {@code /proc/cpuinfo}, which lists "flags" on x86 and "Features" on ARM, for each core */
    static Set<String> in(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
                .limit(1)
                .flatMap(line ->
                        Stream.of(line.substring(line.indexOf(':') + 1).strip().split("\\s+", -1)))
                .filter(DECIDING::contains)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
