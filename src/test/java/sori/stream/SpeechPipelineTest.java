package sori.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sori.client.SpokenUtterance;
import sori.kafka.Wire;
import sori.schema.AudioChunk;
import sori.schema.FailureReason;
import sori.schema.SpeechFailure;
import sori.schema.SpeechStatus;
import sori.schema.TextEvent;
import sori.schema.WordMark;
import sori.stream.stage.FakeVoices;
import sori.synthesis.SpeechSettings;
import sori.topology.TopologyFile;

/** All four stages in one process, with a voice that needs no model. */
class SpeechPipelineTest {
    private static final Duration DRAIN = Duration.ofMillis(5);

    @TempDir
    private Path state;

    private final FakeVoices voices = new FakeVoices();
    private TestPipeline pipeline;

    @BeforeEach
    void start() {
        pipeline = new TestPipeline(TopologyFile.SPEECH, voices, state);
    }

    @AfterEach
    void stop() {
        pipeline.close();
    }

    private List<SpokenUtterance> speak(TextEvent.Builder event) {
        pipeline.publish("room", event.build());
        pipeline.advance(DRAIN);
        return pipeline.utterances();
    }

    private SpeechFailure refusal(TextEvent.Builder event) {
        assertThat(speak(event)).isEmpty();
        List<SpeechFailure> failures = pipeline.failures();
        assertThat(failures).hasSize(1);
        return failures.get(0);
    }

    @Test
    void speaksAText() {
        SpokenUtterance spoken = speak(TestPipeline.event("u1", "hello you")).get(0);
        int symbols = "hello you~".length();
        int samples = symbols * FakeVoices.FRAMES_PER_SYMBOL * FakeVoices.FORMAT.hopSamples();
        assertThat(spoken.utteranceId()).isEqualTo("u1");
        assertThat(spoken.voice() + "@" + spoken.voiceVersion()).isEqualTo("fake@1");
        assertThat(spoken.status()).isEqualTo(SpeechStatus.OK);
        assertThat(spoken.pcm()).hasSize(2 * samples);
        assertThat(pipeline.failures()).isEmpty();
    }

    @Test
    void cutsAudioIntoContiguousChunksOfBoundedLengthWithOneEnd() {
        pipeline.publish(
                "room",
                TestPipeline.event("u1", "one two three four one two three four one two three four. five six seven")
                        .build());
        pipeline.advance(DRAIN);
        List<AudioChunk> chunks = pipeline.audio();
        int longest = FakeVoices.FORMAT.sampleRateHz() * SpeechSettings.DEFAULT.chunkMs() / 1000;
        assertThat(chunks).anyMatch(chunk -> chunk.getAudio().remaining() == 2 * longest);
        long next = 0;
        for (int i = 0; i < chunks.size(); i++) {
            AudioChunk chunk = chunks.get(i);
            assertThat(chunk.getSequence()).isEqualTo(i);
            assertThat(chunk.getStartSample()).isEqualTo(next);
            assertThat(chunk.getAudio().remaining()).isBetween(2, 2 * longest);
            assertThat(chunk.getLast()).isEqualTo(i == chunks.size() - 1);
            next += chunk.getAudio().remaining() / 2;
        }
        int frames = ("one two three four one two three four one two three four~".length() + "five six seven~".length())
                * FakeVoices.FRAMES_PER_SYMBOL;
        assertThat(next).isEqualTo(frames * 10L + 150);
    }

    @Test
    void marksWordsByTheirPlaceInTheOriginalText() {
        SpokenUtterance spoken =
                speak(TestPipeline.event("u1", "one  two. six")).get(0);
        int frame = FakeVoices.FORMAT.hopSamples();
        int symbol = FakeVoices.FRAMES_PER_SYMBOL * frame;
        long second = "one two~".length() * symbol + 150;
        assertThat(spoken.marks())
                .containsExactly(
                        new WordMark(0, 3, 0L, 3L * symbol - 1),
                        new WordMark(5, 8, 4L * symbol, 7L * symbol - 1),
                        new WordMark(10, 13, second, second + 3L * symbol - 1));
    }

    @Test
    void takesJsonByTheFieldNames() {
        pipeline.publish("room", "{\"utteranceId\": \"j\", \"text\": \"hi\"}".getBytes(StandardCharsets.UTF_8));
        pipeline.advance(DRAIN);
        assertThat(pipeline.utterances())
                .extracting(SpokenUtterance::utteranceId)
                .containsExactly("j");
    }

    @Test
    void recordsWhatItCannotDecodeAndGoesOn() {
        pipeline.publish("room", "garbage".getBytes(StandardCharsets.UTF_8));
        pipeline.publish("room", (byte[]) null);
        pipeline.publish("room", "{\"txet\": \"hi\"}".getBytes(StandardCharsets.UTF_8));
        List<SpeechFailure> failures = pipeline.failures();
        assertThat(failures).extracting(SpeechFailure::getReason).containsOnly(FailureReason.UNDECODABLE);
        assertThat(failures).extracting(SpeechFailure::getStage).containsOnly("normalize");
        assertThat(failures).extracting(SpeechFailure::getSourceTopic).containsOnly("speech.text");
        assertThat(failures).extracting(SpeechFailure::getSourceOffset).containsExactly(0L, 1L, 2L);
        assertThat(failures.get(2).getDetail()).contains("did you mean 'text'?");
        assertThat(speak(TestPipeline.event("u1", "hi"))).hasSize(1);
    }

    @Test
    void refusesWhatWouldMakeLaterRecordsTooLarge() {
        byte[] event = new Wire<>(TextEvent.class)
                .encode(TestPipeline.event("u1", "hi").build());
        pipeline.publish("k".repeat(5000), event);
        pipeline.publish("room", TestPipeline.event("u".repeat(501), "hi").build());
        pipeline.publish("room", new byte[SpeechSettings.DEFAULT.maxRecordBytes() + 1]);
        pipeline.advance(DRAIN);
        List<SpeechFailure> failures = pipeline.failures();
        assertThat(failures).hasSize(3).extracting(SpeechFailure::getReason).containsOnly(FailureReason.TOO_LARGE);
        assertThat(failures).extracting(SpeechFailure::getSourceOffset).containsExactly(0L, 1L, 2L);
        assertThat(pipeline.audio()).isEmpty();
    }

    @Test
    void refusesEmptyTexts() {
        assertThat(refusal(TestPipeline.event("u1", " \n")).getReason()).isEqualTo(FailureReason.EMPTY_TEXT);
        assertThat(refusal(TestPipeline.event("u2", "...")).getReason()).isEqualTo(FailureReason.EMPTY_TEXT);
    }

    @Test
    void speaksSsmlAndRefusesBrokenXml() {
        assertThat(speak(TestPipeline.event("u1", "<speak>hi <b>there</b></speak>")
                        .setSsml(true)))
                .hasSize(1);
        SpeechFailure failure = refusal(TestPipeline.event("u2", "<speak>hi").setSsml(true));
        assertThat(failure.getReason()).isEqualTo(FailureReason.UNDECODABLE);
        assertThat(failure.getDetail()).contains("<speak> is not closed");
        assertThat(refusal(TestPipeline.event("u3", "<speak/>").setSsml(true)).getReason())
                .isEqualTo(FailureReason.EMPTY_TEXT);
    }

    @Test
    void refusesTextsOverTheLimitAndSpeaksThoseAtIt() {
        String sentence = "abcdefgh abcdefghi abcdefgh abcdefghij. ";
        assertThat(refusal(TestPipeline.event("u1", sentence.repeat(250) + "a")).getReason())
                .isEqualTo(FailureReason.TEXT_TOO_LONG);
        pipeline.publish("room", TestPipeline.event("u2", sentence.repeat(250)).build());
        for (int i = 0; i < 100; i++) {
            pipeline.advance(DRAIN);
        }
        assertThat(pipeline.utterances()).extracting(SpokenUtterance::status).containsExactly(SpeechStatus.OK);
    }

    @Test
    void aLanguageMayBeWrittenAsALocale() {
        pipeline.publish(
                "room", TestPipeline.event("u1", "one").setLanguage("en_US").build());
        for (int i = 0; i < 20; i++) {
            pipeline.advance(DRAIN);
        }
        assertThat(pipeline.utterances()).extracting(SpokenUtterance::status).containsExactly(SpeechStatus.OK);
    }

    @Test
    void saysWhichCommandWouldTrainAKoreanVoice() {
        SpeechFailure failure = refusal(TestPipeline.event("u1", "안녕하세요"));
        assertThat(failure.getReason()).isEqualTo(FailureReason.UNKNOWN_LANGUAGE);
        assertThat(failure.getDetail()).contains("Korean").contains("./sori lab train --language ko");
        assertThat(refusal(TestPipeline.event("u2", "hi").setLanguage("fr")).getDetail())
                .contains("French")
                .doesNotContain("lab train");
    }

    @Test
    void refusesUnknownVoicesAndVersions() {
        assertThat(refusal(TestPipeline.event("u1", "hi").setVoice("nobody").setLanguage("en"))
                        .getReason())
                .isEqualTo(FailureReason.UNKNOWN_VOICE);
        assertThat(refusal(TestPipeline.event("u2", "hi").setVoice("fake").setVoiceVersion("9"))
                        .getReason())
                .isEqualTo(FailureReason.UNKNOWN_VOICE);
    }

    @Test
    void refusesWhatItCannotDoYetRatherThanIgnoringIt() {
        assertThat(refusal(TestPipeline.event("u2", "hi").setOptions(Map.of("speed", "2")))
                        .getReason())
                .isEqualTo(FailureReason.UNSUPPORTED);
    }

    @Test
    void derivesAMissingIdFromWhereTheEventLies() {
        assertThat(speak(TextEvent.newBuilder().setText("hi")).get(0).utteranceId())
                .isEqualTo("speech.text-0-0");
    }

    @Test
    void routesAnEventWithoutKeyByItsId() {
        pipeline.publish(null, TestPipeline.event("u1", "hi").build());
        pipeline.advance(DRAIN);
        assertThat(pipeline.raw("speech.audio"))
                .extracting(record -> new String(record.key(), StandardCharsets.UTF_8))
                .containsOnly("u1");
    }

    @Test
    void countsCharactersThatTheVoiceLacks() {
        assertThat(speak(TestPipeline.event("u1", "caf\u00e9 \u263a")).get(0).unmapped())
                .isEqualTo(2);
    }

    @Test
    void failsATextOfWhichTheVoiceKnowsNothing() {
        SpokenUtterance spoken = speak(TestPipeline.event("u1", "\u263a")).get(0);
        assertThat(spoken.status()).isEqualTo(SpeechStatus.FAILED);
        assertThat(pipeline.failures()).extracting(SpeechFailure::getReason).containsExactly(FailureReason.EMPTY_TEXT);
    }

    @Test
    void recordsExpiredEvents() {
        Instant start = Instant.parse("2030-01-01T00:00:00Z");
        assertThat(refusal(TestPipeline.event("u1", "hi").setExpiresAt(start.minusMillis(1)))
                        .getReason())
                .isEqualTo(FailureReason.EXPIRED);
        assertThat(speak(TestPipeline.event("u2", "hi").setExpiresAt(start.plusSeconds(1))))
                .hasSize(1);
    }

    @Test
    void speaksAnIdOnceWithinTheWindow() {
        assertThat(speak(TestPipeline.event("u1", "hi"))).hasSize(1);
        SpeechFailure failure = refusal(TestPipeline.event("u1", "hi"));
        assertThat(failure.getReason()).isEqualTo(FailureReason.DUPLICATE);
        assertThat(failure.getDetail()).contains("speech.text-0-0");
        assertThat(failure.getSourceOffset()).isEqualTo(1);
        pipeline.advance(Duration.ofMinutes(11));
        assertThat(speak(TestPipeline.event("u1", "hi"))).hasSize(1);
    }

    @Test
    void speaksTheSameIdUnderEachKey() {
        for (String key : List.of("room", "hall", "u1")) {
            pipeline.publish(key, TestPipeline.event("u1", "hi. you").build());
        }
        pipeline.advance(Duration.ofMillis(5));
        assertThat(pipeline.utterances())
                .extracting(SpokenUtterance::status)
                .containsExactly(SpeechStatus.OK, SpeechStatus.OK, SpeechStatus.OK);
        assertThat(pipeline.failures()).isEmpty();
    }

    @Test
    void leavesTheIdOfARefusedEventFree() {
        refusal(TestPipeline.event("u1", ""));
        assertThat(speak(TestPipeline.event("u1", "hi"))).hasSize(1);
    }

    @Test
    void reportsASentenceWithoutAnEnd() {
        SpokenUtterance spoken = speak(TestPipeline.event("u1", "endless. hi")).get(0);
        assertThat(spoken.status()).isEqualTo(SpeechStatus.CUT);
        SpeechFailure failure = pipeline.failures().get(0);
        assertThat(failure.getReason()).isEqualTo(FailureReason.CUT);
        assertThat(failure.getStage()).isEqualTo("mel");
    }

    @Test
    void endsAnUtteranceThatFailsHalfWay() {
        SpokenUtterance spoken =
                speak(TestPipeline.event("u1", "hello. mute. hi")).get(0);
        assertThat(spoken.status()).isEqualTo(SpeechStatus.FAILED);
        assertThat(spoken.seconds()).isGreaterThan(0);
        SpeechFailure failure = pipeline.failures().get(0);
        assertThat(failure.getReason()).isEqualTo(FailureReason.INTERNAL);
        assertThat(failure.getDetail()).contains("the engine broke");
        assertThat(failure.getSourceTopic()).isEqualTo("speech.text");
        assertThat(speak(TestPipeline.event("u2", "hi"))).hasSize(1);
    }

    @Test
    void recordsAStageThatBreaksAndGoesOn() {
        assertThat(refusal(TestPipeline.event("u1", "boom")).getReason()).isEqualTo(FailureReason.INTERNAL);
        assertThat(speak(TestPipeline.event("u2", "hi"))).hasSize(1);
    }

    @Test
    void givesTheSameBytesForTheSameEvent(@TempDir Path other) {
        byte[] first =
                speak(TestPipeline.event("u1", "hello you. and me")).get(0).pcm();
        try (TestPipeline again = new TestPipeline(TopologyFile.SPEECH, new FakeVoices(), other)) {
            again.publish(
                    "elsewhere", TestPipeline.event("u1", "hello you. and me").build());
            again.advance(DRAIN);
            assertThat(again.utterances().get(0).pcm()).isEqualTo(first);
        }
    }
}
