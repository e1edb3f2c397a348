package sori.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sori.audio.Wav;

/** Commands beside each other, and after one whose plug was pulled. */
@Timeout(600)
class CommandsIT {
    @TempDir
    private Path folder;

    @BeforeEach
    void furnish() throws Exception {
        Launched.furnish(folder);
    }

    @Test
    void sayWorksAfterOthersWereKilledWhileKafkaStartedAndInTheMiddle() throws Exception {
        Launched early = Launched.start(folder, "exec ./sori say 'One.' --out lost.wav");
        Path starting = folder.resolve(".sori/broker/running"); // formatted, and not answering yet
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> Files.exists(starting));
        early.kill();

        Launched killed = Launched.start(folder, "exec ./sori say 'One two three four five.' --out lost.wav");
        killed.awaitOutput("published to speech.text");
        killed.kill();
        assertThat(folder.resolve(".sori/tmp"))
                .as("native libraries of the killed")
                .isDirectoryRecursivelyContaining(path -> path.toString().contains("onnxruntime"));

        try (Launched next = Launched.start(folder, "exec ./sori say 'One two three.' --out found.wav")) {
            assertThat(next.awaitEnd()).as(next.output()).isZero();
        }
        assertThat(Wav.read(folder.resolve("found.wav")).seconds()).isGreaterThan(0.5);
        assertThat(filesIn(folder.resolve(".sori/tmp")))
                .as("no file stays")
                .containsExactly(folder.resolve(".sori/tmp/lock"));
    }

    private static List<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void severalMayStartAtOnceWhereNothingIsYetAndSayWorksBesideARunningPipeline() throws Exception {
        try (Launched run = Launched.start(folder, "exec ./sori run")) {
            try (Launched first = Launched.start(folder, "exec ./sori say 'One.' --out first.wav");
                    Launched second = Launched.start(folder, "exec ./sori say 'Two.' --out second.wav")) {
                assertThat(first.awaitEnd()).as(first.output()).isZero();
                assertThat(second.awaitEnd()).as(second.output()).isZero();
            }
            run.awaitOutput("Ctrl-C ends it");
            try (Launched say = Launched.start(folder, "exec ./sori say 'One.' --out beside.wav --plot beside.png")) {
                assertThat(say.awaitEnd()).as(say.output()).isZero();
                assertThat(say.output()).doesNotContain("another application");
            }
            assertThat(folder.resolve("beside.png")).isNotEmptyFile();
            try (Launched say = Launched.start(folder, "exec ./sori say 'One.' --voice en-tini --out never.wav")) {
                assertThat(say.awaitEnd()).isEqualTo(1);
                assertThat(say.output()).contains("no voice is called en-tini (did you mean 'en-tiny'?)");
            }
        }
    }

    @Test
    void wordsOfAnyScriptAreUnderstoodWithoutALocale() throws Exception {
        String line = "unset LANG LC_CTYPE; LC_ALL= exec ./sori topology topologies/소리.yaml";
        try (Launched topology = Launched.start(folder, line)) {
            assertThat(topology.awaitEnd()).isEqualTo(1);
            assertThat(topology.output()).contains("no topology file topologies/소리.yaml");
        }
    }

    /** So that starts stay cheap; which jars it would miss, and why, the JVM says with {@code -Xlog:class+path=info}. */
    @Test
    void classesOfLibrariesComeOutOfTheArchive() throws Exception {
        String line = "SORI_JAVA_OPTS+=' -Xlog:class+load:file=loaded.txt' exec ./sori topology topologies/speech.yaml";
        try (Launched topology = Launched.start(folder, line)) {
            assertThat(topology.awaitEnd()).as(topology.output()).isZero();
        }
        assertThat(Files.readAllLines(folder.resolve("loaded.txt")))
                .anyMatch(loaded ->
                        loaded.contains("com.fasterxml.jackson.databind.ObjectMapper source: shared objects file"));
    }

    @Test
    void aLongCommandLineOverflowsNothing() throws Exception {
        String line = "exec ./sori doctor --models models/" + "../models/".repeat(3000);
        try (Launched doctor = Launched.start(folder, line)) {
            assertThat(doctor.awaitEnd()).as(doctor.output()).isEqualTo(1);
            assertThat(doctor.output()).contains("no usable voice");
        }
    }
}
