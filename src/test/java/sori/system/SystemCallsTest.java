package sori.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SystemCallsTest {
    private static final Path FOLDER = Path.of("/home/anna");

    private static SystemCalls calls(String... lines) {
        return new SystemCalls(List.of(lines), FOLDER);
    }

    @Test
    void aCallThatAnothersCameBetweenIsReadToItsEnd() {
        assertThat(calls(
                                "12 mkdir(\"/tmp\", 0777 <unfinished ...>",
                                "13 mkdir(\"/var/made\", 0777 <unfinished ...>",
                                "12 <... mkdir resumed>) = -1 EEXIST (File exists)",
                                "13 <... mkdir resumed>) = 0")
                        .madeOutsideOf(FOLDER))
                .containsExactly("/var/made");
    }

    @Test
    void aCallWhoseEndNobodySawCounts() {
        assertThat(calls("12 openat(AT_FDCWD</home/anna>, \"/var/left\", O_WRONLY|O_CREAT, 0666 <unfinished ...>")
                        .madeOutsideOf(FOLDER))
                .containsExactly("/var/left");
        assertThat(calls("12 connect(7, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr(\"192.0.2.1\")}, 16"
                                + " <unfinished ...>")
                        .reachedOutside())
                .hasSize(1);
    }
}
