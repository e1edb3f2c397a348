package sori.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sori.audio.Wav;

/** Texts while they are written, and what stops them, as a user types it. */
@Timeout(600)
class LiveCommandsIT {
    private static final String MANY_WORDS = "one two three four five six seven eight nine ten. ".repeat(12);

    @TempDir
    private Path folder;

    @BeforeEach
    void furnish() throws Exception {
        Launched.furnish(folder);
    }

    @Test
    void aTextIsHeardThatComesInPieces() throws Exception {
        String writer = "(printf 'One tw'; sleep 1; printf 'o. It costs 3.'; sleep 2; printf '14 dollars.\\n')";
        try (Launched say = Launched.start(folder, writer + " | exec ./sori say --live --out live.wav")) {
            assertThat(say.awaitEnd()).as(say.output()).isZero();
            assertThat(say.output()).contains("  OK  live.wav");
        }
        assertThat(Wav.read(folder.resolve("live.wav")).seconds()).isGreaterThan(0.5);
    }

    @Test
    void whereNothingIsWrittenNothingIsSaid() throws Exception {
        try (Launched publish = Launched.start(folder, "exec ./sori publish --live < /dev/null")) {
            assertThat(publish.awaitEnd()).as(publish.output()).isZero();
            assertThat(publish.output()).contains("published 0 parts");
        }
    }

    @Test
    void aListenerHearsNoMoreOfWhatIsCancelled() throws Exception {
        try (Launched run = Launched.start(folder, "exec ./sori run")) {
            run.awaitOutput("Ctrl-C ends it");
            try (Launched play = Launched.start(folder, "exec ./sori play --out spoken")) {
                play.awaitOutput("Ctrl-C ends it");
                // What is cancelled before anything of it was heard is no news to a listener; the first speech takes
                // seconds.
                ended("printf 'Warm.' | exec ./sori publish --key room");
                play.awaitOutput("  OK  ");
                int before = play.output().length();
                ended("printf '" + MANY_WORDS + "' | exec ./sori publish --live --key room --ahead-ms 500");
                String cancelled = ended("exec ./sori cancel --key room --reason 'the caller spoke'");
                assertThat(cancelled)
                        .contains("asked for the end of all that was sent under key room (speech.control-");
                play.awaitOutput("  CANCELLED  ");
                ended("printf 'And on.' | exec ./sori publish --key room");
                play.awaitOutput("  OK  ", before);
            }
            Path log = folder.resolve(".sori/log/sori.log");
            assertThat(run.output() + Files.readString(log))
                    .as("nobody's words are in what the pipeline tells")
                    .doesNotContain("seven", "And on");
        }
    }

    /** Kafka's own patience is 15 s at the start, and 120 s later. */
    @ParameterizedTest
    @ValueSource(strings = {"", "--live"})
    void whoGivesABrokerUpThatNeverAnswersIsNotKept(String live) throws Exception {
        try (ServerSocket silent = new ServerSocket(0)) {
            String line = "exec ./sori publish " + live + " --bootstrap localhost:" + silent.getLocalPort();
            try (Launched publish = Launched.start(folder, line)) {
                silent.accept();
                publish.interrupt();
                publish.awaitEnd(8);
                assertThat(publish.output()).doesNotContain("giving up");
            }
        }
    }

    private String ended(String line) throws Exception {
        try (Launched command = Launched.start(folder, line)) {
            assertThat(command.awaitEnd()).as(command.output()).isZero();
            return command.output();
        }
    }

    @Test
    void whereNobodyReadsItACancelIsRefused() throws Exception {
        try (Launched cancel = Launched.start(folder, "exec ./sori cancel --key room")) {
            assertThat(cancel.awaitEnd()).isEqualTo(1);
            assertThat(cancel.output()).contains("there is no topic speech.control; `sori run` makes it");
        }
    }
}
