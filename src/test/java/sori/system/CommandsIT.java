package sori.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    void sayWorksAfterAnotherWasKilledInTheMiddle() throws Exception {
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
    void sayWorksAfterAnotherWasKilledWhileKafkaStarted() throws Exception {
        Launched killed = Launched.start(folder, "exec ./sori say 'One.' --out lost.wav");
        killed.awaitOutput("starting Kafka");
        Thread.sleep(700); // somewhere between formatting and answering
        killed.kill();

        try (Launched next = Launched.start(folder, "exec ./sori say 'Two.' --out found.wav")) {
            assertThat(next.awaitEnd()).as(next.output()).isZero();
        }
    }

    @Test
    void severalMayStartAtOnceWhereNothingIsYet() throws Exception {
        try (Launched run = Launched.start(folder, "exec ./sori run");
                Launched first = Launched.start(folder, "exec ./sori say 'One.' --out first.wav");
                Launched second = Launched.start(folder, "exec ./sori say 'Two.' --out second.wav")) {
            assertThat(first.awaitEnd()).as(first.output()).isZero();
            assertThat(second.awaitEnd()).as(second.output()).isZero();
            run.awaitOutput("Ctrl-C ends it");
        }
    }

    @Test
    void sayWorksBesideARunningPipeline() throws Exception {
        try (Launched run = Launched.start(folder, "exec ./sori run")) {
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

    @Test
    void aLongCommandLineOverflowsNothing() throws Exception {
        String line = "exec ./sori doctor --models models/" + "../models/".repeat(3000);
        try (Launched doctor = Launched.start(folder, line)) {
            assertThat(doctor.awaitEnd()).as(doctor.output()).isEqualTo(1);
            assertThat(doctor.output()).contains("no usable voice");
        }
    }
}
