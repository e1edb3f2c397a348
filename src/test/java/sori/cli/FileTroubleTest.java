package sori.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTroubleTest {
    @Test
    void whatCannotBeReadOrMadeIsNamedInASentence(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("a.txt"), "a");
        said(folder.resolve("none/a.wav"), " cannot be made", () -> Files.createFile(folder.resolve("none/a.wav")));
        said(file, "a file where a folder is needed", () -> Files.createDirectories(file));
        said(file, "no folder", () -> Files.newDirectoryStream(file).close());
        said(folder, "", () -> Files.delete(folder));
    }

    private static void said(Path about, String what, ThrowingCallable doing) {
        FileSystemException trouble = catchThrowableOfType(FileSystemException.class, doing);
        assertThat(FileTrouble.said(trouble))
                .contains(about.toString(), what)
                .doesNotContain("Exception")
                .doesNotContain("null");
    }
}
