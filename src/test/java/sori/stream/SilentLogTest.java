package sori.stream;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import sori.schema.GeneratedSchemas;
import sori.schema.TextEvent;
import sori.schema.TextPart;
import sori.stream.stage.FakeVoices;
import sori.stream.stage.Unworded;
import sori.topology.TopologyFile;

/** Whatever a text does to the pipeline, the log says nothing of what it says; the failure record does. */
class SilentLogTest {
    /** In no name of ours. */
    private static final String MARK = "quetzalcoatl";

    @TempDir
    private Path state;

    private final FakeVoices voices = new FakeVoices();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

    @BeforeAll
    static void letAvroTrustTheSchemas() {
        GeneratedSchemas.trust();
    }

    @BeforeEach
    void listen() {
        log.start();
        root.addAppender(log);
    }

    @AfterEach
    void stop() {
        root.detachAppender(log);
    }

    private List<String> lines() {
        return log.list.stream()
                .map(event -> event.getFormattedMessage()
                        + (event.getThrowableProxy() == null
                                ? ""
                                : ThrowableProxyUtil.asString(event.getThrowableProxy())))
                .toList();
    }

    private TestPipeline pipeline() {
        return new TestPipeline(TopologyFile.SPEECH.withControl(), voices, state);
    }

    private static TextEvent part(String id, int index, String text) {
        return TestPipeline.event(id, text)
                .setPart(new TextPart(index, false, true))
                .build();
    }

    @Test
    void whatIsSpokenIsNotLogged() {
        try (TestPipeline pipeline = pipeline()) {
            pipeline.publish(
                    "room", TestPipeline.event("u", MARK + ". and " + MARK).build());
            pipeline.publish("room", part("v", 0, MARK + " grows. "));
            pipeline.advance(Duration.ofSeconds(60));
            assertThat(pipeline.utterances()).isNotEmpty();
        }
        assertThat(lines()).noneMatch(line -> line.contains(MARK));
    }

    /** Exceptions like to quote what they fell over. */
    @Test
    void whatBreaksAStageIsNotLogged() {
        voices.normalizers = () -> {
            throw new IllegalStateException("cannot read '" + MARK + "'", new IllegalArgumentException(MARK));
        };
        try (TestPipeline pipeline = pipeline()) {
            pipeline.publish("room", TestPipeline.event("u", MARK).build());
            pipeline.publish("room", part("v", 0, MARK + ". "));
            pipeline.advance(Duration.ofSeconds(60));
            assertThat(pipeline.failures()).isNotEmpty();
        }
        assertThat(lines()).noneMatch(line -> line.contains(MARK));
    }

    @Test
    void whatCannotBeReadIsNotLogged() {
        List<String> broken = List.of(
                MARK,
                "{\"text\": \"" + MARK,
                "{\"text\": \"" + MARK + "\", \"" + MARK + "\": 1}",
                "{\"text\": [\"" + MARK + "\"]}",
                "{\"text\": \"one\", \"part\": \"" + MARK + "\"}",
                "{\"action\": \"" + MARK + "\"}",
                "{\"action\": \"CANCEL\", \"reason\": {\"" + MARK + "\": \"" + MARK + "\"}}");
        try (TestPipeline pipeline = pipeline()) {
            for (String each : broken) {
                pipeline.publish("room", each.getBytes(StandardCharsets.UTF_8));
                pipeline.control("room", each.getBytes(StandardCharsets.UTF_8));
            }
            pipeline.advance(Duration.ofSeconds(1));
            assertThat(pipeline.failures()).hasSizeGreaterThan(broken.size());
        }
        assertThat(lines()).anyMatch(line -> line.contains("control record")); // it does listen
        assertThat(lines()).noneMatch(line -> line.contains(MARK));
    }

    @Test
    void anExceptionIsLoggedWithItsCausesAndPlacesAndWithoutItsWords() {
        Exception cause = new IllegalArgumentException(MARK);
        String logged = ThrowableProxyUtil.asString(new ch.qos.logback.classic.spi.ThrowableProxy(
                Unworded.of(new IllegalStateException("about " + MARK, cause))));
        assertThat(logged)
                .contains("IllegalStateException", "IllegalArgumentException", "SilentLogTest.java")
                .doesNotContain(MARK);
        Exception loop = new IllegalStateException(MARK, cause);
        cause.initCause(loop);
        assertThat(Unworded.of(loop)).hasMessage(IllegalStateException.class.getName());
    }
}
