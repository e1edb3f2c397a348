package sori.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WorkFolderTest {
    @TempDir
    private Path parent;

    /** A process that claims a folder, leaves a file in it as libraries do, and waits for the end of its input. */
    private record Owner(Process process, Path folder) {
        static Owner start(Path folder) throws IOException {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Main.class.getName(),
                            folder.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            assertThat(process.inputReader().readLine()).isEqualTo(folder.toString());
            return new Owner(process, folder);
        }
    }

    static final class Main {
        private Main() {}

        public static void main(String[] arguments) throws IOException {
            Path mine = Path.of(arguments[0]);
            WorkFolder.claim(mine);
            File library = File.createTempFile("lib", ".so", mine.toFile());
            library.deleteOnExit();
            Files.createDirectory(mine.resolve("kept"));
            Files.writeString(mine.resolve("kept/part.so"), "x".repeat(1000));
            System.out.println(mine);
            while (System.in.read() >= 0) {
                // lives on
            }
            Files.delete(mine.resolve("kept/part.so"));
            Files.delete(mine.resolve("kept"));
        }
    }

    @Test
    void nothingOfTheDeadStaysAndNothingOfTheLivingGoes() throws Exception {
        List<Owner> owners = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            owners.add(Owner.start(parent.resolve("owner-" + i)));
        }
        for (Owner dead : List.of(owners.get(0), owners.get(2))) {
            dead.process().destroyForcibly().waitFor();
            assertThat(dead.folder()).isNotEmptyDirectory();
        }

        Path mine = claim("mine");

        assertThat(folders())
                .containsExactlyInAnyOrder(
                        mine, owners.get(1).folder(), owners.get(3).folder());
        assertThat(owners.get(1).folder().resolve("kept/part.so")).exists();
        for (Owner living : List.of(owners.get(1), owners.get(3))) {
            living.process().outputWriter().close();
            assertThat(living.process().waitFor()).isZero();
            assertThat(living.folder()).as("an orderly end tidies up").doesNotExist();
        }
    }

    @Test
    void aProcessMayClaimSeveralFolders() throws Exception {
        Path first = claim("first");
        Path second = claim("second");
        assertThat(folders()).containsExactlyInAnyOrder(first, second);
        Owner other = Owner.start(parent.resolve("other"));
        assertThat(first).exists();
        assertThat(second).exists();
        other.process().destroyForcibly().waitFor();
    }

    @Test
    void aFolderThatWasNeverLockedIsAnAbandonedOne() throws Exception {
        Files.createDirectories(parent.resolve("1-halfway/libraries"));
        Path mine = claim("mine");
        assertThat(folders()).containsExactly(mine);
    }

    private Path claim(String name) throws IOException {
        Path mine = parent.toRealPath().resolve(name);
        WorkFolder.claim(mine);
        return mine;
    }

    private List<Path> folders() throws IOException {
        try (Stream<Path> entries = Files.list(parent.toRealPath())) {
            return entries.filter(Files::isDirectory).toList();
        }
    }
}
