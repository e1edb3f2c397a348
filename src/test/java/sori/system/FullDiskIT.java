package sori.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a person reads when the disk is full. The disk is one in memory, mounted where nobody but the command sees it. */
@Timeout(400)
@EnabledOnOs(OS.LINUX)
class FullDiskIT {
    private static final String OWN_MOUNTS = "unshare --mount --map-root-user ";

    @TempDir
    private Path folder;

    @BeforeEach
    void furnish() throws Exception {
        Launched.furnish(folder);
        Process possible = new ProcessBuilder("bash", "-c", OWN_MOUNTS + "mount -t tmpfs none " + folder).start();
        assumeThat(possible.waitFor()).as("a disk can be mounted here").isZero();
    }

    @Test
    void aRunEndsWithTheReasonAndStartsAgainWhereThereIsRoom() throws Exception {
        endsWithTheReasonAndStartsAgain("run", 300);
    }

    @Tag("nightly")
    @Test
    void aBrokerOnItsOwnToo() throws Exception {
        endsWithTheReasonAndStartsAgain("broker", 40);
    }

    private void endsWithTheReasonAndStartsAgain(String command, int diskMiB) throws Exception {
        String line = """
                mkdir .sori && mount -t tmpfs -o mode=700,size=%2$dm none .sori || exit 9
                ./sori %1$s &
                until [ -e filled ]; do sleep 0.1; done
                dd if=/dev/zero of=.sori/filler bs=64k status=none
                wait $!
                echo "ended with $?"
                rm .sori/filler
                echo "once more"
                exec ./sori %1$s
                """.formatted(command, diskMiB);
        try (Launched full = Launched.start(folder, OWN_MOUNTS + "bash -c '" + line + "'")) {
            full.awaitOutput("Ctrl-C ends it");
            Files.createFile(folder.resolve("filled"));
            full.awaitOutput("once more");
            String said = full.output();
            assertThat(said)
                    .contains("the embedded broker gives up")
                    .contains(folder.resolve(".sori/broker")
                            + " cannot be written: No space left on device (0 MiB are free)")
                    .contains("make room and start again")
                    .contains("ended with 1");
            full.awaitOutput("Ctrl-C ends it", said.length());
            assertThat(full.output().substring(said.length())).doesNotContain("gives up");
        }
    }
}
