package sori.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import sori.cli.options.Home;

class DiagnosisTest {
    @TempDir
    private Path folder;

    private final Diagnosis diagnosis = new Diagnosis();

    @Test
    void aStateFolderIsTriedOutAndLeftAsItWas() {
        diagnosis.state(new Home(folder, folder.resolve(".sori")));
        assertThat(diagnosis.problems()).noneMatch(problem -> problem.contains("cannot"));
        assertThat(folder.resolve(".sori")).isEmptyDirectory();
    }

    @Test
    void aFileInItsPlaceIsWrong() throws Exception {
        diagnosis.state(new Home(folder, Files.createFile(folder.resolve(".sori"))));
        assertThat(diagnosis.problems()).singleElement().asString().startsWith("cannot write to " + folder);
    }

    /** It has every permission, and root may write nothing either. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aFolderThatTakesNoFilesIsWrong() {
        diagnosis.state(new Home(folder, Path.of("/proc/self")));
        assertThat(diagnosis.problems()).anyMatch(problem -> problem.startsWith("/proc/self cannot be written: "));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aFolderThatOthersEnterIsWrong() throws Exception {
        Path state = Files.createDirectory(folder.resolve("state"));
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwx--x--x"));
        diagnosis.state(new Home(folder, state));
        assertThat(diagnosis.problems()).anyMatch(problem -> problem.startsWith("others can enter " + state));
    }

    @Test
    void saysThatNothingTellsItsMaker() {
        diagnosis.telemetry();
        assertThat(diagnosis.findings())
                .singleElement()
                .asString()
                .startsWith("telemetry")
                .contains("none");
        assertThat(diagnosis.problems()).isEmpty();
    }
}
