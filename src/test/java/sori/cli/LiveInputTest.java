package sori.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sori.config.Refusal;

class LiveInputTest {
    private static final Duration NOW = Duration.ZERO;

    private long nanos;
    private final LiveInput input = new LiveInput(() -> nanos);
    private final StringBuilder text = new StringBuilder();
    private int flushes;

    private int signsOfLife;

    private final LiveInput.Text written = new LiveInput.Text() {
        @Override
        public void append(String piece) {
            assertThat(Character.isHighSurrogate(piece.charAt(piece.length() - 1)))
                    .isFalse();
            text.append(piece);
        }

        @Override
        public void flush() {
            flushes++;
        }

        @Override
        public void keepOpen() {
            signsOfLife++;
        }
    };

    private boolean pass() {
        return input.pass(written, NOW);
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A stream that never gives more than some bytes at once, wherever that cuts a character. */
    private static InputStream inPieces(String text, Random random) {
        InputStream all = bytes(text);
        return new InputStream() {
            @Override
            public int read() throws IOException {
                return all.read();
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return all.read(into, offset, Math.min(length, 1 + random.nextInt(3)));
            }

            @Override
            public int available() {
                return 0;
            }
        };
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void charactersAreWholeWhereverTheirBytesAreCut(long seed) {
        String all = "a안녕\uD83D\uDE00é\n…".repeat(50);
        input.readAll(inPieces(all, new Random(seed)));
        while (pass()) {}
        assertThat(text.toString()).isEqualTo(all);
    }

    @Test
    void whatIsNoUtf8IsNoReasonToStop() {
        input.readAll(new ByteArrayInputStream(new byte[] {'a', (byte) 0xFF, 'b'}));
        while (pass()) {}
        assertThat(text.toString()).isEqualTo("a\uFFFDb");
    }

    @ParameterizedTest(name = "''{0}'' and then nothing for {1} ms: heard {2}")
    @CsvSource({
        "Let me check., 999, false", "Let me check., 1000, true", "'Is it so?\" ', 1000, true", "그래요。, 1000, true",
        "It is 3, 60000, false", "'first, ', 60000, false", "'Yes\n', 199, false", "'Yes\n', 200, true",
        "'and then\r\n', 200, true", "'3.\n\n', 200, true"
    })
    void whoeverStopsBehindASentenceOrALineWantsToHearIt(String line, long silentMs, boolean heard) {
        Thread writer = new Thread(() -> input.readAll(new Endless(line)));
        writer.setDaemon(true);
        writer.start();
        while (text.length() < line.length()) {
            input.pass(written, Duration.ofMillis(20));
        }
        nanos += Duration.ofMillis(silentMs).toNanos();
        pass();
        pass();
        assertThat(flushes).isEqualTo(heard ? 1 : 0);
        writer.interrupt();
    }

    @Test
    void whoeverThinksForLongIsNotForgotten() {
        for (int second = 0; second < 100; second++) {
            nanos += Duration.ofSeconds(1).toNanos();
            pass();
        }
        assertThat(signsOfLife).isEqualTo(10);
    }

    @Test
    void aStreamThatBreaksIsSaid() {
        input.readAll(new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the pipe is gone");
            }
        });
        assertThatThrownBy(this::pass).isInstanceOf(Refusal.class).hasMessageContaining("the pipe is gone");
    }

    /** Gives its text and then nothing, for ever. */
    private static final class Endless extends InputStream {
        private final InputStream all;

        private Endless(String text) {
            this.all = bytes(text);
        }

        @Override
        public int read() throws IOException {
            int next = all.read();
            if (next < 0) {
                try {
                    Thread.sleep(Long.MAX_VALUE);
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            return next;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int some = all.read(into, offset, length);
            if (some >= 0) {
                return some;
            }
            into[offset] = (byte) read();
            return 1;
        }
    }
}
