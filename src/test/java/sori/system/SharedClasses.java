package sori.system;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * An archive of the classes in {@code target/lib} that started processes map, so that each start takes a fifth less of the processor's
 * time. Made once for these jars; a JVM that finds others goes on without it.
 */
final class SharedClasses {
    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private static String options = "";

    private SharedClasses() {}

    /** For the command line of a JVM whose class path begins with {@code target/lib/*}. */
    static synchronized String options() throws IOException {
        if (options.isEmpty()) {
            Path archive = TARGET.resolve("shared-" + jars() + ".jsa");
            // Another test's process may want it at the same time.
            try (FileChannel channel = FileChannel.open(
                            TARGET.resolve("shared.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var lock = channel.lock()) {
                if (!Files.exists(archive)) {
                    make(archive);
                }
            }
            options = "-XX:SharedArchiveFile=" + archive + " -Xlog:cds=off";
        }
        return options;
    }

    /** What they are, as a number. */
    private static String jars() throws IOException {
        try (Stream<Path> jars = Files.list(TARGET.resolve("lib"))) {
            List<Integer> all = jars.map(jar -> Objects.hash(jar, lastModified(jar)))
                    .sorted()
                    .toList();
            return Integer.toHexString(Objects.hash(all, System.getProperty("java.home")));
        }
    }

    private static long lastModified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One utterance is spoken, and what was loaded for it is archived. */
    private static void make(Path archive) throws IOException {
        Path folder = Files.createTempDirectory(TARGET, "shared-");
        Path list = folder.resolve("classes");
        Path made = folder.resolve("archive");
        Launched.furnish(folder);
        try (Launched say =
                Launched.start(folder, "exec ./sori say 'One.' --out one.wav", "-XX:DumpLoadedClassList=" + list)) {
            if (say.awaitEnd() != 0) {
                throw new IllegalStateException(say.output());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        List<String> dump = new ArrayList<>(List.of(JAVA, "-Xshare:dump", "-XX:SharedClassListFile=" + list));
        dump.addAll(List.of("-XX:SharedArchiveFile=" + made, "-Xlog:disable", "-cp", TARGET + "/lib/*"));
        run(dump, folder.resolve("dump.txt").toFile());
        Files.move(made, archive, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void run(List<String> command, File output) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        if (process.onExit().join().exitValue() != 0) {
            throw new IllegalStateException(Files.readString(output.toPath()));
        }
    }
}
