package sori.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import sori.kafka.UtteranceName;
import sori.schema.AudioChunk;
import sori.schema.FailureReason;
import sori.schema.GeneratedSchemas;
import sori.schema.Records;
import sori.schema.SpeechFailure;
import sori.schema.SpeechStatus;
import sori.stream.stage.Keys;

/** An account that finds nothing wrong proves something only if it finds what is wrong. */
class DeliveryAuditTest {
    private static final Bytes KEY = Keys.named("room");

    @BeforeAll
    static void letAvroTrustTheSchemas() {
        GeneratedSchemas.trust();
    }

    private final DeliveryAudit audit = new DeliveryAudit();

    private static AudioChunk.Builder chunk(String id, int sequence) {
        return Records.audio(id, sequence)
                .setSampleRateHz(22050)
                .setAudio(ByteBuffer.wrap(new byte[] {1, 2, 3, (byte) sequence}))
                .setLast(sequence == 1)
                .setSourceOffset(7);
    }

    private static UtteranceName name(String id) {
        return UtteranceName.of(KEY, id);
    }

    private static SpeechFailure failure(String id, FailureReason reason) {
        return new SpeechFailure(id, "mel", reason, "", "speech.text", 0, 7L, Instant.EPOCH);
    }

    private static Map<UtteranceName, String> undisturbed() {
        DeliveryAudit quiet = new DeliveryAudit();
        quiet.add(KEY, chunk("u1", 0).build());
        quiet.add(KEY, chunk("u1", 1).build());
        return quiet.outcomes();
    }

    private List<String> violations() {
        return audit.violations(List.of(name("u1")), undisturbed());
    }

    private void hearWhole() {
        audit.add(KEY, chunk("u1", 0).build());
        audit.add(KEY, chunk("u1", 1).build());
    }

    @Test
    void findsNothingWrongWithAWholeUtterance() {
        hearWhole();
        assertThat(violations()).isEmpty();
    }

    @Test
    void findsNothingWrongWithOneFailureRecord() {
        audit.add(KEY, failure("u1", FailureReason.EMPTY_TEXT));
        assertThat(audit.violations(List.of(name("u1")), Map.of(name("u1"), "[EMPTY_TEXT]")))
                .isEmpty();
    }

    @Test
    void findsAnEventThatDisappeared() {
        assertThat(violations()).anyMatch(line -> line.contains("no audio, and 0 failure records"));
    }

    @Test
    void findsAMissingChunk() {
        audit.add(KEY, chunk("u1", 1).build());
        assertThat(violations()).anyMatch(line -> line.contains("sequence 1 in place of 0"));
    }

    @Test
    void findsAGapBetweenSamples() {
        audit.add(KEY, chunk("u1", 0).build());
        audit.add(KEY, chunk("u1", 1).setStartSample(3).build());
        assertThat(violations()).anyMatch(line -> line.contains("start sample 3 in place of 2"));
    }

    @Test
    void findsARepeatedUtterance() {
        hearWhole();
        hearWhole();
        assertThat(violations()).anyMatch(line -> line.contains("a chunk after the last"));
    }

    @Test
    void findsAMissingEnd() {
        audit.add(KEY, chunk("u1", 0).build());
        assertThat(violations()).anyMatch(line -> line.contains("no last chunk after 1"));
    }

    @Test
    void findsAnotherVersionInTheMiddle() {
        audit.add(KEY, chunk("u1", 0).build());
        audit.add(KEY, chunk("u1", 1).setVoiceVersion("2").build());
        assertThat(violations()).anyMatch(line -> line.contains("fake@2 after fake@1"));
    }

    @Test
    void findsASecondAttempt() {
        audit.add(KEY, chunk("u1", 0).build());
        audit.add(KEY, chunk("u1", 1).setAttempt(1).build());
        assertThat(violations()).anyMatch(line -> line.contains("attempt 1"));
    }

    @Test
    void findsOtherSamplesThanTheUndisturbedRun() {
        audit.add(KEY, chunk("u1", 0).build());
        audit.add(KEY, chunk("u1", 1).setAudio(ByteBuffer.wrap(new byte[4])).build());
        assertThat(violations()).singleElement().asString().contains("undisturbed as");
    }

    @Test
    void findsAudioTogetherWithAFailure() {
        hearWhole();
        audit.add(KEY, failure("u1", FailureReason.INTERNAL));
        assertThat(violations()).anyMatch(line -> line.contains("ended as OK with failure records [INTERNAL]"));
    }

    @Test
    void findsAFailedUtteranceWithoutARecord() {
        audit.add(KEY, chunk("u1", 0).build());
        audit.add(KEY, chunk("u1", 1).setStatus(SpeechStatus.FAILED).build());
        assertThat(violations()).anyMatch(line -> line.contains("ended as FAILED with failure records []"));
    }

    @Test
    void findsWhatNobodySent() {
        hearWhole();
        audit.add(KEY, failure("u2", FailureReason.EMPTY_TEXT));
        assertThat(violations()).containsExactly("u2 under key room: nobody sent it");
    }

    @Test
    void tellsTheSameIdUnderTwoKeysApart() {
        hearWhole();
        Bytes other = Keys.named("hall");
        audit.add(other, chunk("u1", 0).build());
        audit.add(other, chunk("u1", 1).build());
        String whole = Objects.requireNonNull(undisturbed().get(name("u1")));
        assertThat(audit.outcomes())
                .containsExactlyInAnyOrderEntriesOf(Map.of(name("u1"), whole, UtteranceName.of(other, "u1"), whole));
    }
}
