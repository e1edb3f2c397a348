package sori.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sori.schema.AudioChunk;
import sori.schema.FailureReason;
import sori.schema.SpeechFailure;
import sori.schema.SpeechStatus;
import sori.schema.TextEvent;
import sori.stream.stage.FakeVoices;
import sori.topology.TopologyFile;

/** Control records on their way through whole topologies. */
class CancelledPipelineTest {
    private static final Duration DRAIN = Duration.ofMillis(5);
    private static final TextEvent EVENT =
            TestPipeline.event("u1", "one two three. four five. six").build();

    @TempDir
    private Path state;

    private final FakeVoices voices = new FakeVoices();

    private TestPipeline application(String name) {
        try {
            return new TestPipeline(
                    TopologyFile.read(Path.of("topologies", name + ".yaml")), voices, state.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void stopsWhatIsSpokenAndLeavesTheRestOfTheKeyAlone() {
        voices.eager = false;
        try (TestPipeline pipeline = application("speech")) {
            pipeline.publish("room", EVENT);
            pipeline.publish("room", TestPipeline.event("u2", "seven").build());
            voices.workOnOldest();
            pipeline.advance(DRAIN);
            List<AudioChunk> heard = new ArrayList<>(pipeline.audio());
            assertThat(heard).isNotEmpty();
            pipeline.cancel("room", "u1");
            while (!voices.waiting.isEmpty()) {
                voices.workOnOldest();
            }
            pipeline.advance(DRAIN);
            heard.addAll(pipeline.audio());
            assertThat(heard)
                    .filteredOn(AudioChunk::getLast)
                    .extracting(AudioChunk::getUtteranceId)
                    .containsExactly("u1", "u2");
            AudioChunk end =
                    heard.stream().filter(AudioChunk::getLast).findFirst().orElseThrow();
            assertThat(end.getStatus()).isEqualTo(SpeechStatus.CANCELLED);
            assertThat(end.getSpokenTo()).isEqualTo("one two three".length());
            assertThat(end.getEventTimestamp())
                    .isEqualTo(pipeline.now().minus(DRAIN.multipliedBy(2)).toEpochMilli());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"u1", ""})
    void answersATextThatComesAfterItsCancel(String id) {
        try (TestPipeline pipeline = application("speech")) {
            pipeline.cancel("room", id.isEmpty() ? null : id);
            pipeline.publish("room", EVENT);
            pipeline.advance(DRAIN);
            assertThat(pipeline.audio()).singleElement().satisfies(end -> {
                assertThat(end.getStatus()).isEqualTo(SpeechStatus.CANCELLED);
                assertThat(end.getSpokenTo()).isEqualTo(-1);
                assertThat(end.getVoice()).isEqualTo("fake");
            });
            pipeline.advance(Duration.ofSeconds(1));
            pipeline.publish("room", TestPipeline.event("u2", "seven").build());
            pipeline.advance(DRAIN);
            assertThat(pipeline.audio())
                    .filteredOn(AudioChunk::getLast)
                    .extracting(AudioChunk::getStatus)
                    .containsExactly(SpeechStatus.OK);
        }
        assertThat(voices.submitted).hasSize(1);
    }

    @Test
    void forgetsACancelledNameWithTheDuplicateWindow() {
        try (TestPipeline pipeline = application("speech")) {
            pipeline.cancel("room", "u1");
            pipeline.advance(Duration.ofSeconds(TopologyFile.SPEECH.settings().duplicateWindowSeconds() + 61));
            pipeline.publish("room", EVENT);
            pipeline.advance(DRAIN);
            assertThat(pipeline.audio())
                    .filteredOn(AudioChunk::getLast)
                    .extracting(AudioChunk::getStatus)
                    .containsExactly(SpeechStatus.OK);
        }
    }

    @Test
    void stopsWhatWaitsForItsVoice() {
        voices.coming.add("fake@1");
        try (TestPipeline pipeline = application("speech")) {
            pipeline.publish("room", EVENT);
            pipeline.publish("room", TestPipeline.event("u2", "seven").build());
            pipeline.advance(DRAIN);
            pipeline.cancel("room", "u1");
            assertThat(pipeline.audio()).singleElement().returns(SpeechStatus.CANCELLED, AudioChunk::getStatus);
            voices.coming.clear();
            pipeline.advance(DRAIN);
            pipeline.advance(DRAIN);
            assertThat(pipeline.audio()).extracting(AudioChunk::getUtteranceId).containsOnly("u2");
        }
        assertThat(voices.leased).isEmpty();
    }

    @Test
    void takesAnEventWithoutAKeyByItsId() {
        voices.eager = false;
        try (TestPipeline pipeline = application("speech")) {
            pipeline.publish(null, EVENT);
            pipeline.cancel(null, "u1");
            assertThat(pipeline.audio()).singleElement().returns(SpeechStatus.CANCELLED, AudioChunk::getStatus);
        }
    }

    @Test
    void takesJson() {
        voices.eager = false;
        try (TestPipeline pipeline = application("speech")) {
            pipeline.publish("room", EVENT);
            pipeline.control(
                    "room", "{\"action\": \"CANCEL\", \"utteranceId\": \"u1\"}".getBytes(StandardCharsets.UTF_8));
            assertThat(pipeline.audio()).singleElement().returns(SpeechStatus.CANCELLED, AudioChunk::getStatus);
        }
    }

    @Test
    void reportsWhatItCannotReadAndGoesOn() {
        try (TestPipeline pipeline = application("speech");
                TestPipeline vocode = application("vocode")) {
            String[] wrong = {
                "stop", "{}", "{\"action\": \"CANCLE\"}", "{\"action\": \"OTHER\"}", "{\"action\": \"CANCEL\"}"
            };
            for (String control : wrong) {
                pipeline.control(null, control.getBytes(StandardCharsets.UTF_8));
                vocode.control(null, control.getBytes(StandardCharsets.UTF_8));
            }
            pipeline.control("k".repeat(5000), "{\"action\": \"CANCEL\"}".getBytes(StandardCharsets.UTF_8));
            List<SpeechFailure> failures = pipeline.failures();
            assertThat(failures)
                    .extracting(SpeechFailure::getReason)
                    .containsExactly(
                            FailureReason.UNDECODABLE,
                            FailureReason.UNDECODABLE,
                            FailureReason.UNDECODABLE,
                            FailureReason.UNSUPPORTED,
                            FailureReason.UNSUPPORTED,
                            FailureReason.TOO_LARGE);
            assertThat(failures).extracting(SpeechFailure::getSourceTopic).containsOnly("speech.control");
            assertThat(failures.get(2).getDetail()).contains("CANCEL");
            assertThat(vocode.failures())
                    .as("only the application that reads the text reports it")
                    .isEmpty();
            pipeline.publish("room", EVENT);
            pipeline.advance(DRAIN);
            assertThat(pipeline.audio()).isNotEmpty();
        }
    }

    /** Each of the three hears of it: with a record of the utterance before it, or behind it. */
    @Test
    void endsOnceInThreeApplications() {
        for (int first = 0; first < 8; first++) {
            try (TestPipeline front = application("front");
                    TestPipeline mel = application("mel");
                    TestPipeline vocode = application("vocode")) {
                boolean[] early = {(first & 1) != 0, (first & 2) != 0, (first & 4) != 0};
                cancel(front, early[0]);
                front.publish("room", EVENT);
                cancel(front, !early[0]);
                cancel(mel, early[1]);
                mel.pipe(front.raw("speech.symbols"));
                mel.advance(DRAIN);
                cancel(mel, !early[1]);
                cancel(vocode, early[2]);
                vocode.pipe(mel.raw("speech.mel"));
                vocode.advance(DRAIN);
                cancel(vocode, !early[2]);
                List<AudioChunk> heard = vocode.audio();
                assertThat(heard).filteredOn(AudioChunk::getLast).hasSize(1);
                AudioChunk end = heard.get(heard.size() - 1);
                assertThat(end.getLast()).isTrue();
                assertThat(end.getStatus()).isEqualTo(first == 0 ? SpeechStatus.OK : SpeechStatus.CANCELLED);
            }
        }
    }

    private static void cancel(TestPipeline application, boolean now) {
        if (now) {
            application.cancel("room", "u1");
        }
    }
}
