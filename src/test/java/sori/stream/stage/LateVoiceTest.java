package sori.stream.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sori.kafka.Decoded;
import sori.kafka.Topics;
import sori.kafka.Wire;
import sori.schema.AudioChunk;
import sori.schema.FailureReason;
import sori.schema.MelChunk;
import sori.schema.Segment;
import sori.schema.SpeechFailure;
import sori.schema.SymbolSequence;
import sori.stream.TestPipeline;
import sori.synthesis.SpeechSettings;
import sori.synthesis.Stage;
import sori.synthesis.Voices;
import sori.topology.StageTopics;
import sori.topology.TopologyFile;

/** A stage that does not have an utterance's version yet. */
class LateVoiceTest {
    private static final Duration DRAIN = Duration.ofMillis(5);

    @TempDir
    private Path state;

    private final FakeVoices voices = new FakeVoices();

    private TestPipeline application(String name, Voices with) {
        Stage stage = Stage.valueOf(name.toUpperCase(Locale.ROOT));
        TopologyFile file = TopologyFile.SPEECH.toBuilder()
                .application("late-" + name)
                .stages(List.of(stage))
                .from(StageTopics.input(stage).name())
                .to(StageTopics.output(stage).name())
                .threads(1)
                .commitIntervalMs(100)
                .build();
        return new TestPipeline(file, with, state.resolve(name + System.identityHashCode(with)));
    }

    /** What the stages before make of a text, spoken by a version. */
    private List<TestRecord<byte[], byte[]>> before(String stage, String key, String id, String version) {
        FakeVoices there = new FakeVoices();
        there.speaking = version;
        List<TestRecord<byte[], byte[]>> records;
        try (TestPipeline normalize = application("normalize", there)) {
            normalize.publish(key, TestPipeline.event(id, "one two. three").build());
            records = normalize.raw(Topics.SEGMENTS.name());
        }
        for (Stage each : List.of(Stage.EMBED, Stage.MEL)) {
            if (each.title().equals(stage)) {
                return records;
            }
            try (TestPipeline next = application(each.title(), there)) {
                next.pipe(records);
                next.advance(DRAIN);
                records = next.raw(StageTopics.output(each).name());
            }
        }
        return records;
    }

    private static List<String> heard(String stage, TestPipeline pipeline) {
        Stream<String> ids = switch (stage) {
            case "embed" -> pipeline.read(Topics.SYMBOLS).stream().map(SymbolSequence::getUtteranceId);
            case "mel" -> pipeline.read(Topics.MEL).stream().map(MelChunk::getUtteranceId);
            default -> pipeline.audio().stream().map(AudioChunk::getUtteranceId);
        };
        return ids.distinct().toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"embed", "mel", "vocode"})
    void keepsThatKeysUtterancesAndLetsTheOthersSpeak(String stage) {
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
    @ValueSource(strings = {"embed", "mel", "vocode"})
    void givesUpOnAVersionThatDoesNotCome(String stage) {
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
    @ValueSource(strings = {"embed", "mel", "vocode"})
    void failsAtOnceWhenTheVersionWillNotSpeakHere(String stage) {
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
    @ValueSource(strings = {"embed", "mel", "vocode"})
    void holdsNothingAfterItHasClosed(String stage) {
        voices.coming.add("fake@1");
        try (TestPipeline pipeline = application(stage, voices)) {
            pipeline.pipe(before(stage, "a", "a1", "1"));
            pipeline.advance(DRAIN);
            assertThat(voices.leased).isNotEmpty();
        }
        assertThat(voices.leased).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"embed", "mel", "vocode"})
    void whoeverStandsBehindAVoiceTakesNobodysPlace(String stage) {
        voices.coming.add("fake@1");
        try (TestPipeline pipeline = application(stage, voices)) {
            pipeline.pipe(before(stage, "a", "a0", "1"));
            List<String> behind = new ArrayList<>(List.of("a0"));
            List<TestRecord<byte[], byte[]>> two = before(stage, "a", "a", "2");
            for (int i = 1; i <= SpeechSettings.DEFAULT.openJobs() + 1; i++) {
                behind.add("a" + i);
                pipeline.pipe(renamed(stage, two, "a", "a" + i));
            }
            pipeline.pipe(before(stage, "b", "b1", "2"));
            pipeline.advance(DRAIN);
            assertThat(heard(stage, pipeline)).containsExactly("b1");

            voices.coming.clear();
            for (int i = 0; i < behind.size(); i++) {
                pipeline.advance(DRAIN);
            }
            assertThat(heard(stage, pipeline)).isEqualTo(behind);
            assertThat(pipeline.failures()).isEmpty();
            assertThat(voices.leased).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"embed", "mel", "vocode"})
    void whenTooManyWaitWhoeverHasWaitedLongestIsGivenUp(String stage) {
        List<TestRecord<byte[], byte[]>> whole = before(stage, "a", "a", "1");
        // An utterance has many chunks, which would only take time here.
        List<TestRecord<byte[], byte[]>> one = stage.equals("vocode") ? whole.subList(0, 1) : whole;
        int fitting = VoiceGate.MOST_WAITING;
        voices.coming.add("fake@1");
        try (TestPipeline pipeline = application(stage, voices)) {
            List<TestRecord<byte[], byte[]>> all = new ArrayList<>();
            for (int i = 0; i < fitting; i++) {
                all.addAll(renamed(stage, one, "a" + i, "a" + i));
            }
            all.addAll(before(stage, "b", "b", "2"));
            all.addAll(renamed(stage, one, "last", "last"));
            pipeline.pipe(all);
            pipeline.advance(DRAIN);
            pipeline.advance(DRAIN);
            assertThat(heard(stage, pipeline)).containsExactlyInAnyOrder("a0", "b");
            assertThat(pipeline.failures()).singleElement().satisfies(failure -> {
                assertThat(failure.getUtteranceId()).isEqualTo("a0");
                assertThat(failure.getDetail())
                        .isEqualTo("voice fake@1 is not here, and more than 1000 others wait in this stage: "
                                + "fake@1 is on its way");
            });
        }
    }

    /** The same utterance under another id and key. */
    private static List<TestRecord<byte[], byte[]>> renamed(
            String stage, List<TestRecord<byte[], byte[]>> records, String key, String id) {
        return records.stream()
                .map(record -> new TestRecord<>(
                        key.getBytes(StandardCharsets.UTF_8),
                        switch (stage) {
                            case "embed" -> renamed(Segment.class, record.value(), s -> s.setUtteranceId(id));
                            case "mel" -> renamed(SymbolSequence.class, record.value(), s -> s.setUtteranceId(id));
                            default -> renamed(MelChunk.class, record.value(), s -> s.setUtteranceId(id));
                        }))
                .toList();
    }

    private static <T extends SpecificRecordBase> byte[] renamed(Class<T> type, byte[] bytes, Consumer<T> change) {
        T value = ((Decoded.Value<T>) new Wire<>(type).decode(bytes)).value();
        change.accept(value);
        return new Wire<>(type).encode(value);
    }
}
