package sori.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Exactly once under kill -9 of an instance and of the broker, in processes of their own: the short form of {@code ./sori soak}. */
@Timeout(600)
class KillIT {
    @TempDir
    private Path folder;

    @Test
    void everyEventIsSpokenOnceAndWholeThoughAnInstanceAndTheBrokerAreKilled() throws Exception {
        Launched.furnish(folder);
        try (Launched soak = Launched.start(folder, "exec ./sori soak --utterances 40 --kills 2 --rate 10 --json")) {
            assertThat(soak.awaitEnd(540)).as(soak.output()).isZero();
            assertThat(soak.output())
                    .contains("kill -9 of the broker")
                    .contains("\"figure\":\"soak.utterances\"", "\"value\":40,")
                    .contains("\"figure\":\"soak.kills\"", "\"value\":2,")
                    .containsPattern("\"figure\":\"soak.violations\".*\"value\":0,");
        }
    }
}
