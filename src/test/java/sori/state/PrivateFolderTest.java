package sori.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class PrivateFolderTest {
    @TempDir
    private Path folder;

    @Test
    void whatItMakesIsTheOwnersAlone() throws Exception {
        Path made = PrivateFolder.create(folder.resolve("a/b/c"));
        for (Path each : List.of(folder.resolve("a"), folder.resolve("a/b"), made)) {
            assertThat(permissions(each)).isEqualTo("rwx------");
        }
        assertThat(PrivateFolder.open(made)).isFalse();
    }

    @Test
    void whatIsThereStaysAsItIs() throws Exception {
        Path there = withPermissions(Files.createDirectory(folder.resolve("there")), "rwxr-x---");
        PrivateFolder.create(there);
        assertThat(permissions(there)).isEqualTo("rwxr-x---");
        assertThat(PrivateFolder.open(there)).isTrue();
    }

    @Test
    void narrowingTakesAnyTreeFromAllOthersAndGivesItsOwnerNothingNew() throws Exception {
        Random random = new Random(7);
        Path tree = Files.createDirectory(folder.resolve("tree"));
        for (int i = 0; i < 60; i++) {
            Path parent = Files.createDirectories(tree.resolve("d" + random.nextInt(5) + "/e" + random.nextInt(3)));
            String others = List.of("r--", "rw-", "rwx", "---", "--x").get(random.nextInt(5));
            String owner = List.of("r--", "rw-", "rwx").get(random.nextInt(3));
            withPermissions(Files.createFile(parent.resolve("f" + i)), owner + others + others);
        }
        Path outside = withPermissions(Files.createFile(folder.resolve("outside")), "rw-r--r--");
        Files.createSymbolicLink(tree.resolve("link"), outside);
        withPermissions(tree, "rwxr-xr-x");
        List<String> ownersBefore = owners(tree);

        PrivateFolder.narrow(tree);

        try (Stream<Path> all = Files.walk(tree)) {
            assertThat(all.filter(path -> !Files.isSymbolicLink(path)))
                    .allSatisfy(path -> assertThat(permissions(path)).endsWith("------"));
        }
        assertThat(owners(tree)).isEqualTo(ownersBefore);
        assertThat(permissions(outside)).as("links are not followed").isEqualTo("rw-r--r--");
    }

    private static List<String> owners(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            return all.sorted()
                    .map(path -> path + " " + permissions(path).substring(0, 3))
                    .toList();
        }
    }

    private static Path withPermissions(Path path, String permissions) throws IOException {
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private static String permissions(Path path) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
