package sori.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sori.schema.AudioChunk;
import sori.schema.FailureReason;
import sori.schema.MelChunk;
import sori.schema.SpeechFailure;

/** A stage that does not have an utterance's version yet. */
class LateVoiceTest {
    private static final Duration DRAIN = Duration.ofMillis(5);

    @TempDir
    private Path state;

    private final FakeVoices voices = new FakeVoices();

    private TestPipeline application(String name, Voices with) throws IOException {
        TopologyFile file = TopologyFile.read(Path.of("topologies", name + ".yaml"));
        return new TestPipeline(file, with, state.resolve(name + System.identityHashCode(with)));
    }

    /** What the stage before makes of a text, spoken by a version. */
    private List<TestRecord<byte[], byte[]>> before(String stage, String key, String id, String version)
            throws IOException {
        FakeVoices there = new FakeVoices();
        there.speaking = version;
        try (TestPipeline front = application("front", there);
                TestPipeline mel = application("mel", there)) {
            front.publish(key, TestPipeline.event(id, "one two. three").build());
            List<TestRecord<byte[], byte[]>> symbols = front.raw("speech.symbols");
            if (stage.equals("mel")) {
                return symbols;
            }
            mel.pipe(symbols);
            mel.advance(DRAIN);
            return mel.raw("speech.mel");
        }
    }

    private static List<String> heard(String stage, TestPipeline pipeline) {
        Set<String> ids = new LinkedHashSet<>();
        if (stage.equals("mel")) {
            pipeline.read(Topics.MEL).stream().map(MelChunk::getUtteranceId).forEach(ids::add);
        } else {
            pipeline.audio().stream().map(AudioChunk::getUtteranceId).forEach(ids::add);
        }
        return List.copyOf(ids);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mel", "vocode"})
    void keepsThatKeysUtterancesAndLetsTheOthersSpeak(String stage) throws IOException {
        voices.coming.add("fake@1");
        try (TestPipeline pipeline = application(stage, voices)) {
            pipeline.pipe(before(stage, "a", "a1", "1"));
            pipeline.pipe(before(stage, "a", "a2", "2"));
            pipeline.pipe(before(stage, "b", "b1", "2"));
            pipeline.advance(DRAIN);
            assertThat(heard(stage, pipeline)).containsExactly("b1");
            assertThat(voices.leased).contains("fake@1");

            voices.coming.clear();
            pipeline.advance(DRAIN);
            pipeline.advance(DRAIN);
            assertThat(heard(stage, pipeline)).containsExactly("a1", "a2");
            assertThat(pipeline.failures()).isEmpty();
            assertThat(voices.leased).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mel", "vocode"})
    void givesUpOnAVersionThatDoesNotCome(String stage) throws IOException {
        voices.coming.add("fake@1");
        try (TestPipeline pipeline = application(stage, voices)) {
            pipeline.pipe(before(stage, "a", "a1", "1"));
            pipeline.pipe(before(stage, "a", "a2", "2"));
            pipeline.advance(Duration.ofSeconds(SpeechSettings.DEFAULT.voiceWaitSeconds() - 1));
            assertThat(heard(stage, pipeline)).isEmpty();

            pipeline.advance(Duration.ofSeconds(2));
            pipeline.advance(DRAIN);
            assertThat(heard(stage, pipeline)).containsExactly("a1", "a2");
            assertThat(pipeline.failures()).singleElement().satisfies(failure -> {
                assertThat(failure.getReason()).isEqualTo(FailureReason.UNKNOWN_VOICE);
                assertThat(failure.getStage()).isEqualTo(stage);
                assertThat(failure.getDetail())
                        .isEqualTo("voice fake@1 did not come within 60 s: fake@1 is on its way");
            });
            assertThat(voices.leased).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mel", "vocode"})
    void failsAtOnceWhenTheVersionWillNotSpeakHere(String stage) throws IOException {
        try (TestPipeline pipeline = application(stage, voices)) {
            List<TestRecord<byte[], byte[]>> records = before(stage, "a", "a1", "2");
            voices.rejected.add("fake@2");
            pipeline.pipe(records);
            pipeline.advance(DRAIN);
            assertThat(pipeline.failures())
                    .extracting(SpeechFailure::getDetail)
                    .containsExactly("voice fake@2 is not here");
            assertThat(voices.leased).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mel", "vocode"})
    void holdsNothingAfterItHasClosed(String stage) throws IOException {
        voices.coming.add("fake@1");
        try (TestPipeline pipeline = application(stage, voices)) {
            pipeline.pipe(before(stage, "a", "a1", "1"));
            pipeline.advance(DRAIN);
            assertThat(voices.leased).isNotEmpty();
        }
        assertThat(voices.leased).isEmpty();
    }
}
