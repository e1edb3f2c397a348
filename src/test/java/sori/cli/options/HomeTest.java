package sori.cli.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(OS.WINDOWS)
class HomeTest {
    @TempDir
    private Path folder;

    private final String usual = System.getProperty("java.io.tmpdir");
    private final List<String> told = new ArrayList<>();

    @AfterEach
    void putTheTemporaryFolderBack() {
        System.setProperty("java.io.tmpdir", usual);
    }

    @Test
    void aNewStateFolderIsTheOwnersAlone() throws Exception {
        prepare(folder.resolve(".sori"));
        assertThat(permissions(folder.resolve(".sori"))).isEqualTo("rwx------");
        assertThat(told).isEmpty();
        assertThat(folder.resolve(".sori")).as("temporary files lie elsewhere").isEmptyDirectory();
    }

    @Test
    void theTemporaryFolderInItIsClaimedAndTheAbandonedOnesGo() throws Exception {
        Path work = folder.resolve(".sori/tmp");
        Files.createDirectories(work.resolve("17-4/onnxruntime-java123"));
        System.setProperty("java.io.tmpdir", work.resolve("18-1").toString());
        prepare(folder.resolve(".sori"));
        assertThat(work.resolve("18-1/lock")).exists();
        assertThat(work.resolve("17-4")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxr-xr-x", "rwxrwxrwx", "rwx--x---", "rwxr-----"})
    void anOldStateFolderIsNarrowedAndThatIsSaid(String before) throws Exception {
        Path state = Files.createDirectories(folder.resolve("elsewhere"));
        Path log = Files.createDirectories(state.resolve("log")).resolve("sori.log");
        Files.writeString(log, "a text");
        Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString(before));
        prepare(state);
        assertThat(permissions(state)).isEqualTo("rwx------");
        assertThat(permissions(log)).isEqualTo("rw-------");
        assertThat(told).singleElement().asString().contains("now only its owner can");
        prepare(state);
        assertThat(told).as("said once").hasSize(1);
    }

    @Test
    void aFolderThatIsNotSorisAloneIsLeftAsItIs() throws Exception {
        Path state = Files.createDirectories(folder.resolve("shared"));
        Files.writeString(state.resolve("somebody.txt"), "else");
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxr-xr-x"));
        prepare(state);
        assertThat(permissions(state)).isEqualTo("rwxr-xr-x");
        assertThat(told).singleElement().asString().contains("others can enter");
    }

    @Test
    void aStateFolderThatCannotBeUsedIsSaid() throws Exception {
        Path state = Files.writeString(folder.resolve(".sori"), "a file");
        prepare(state);
        assertThat(told).singleElement().asString().contains(state.toString());
    }

    private void prepare(Path state) {
        new Home(folder, state).prepare(told::add);
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
