package sori.cli.options;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLinesTest {
    private final Logger logger = new LoggerContext().getLogger("sori.test");
    private final JsonLines lines = new JsonLines();

    private JsonNode line(String message, @Nullable Throwable thrown) throws Exception {
        String encoded = new String(
                lines.encode(new LoggingEvent("", logger, Level.WARN, message, thrown, null)), StandardCharsets.UTF_8);
        assertThat(encoded).endsWith("\n");
        assertThat(encoded.lines()).hasSize(1);
        return new ObjectMapper().readTree(encoded);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "two\nlines\r\n", "\"quoted\" \\ {}", "안녕 \u2028 \u0000 \uD83D\uDE00", ""})
    void anObjectALineWhateverIsSaid(String message) throws Exception {
        JsonNode line = line(message, null);
        assertThat(line.get("message").asText()).isEqualTo(message);
        assertThat(line.get("level").asText()).isEqualTo("WARN");
        assertThat(line.get("logger").asText()).isEqualTo("sori.test");
        assertThat(line.get("thread").asText()).isEqualTo(Thread.currentThread().getName());
        assertThat(Instant.parse(line.get("time").asText())).isBeforeOrEqualTo(Instant.now());
        assertThat(line.has("stack")).isFalse();
    }

    @Test
    void stacksAndMessagesAreBounded() throws Exception {
        Throwable deep = new IllegalStateException("x".repeat(100_000));
        for (int i = 0; i < 100; i++) {
            deep = new IllegalStateException("cause " + i, deep);
        }
        JsonNode line = line("y".repeat(100_000), deep);
        assertThat(line.get("message").asText()).hasSizeLessThan(JsonLines.MOST_MESSAGE + 10);
        String stack = line.get("stack").asText();
        assertThat(stack.lines().filter(each -> each.startsWith("\t"))).hasSize(JsonLines.MOST_FRAMES);
        assertThat(stack.lines().filter(each -> each.startsWith("caused by"))).hasSize(JsonLines.MOST_CAUSES - 1);
        assertThat(stack).startsWith("java.lang.IllegalStateException: cause 99\n\tat ");
    }
}
