package sori.stream;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import sori.kafka.Wire;
import sori.schema.AudioChunk;
import sori.schema.ControlAction;
import sori.schema.FailureReason;
import sori.schema.GeneratedSchemas;
import sori.schema.SpeechControl;
import sori.schema.SpeechStatus;
import sori.schema.TextEvent;
import sori.schema.TextPart;
import sori.stream.stage.FakeVoices;
import sori.stream.stage.Unworded;
import sori.topology.TopologyFile;

/** Whatever a text does to the pipeline, the log says nothing of what it says; the failure record does. */
class SilentLogTest {
    /** In no name of ours. */
    private static final String MARK = "quetzalcoatl";

    private static final Instant TIME_BEGAN = Instant.EPOCH.plusSeconds(1);

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

    private static TextEvent.Builder part(String id, int index, boolean last, String text) {
        return TestPipeline.event(id, text).setPart(new TextPart(index, last, false));
    }

    /** Each kind of event, and all that a sender can do wrong; what is refused is refused for its reason. */
    @Test
    void whateverASenderDoesIsNotLogged() {
        String secret = "the " + MARK + " of " + MARK + ".";
        List<TextEvent.Builder> sent = List.of(
                TestPipeline.event("whole", secret),
                TestPipeline.event("whole", "again " + secret),
                TestPipeline.event("long", (MARK + " ").repeat(1000)),
                TestPipeline.event("ssml", "<speak>" + secret + "<break time='1s'/></speak>")
                        .setSsml(true),
                TestPipeline.event("no ssml", "<speak><p>" + secret + "</speak>")
                        .setSsml(true),
                TestPipeline.event("strange ssml", "<speak><" + MARK + "/></speak>")
                        .setSsml(true),
                TestPipeline.event("language", secret).setLanguage("xx"),
                TestPipeline.event("voice", secret).setVoice("nobody"),
                TestPipeline.event("old", secret).setExpiresAt(TIME_BEGAN),
                TestPipeline.event("options", secret).setOptions(Map.of("cut", MARK)),
                TestPipeline.event("bulk", secret).setOptions(Map.of("priority", "bulk", "cut", "clause")),
                part("parts", 0, false, secret + " And " + MARK),
                part("language in parts", 0, true, secret).setLanguage("xx"),
                part("parts", 0, false, "once more " + secret),
                part("parts", 1, false, secret).setVoice("another"),
                part("parts", 3, true, "too early " + secret),
                part("closed", 0, true, secret + " And so on"),
                part("closed", 1, false, secret),
                part("ssml part", 0, false, "<speak>" + secret).setSsml(true),
                part("lost", 1, false, secret));
        Set<FailureReason> reasons = EnumSet.noneOf(FailureReason.class);
        try (TestPipeline pipeline = pipeline()) {
            for (int i = 0; i < sent.size(); i++) {
                TextEvent event = sent.get(i).build();
                pipeline.publish("room-" + event.getUtteranceId(), event);
                pipeline.advance(Duration.ofMillis(100));
            }
            pipeline.publish(
                    "hall", TestPipeline.event("cancelled", secret.repeat(50)).build());
            pipeline.control("hall", cancel("cancelled"));
            pipeline.control("hall", cancel(null));
            pipeline.control("empty hall", cancel("unheard of"));
            pipeline.advance(Duration.ofSeconds(100));
            pipeline.advance(Duration.ofSeconds(100));
            pipeline.failures().forEach(failure -> reasons.add(failure.getReason()));
            assertThat(pipeline.audio())
                    .extracting(AudioChunk::getStatus)
                    .contains(SpeechStatus.OK, SpeechStatus.CUT, SpeechStatus.CANCELLED);
        }
        assertThat(reasons)
                .contains(
                        FailureReason.UNDECODABLE,
                        FailureReason.TEXT_TOO_LONG,
                        FailureReason.UNKNOWN_LANGUAGE,
                        FailureReason.UNSUPPORTED,
                        FailureReason.EXPIRED,
                        FailureReason.DUPLICATE,
                        FailureReason.PART_MISSING,
                        FailureReason.PART_REFUSED);
        assertThat(lines()).noneMatch(line -> line.contains(MARK));
    }

    private static byte[] cancel(@Nullable String id) {
        SpeechControl control = new SpeechControl(ControlAction.CANCEL, id, "because of the " + MARK);
        return new Wire<>(SpeechControl.class).encode(control);
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
