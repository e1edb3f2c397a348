package sori.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import sori.client.SpokenUtterance;
import sori.schema.AudioChunk;
import sori.schema.FailureReason;
import sori.schema.SpeechFailure;
import sori.schema.SpeechStatus;
import sori.schema.WordMark;
import sori.stream.SpeechApplication;
import sori.synthesis.Stage;

/** Text in, speech out, on a real broker. */
@ExtendWith(KafkaExtension.class)
@Timeout(300)
class PipelineIT {
    private static final String TEXT = "Text goes in one topic, and speech comes out of another. It costs $3.50.";

    @TempDir
    private Path directory;

    @Test
    void aTextEventComesOutAsOneWholeUtterance(TestedKafka kafka) throws Exception {
        try (Studio studio = new Studio("whole", kafka, directory)) {
            studio.start(studio.whole());
            studio.publish("room", "u1", TEXT);

            SpokenUtterance spoken = studio.hear("audio", 1).get("u1");

            assertThat(spoken.status()).isEqualTo(SpeechStatus.OK);
            assertThat(spoken.voice() + "@" + spoken.voiceVersion()).isEqualTo("en-tiny@1");
            assertThat(spoken.seconds()).isGreaterThan(1);
            long sample = 0;
            for (int i = 0; i < spoken.chunks().size(); i++) {
                AudioChunk chunk = spoken.chunks().get(i);
                assertThat(chunk.getSequence()).isEqualTo(i);
                assertThat(chunk.getStartSample()).isEqualTo(sample);
                assertThat(chunk.getLast()).isEqualTo(i == spoken.chunks().size() - 1);
                sample += chunk.getAudio().remaining() / 2;
            }
            for (WordMark mark : spoken.marks()) {
                assertThat(mark.getSourceEnd()).isLessThanOrEqualTo(TEXT.length());
                assertThat(mark.getLastSample()).isLessThan(sample);
            }
            assertThat(spoken.marks()).isNotEmpty();
        }
    }

    @Test
    void garbageIsRecordedWithItsPlaceAndStopsNothing(TestedKafka kafka) throws Exception {
        try (Studio studio = new Studio("garbage", kafka, directory)) {
            studio.start(studio.whole());
            studio.publishRaw("room", new byte[] {(byte) 0xC3, 1, 2, 3, 4});
            studio.publishRaw("room", "{\"text\": 12, \"txt\": ".getBytes(StandardCharsets.UTF_8));
            studio.publishRaw(
                    "room", "{\"utteranceId\": \"json\", \"text\": \"One.\"}".getBytes(StandardCharsets.UTF_8));
            studio.publish("room", "after", "Two.");

            assertThat(studio.hear("audio", 2)).containsOnlyKeys("json", "after");
            List<SpeechFailure> failures = studio.failures(2);
            assertThat(failures)
                    .hasSize(2)
                    .allSatisfy(failure -> {
                        assertThat(failure.getReason()).isEqualTo(FailureReason.UNDECODABLE);
                        assertThat(failure.getStage()).isEqualTo("normalize");
                        assertThat(failure.getSourceTopic()).isEqualTo(studio.topic("text"));
                    })
                    .extracting(SpeechFailure::getSourceOffset)
                    .containsExactlyInAnyOrder(0L, 1L);
        }
    }

    @Test
    void threeApplicationsSpeakTheSamplesOfOne(TestedKafka kafka) throws Exception {
        try (Studio studio = new Studio("split", kafka, directory)) {
            studio.start(studio.whole());
            studio.start(studio.application("front", List.of(Stage.NORMALIZE, Stage.EMBED), "text", "symbols"));
            studio.start(studio.application("mel", List.of(Stage.MEL), "symbols", "mel"));
            studio.start(studio.application("vocode", List.of(Stage.VOCODE), "mel", "audio-split"));
            studio.publish("room", "u1", TEXT);

            SpokenUtterance joined = studio.hear("audio", 1).get("u1");
            SpokenUtterance split = studio.hear("audio-split", 1).get("u1");

            assertThat(split.pcm()).isEqualTo(joined.pcm());
            assertThat(split.marks()).isEqualTo(joined.marks());
        }
    }

    @Test
    void theUtterancesOfAKeyAreSpokenInOrder(TestedKafka kafka) throws Exception {
        try (Studio studio = new Studio("order", kafka, directory)) {
            studio.start(studio.whole());
            // Long ones first: whoever spoke in the order of readiness would turn them round.
            for (int i = 0; i < 4; i++) {
                String text = "One two three. ".repeat(4 - i);
                studio.publish("a", "a" + i, text);
                studio.publish("b", "b" + i, text);
            }

            List<String> ends = List.copyOf(studio.hear("audio", 8).keySet());

            assertThat(ends.stream().filter(id -> id.startsWith("a"))).containsExactly("a0", "a1", "a2", "a3");
            assertThat(ends.stream().filter(id -> id.startsWith("b"))).containsExactly("b0", "b1", "b2", "b3");
        }
    }

    @Test
    void aRestartOnAnotherMachineLosesNothing(TestedKafka kafka) throws Exception {
        try (Studio studio = new Studio("restart", kafka, directory)) {
            SpeechApplication first = studio.start(studio.whole());
            for (int i = 0; i < 6; i++) {
                studio.publish("key" + i % 2, "u" + i, "One two three four five. ".repeat(3));
            }
            studio.hear("audio", 1);
            first.close();
            studio.start(studio.whole());

            Map<String, SpokenUtterance> heard = studio.hear("audio", 6);

            assertThat(heard).containsOnlyKeys("u0", "u1", "u2", "u3", "u4", "u5");
            assertThat(heard.values())
                    .allSatisfy(spoken -> assertThat(spoken.status()).isEqualTo(SpeechStatus.OK));
        }
    }
}
