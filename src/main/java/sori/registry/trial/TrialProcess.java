package sori.registry.trial;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import sori.acoustic.Precision;
import sori.registry.ModelRefusedException;
import sori.registry.Part;
import sori.registry.StatusTeller;
import sori.text.EmbedMode;
import sori.voice.VoiceOptions;
import sori.voice.VoicePackage;

/**
 * Tries a package in a process of its own. Loading a graph can compute parts of it beforehand, which nothing can interrupt, and what it
 * allocates is outside the Java heap: only a process can be ended, whatever it does, and be given so much memory and no more. It
 * has this one's class path and a temporary folder that goes with it. Stateless.
 */
final class TrialProcess {
    /** Beginnings of options that hold for a trial as well. */
    private static final List<String> INHERITED = List.of("-Donnxruntime.", "-Dsori.onnx", "-XX:SharedArchiveFile=");

    /** Code, classes and stacks of a small JVM with ONNX Runtime, mostly addresses that hold nothing. */
    private static final long OVERHEAD_BYTES = 1536L << 20;

    /** Of the deadline. A process that got less of the processor was held up by others. */
    private static final double LEAST_BUSY = 0.25;

    private static final Path SHELL = Path.of("/bin/sh");
    private static final String BOUNDED =
            "ulimit -v \"$1\" 2>/dev/null; ulimit -t \"$2\" 2>/dev/null; ulimit -c 0; shift 2; exec \"$@\"";

    private TrialProcess() {}

    /**
     * Loads and tries a package elsewhere.
     *
     * @param options how the package is used here; the trial is always on the processor
     * @return memory that it took, in bytes
     * @throws ModelRefusedException if it does not pass, with the reason
     * @throws IOException if it could not be tried at the moment
     */
    static long run(VoicePackage files, VoiceOptions options, Set<Part> parts, TrialLimits limits) throws IOException {
        Path folder = Files.createTempDirectory("sori-trial-");
        try {
            Path verdict = folder.resolve("verdict");
            Process process = start(files, options, parts, limits, folder, verdict);
            try {
                await(process, verdict, limits);
                return judged(process, verdict, limits);
            } finally {
                process.destroyForcibly();
                process.waitFor(10, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a release was tried");
        } finally {
            delete(folder);
        }
    }

    private static Process start(
            VoicePackage files, VoiceOptions options, Set<Part> parts, TrialLimits limits, Path folder, Path verdict)
            throws IOException {
        long heap = Runtime.getRuntime().maxMemory();
        List<String> line = new ArrayList<>();
        if (Files.isExecutable(SHELL)) {
            long addresses = heap + limits.memoryBytes() + OVERHEAD_BYTES;
            long cpuSeconds =
                    4 * limits.deadline().toSeconds(); // in case this process is killed and cannot end that one
            line.addAll(List.of(
                    SHELL.toString(), "-c", BOUNDED, "sh", Long.toString(addresses >> 10), Long.toString(cpuSeconds)));
        }
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-Xmx" + (heap >> 20) + "m", "-Xms16m", "-Xss1m", "-XX:+UseSerialGC"));
        line.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=64m"));
        line.addAll(List.of("-XX:CompressedClassSpaceSize=64m", "-XX:ErrorFile=" + folder.resolve("crash.log")));
        line.addAll(List.of("-XX:-UsePerfData", "-Djava.io.tmpdir=" + folder, "-Djava.awt.headless=true"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> INHERITED.stream().anyMatch(option::startsWith))
                .forEach(line::add);
        Precision precision = files.precision(options);
        line.addAll(List.of(
                TrialChild.class.getName(), files.directory().toAbsolutePath().toString()));
        line.add(parts.stream().map(Part::name).collect(Collectors.joining(",")));
        line.add(precision.name());
        line.add(options.embed().map(EmbedMode::name).orElse(""));
        line.add(Long.toString(limits.deadline().toSeconds()));
        line.add(verdict.toString());
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        // Not an argument: the native library takes long over long command lines.
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        return builder.start();
    }

    private static void await(Process process, Path verdict, TrialLimits limits)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (process.isAlive() && !Files.exists(verdict)) {
            if (System.nanoTime() - start > limits.deadline().toNanos()) {
                throw late(process, limits.deadline());
            }
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
    }

    private static IOException late(Process process, Duration deadline) {
        double spent = process.info()
                .totalCpuDuration()
                .map(each -> (double) each.toNanos() / deadline.toNanos())
                .orElse(1.0);
        String late = "it was not loaded and did not speak two sentences within " + deadline.toSeconds()
                + " s (models.trialSeconds)";
        return spent < LEAST_BUSY
                ? new IOException(late + ", and this machine is too busy to tell why")
                : new ModelRefusedException(late + " and was given up");
    }

    private static long judged(Process process, Path file, TrialLimits limits)
            throws IOException, InterruptedException {
        if (!Files.exists(file)) {
            throw new ModelRefusedException("on trial its process ended with status " + process.waitFor()
                    + ": it crashed, or took more than " + StatusTeller.megabytes(limits.memoryBytes())
                    + " (models.maxVersionBytes)");
        }
        TrialVerdict verdict = TrialVerdict.parse(Files.readString(file));
        if (verdict.kind() == TrialVerdict.Kind.UNKNOWN) {
            throw new IOException("the trial could not be made: " + verdict.reason());
        }
        if (verdict.kind() == TrialVerdict.Kind.REFUSED) {
            throw new ModelRefusedException(verdict.reason());
        }
        if (verdict.memoryBytes() > limits.memoryBytes()) {
            throw new ModelRefusedException(
                    "loading and trying it took " + StatusTeller.megabytes(verdict.memoryBytes()) + ", more than "
                            + StatusTeller.megabytes(limits.memoryBytes()) + " (models.maxVersionBytes)");
        }
        return verdict.memoryBytes();
    }

    private static void delete(Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            // a folder for temporary files is emptied some time
        }
    }
}
