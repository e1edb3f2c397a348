package sori.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sori.kafka.Topics;
import sori.kafka.UtteranceName;
import sori.kafka.Wire;
import sori.schema.AudioChunk;
import sori.schema.ShadowComparison;
import sori.schema.TextEvent;
import sori.shadow.ShadowTrial.Tried;
import sori.stream.HostileRecords;
import sori.stream.TestPipeline;
import sori.stream.stage.FakeVoices;
import sori.synthesis.SpeechSettings;
import sori.synthesis.Voices;
import sori.topology.TopologyFile;

/** What a shadow makes of a text, with voices that need no model. Version 1 is heard, version 2 is the shadow. */
class ShadowTrialTest {
    private static final SpeechSettings SETTINGS = TopologyFile.SPEECH.settings();
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(1000), ZoneOffset.UTC);

    @TempDir
    private Path state;

    private final FakeVoices fake = new FakeVoices();
    private final Wire<TextEvent> wire = new Wire<>(TextEvent.class);

    /** The fake voice where a version that is named may be another than the one that speaks. */
    private static Voices pinnable(FakeVoices fake) {
        return new Voices() {
            @Override
            public Choice choose(String language, Optional<String> voice, Optional<String> version, byte[] key) {
                Choice choice = fake.choose(language, voice, Optional.empty(), key);
                return choice instanceof Choice.Chosen chosen
                        ? new Choice.Chosen(chosen.voice(), version.orElse(chosen.version()), chosen.normalizer())
                        : choice;
            }

            @Override
            public Optional<String> languageOf(String voice) {
                return fake.languageOf(voice);
            }

            @Override
            public Lease lease(String voice, String version) {
                return fake.lease(voice, version);
            }
        };
    }

    private Optional<Tried> tried(String key, byte[] value) throws InterruptedException {
        ShadowTrial trial = new ShadowTrial(
                SETTINGS,
                pinnable(fake),
                (voice, routed) -> routed.equals(UtteranceName.bytes("room")) ? Optional.of("2") : Optional.empty(),
                CLOCK,
                wire);
        return trial.of(new ConsumerRecord<>("speech.text", 0, 7, UtteranceName.bytes(key), value));
    }

    private Optional<Tried> tried(String key, TextEvent event) throws InterruptedException {
        return tried(key, wire.encode(event));
    }

    private ShadowComparison comparison(String text) throws InterruptedException {
        return tried("room", TestPipeline.event("u1", text).build())
                .orElseThrow()
                .comparison();
    }

    @Test
    void speaksTheVeryAudioThatThePipelineWouldSpeakWithTheShadow() throws Exception {
        TextEvent event =
                TestPipeline.event("u1", "one two three. four five. six").build();
        fake.streaming = true;
        FakeVoices promoted = new FakeVoices();
        promoted.streaming = true;
        promoted.speaking = "2";
        List<AudioChunk> heard;
        try (TestPipeline pipeline = new TestPipeline(TopologyFile.SPEECH, promoted, state)) {
            pipeline.publish("room", event);
            pipeline.advance(Duration.ofMillis(5));
            heard = pipeline.read(Topics.AUDIO);
        }

        List<AudioChunk> audio = tried("room", event).orElseThrow().audio();

        assertThat(audio).hasSameSizeAs(heard).isNotEmpty();
        for (int i = 0; i < audio.size(); i++) {
            AudioChunk expected = AudioChunk.newBuilder(heard.get(i))
                    .setSourceOffset(7)
                    .setSourceTopic("speech.text")
                    .setSourcePartition(0)
                    .setEventTimestamp(audio.get(i).getEventTimestamp())
                    .build();
            assertThat(audio.get(i)).isEqualTo(expected);
        }
    }

    @Test
    void comparesBothVersions() throws Exception {
        ShadowComparison comparison = comparison("one two. three");
        assertThat(comparison.getSpokenVersion()).isEqualTo("1");
        assertThat(comparison.getShadowVersion()).isEqualTo("2");
        assertThat(comparison.getDurationRatio()).isEqualTo(1);
        assertThat(comparison.getMelDistance()).isPositive();
        assertThat(comparison.getFailure()).isEmpty();
        assertThat(comparison.getShadow().getSentences()).isEqualTo(2);
        assertThat(comparison.getShadow().getFrames())
                .isEqualTo(comparison.getSpoken().getFrames())
                .isPositive();
        assertThat(comparison.getShadow().getCut()).isZero();
        assertThat(comparison.getShadow().getUnreached()).isZero();
        assertThat(comparison.getShadow().getBackwardFrames()).isZero();
        assertThat(fake.leased).isEmpty();
    }

    @Test
    void tellsASentenceThatFoundNoEnd() throws Exception {
        assertThat(comparison("endless").getShadow().getCut()).isEqualTo(1);
    }

    @Test
    void otherKeysArePassedOver() throws Exception {
        assertThat(tried("hall", TestPipeline.event("u1", "one").build())).isEmpty();
        assertThat(fake.submitted).isEmpty();
    }

    @Test
    void aTextThatTheShadowSpeaksAnywayIsPassedOver() throws Exception {
        TextEvent pinned = TestPipeline.event("u1", "one")
                .setVoice("fake")
                .setVoiceVersion("2")
                .build();
        assertThat(tried("room", pinned)).isEmpty();
    }

    @Test
    void whatThePipelineReportsIsPassedOver() throws Exception {
        assertThat(tried("room", "{".getBytes(StandardCharsets.UTF_8))).isEmpty();
        assertThat(tried("room", TestPipeline.event("u1", " ").build())).isEmpty();
        assertThat(tried("room", TestPipeline.event("u1", "boom").build())).isEmpty();
    }

    @Test
    void whatThePipelineDoesNotLetInIsPassedOver() throws Exception {
        for (byte[] event : HostileRecords.misnamed()) {
            assertThat(tried("room", event)).isEmpty();
        }
    }

    @Test
    void aJsonEventWithoutAnIdIsNamedByItsPlace() throws Exception {
        Tried tried = tried("room", "{\"text\": \"one\"}".getBytes(StandardCharsets.UTF_8))
                .orElseThrow();
        assertThat(tried.comparison().getUtteranceId()).isEqualTo("speech.text-0-7");
    }

    @Test
    void aShadowThatCannotSpeakIsRecordedWithTheReason() throws Exception {
        fake.rejected.add("fake@2");
        Tried tried = tried("room", TestPipeline.event("u1", "one").build()).orElseThrow();
        assertThat(tried.audio()).isEmpty();
        assertThat(tried.comparison().getFailure()).isEqualTo("fake@2: voice fake@2 is not here.");
        assertThat(tried.comparison().getShadow()).isNull();
        assertThat(tried.comparison().getSpoken()).isNotNull();
        assertThat(tried.comparison().getDurationRatio()).isNull();
        assertThat(tried.comparison().getMelDistance()).isNull();
    }

    @Test
    void anEngineThatGivesUpIsRecordedWithTheReason() throws Exception {
        assertThat(comparison("mute").getFailure())
                .contains("fake@2: the engine broke.")
                .contains("fake@1: the engine broke.");
    }
}
