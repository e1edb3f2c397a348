package sori.stream.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sori.schema.AudioChunk;
import sori.schema.FailureReason;
import sori.schema.MelChunk;
import sori.schema.Segment;
import sori.schema.SpeechFailure;
import sori.schema.SymbolSequence;
import sori.stream.TestPipeline;
import sori.synthesis.Stage;

/** Nothing is lost over a restart, and what is spoken again says so and has the same bytes. */
class RestartTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC);

    @TempDir
    private Path state;

    private final FakeVoices voices = new FakeVoices();
    private StoredStage<SymbolSequence> mel;
    private StoredStage<MelChunk> vocode;

    @BeforeEach
    void start() {
        mel = new StoredStage<>(Stage.MEL, state, Stages.mel(voices, false, CLOCK));
        vocode = new StoredStage<>(Stage.VOCODE, state, Stages.vocode(voices, false, CLOCK));
    }

    private static SymbolSequence sentence(String id, int attempt, int segment, boolean last) {
        return Sentences.sentence(id, segment, last)
                .setAttempt(attempt)
                .setSymbols(List.of(11 + segment, 12, 1))
                .build();
    }

    private List<MelChunk> melChunks() {
        return mel.forwarded().stream().map(MelChunk.class::cast).toList();
    }

    private List<AudioChunk> audioChunks() {
        return vocode.drained().stream().map(AudioChunk.class::cast).toList();
    }

    /** The same but for the attempt. */
    private static List<MelChunk> asAttempt(int attempt, List<MelChunk> chunks) {
        return chunks.stream()
                .map(chunk -> MelChunk.newBuilder(chunk).setAttempt(attempt).build())
                .toList();
    }

    @Test
    void resubmitsTheOpenJobsOfTheMelStage() {
        voices.eager = false;
        mel.process("room", sentence("u1", 0, 0, false));
        mel.process("room", sentence("u1", 0, 1, true));
        voices.workOnOldest();
        mel.punctuate();
        List<MelChunk> before = melChunks();
        assertThat(before).isNotEmpty();
        voices.eager = true;
        mel.commit();
        mel.restart();
        mel.punctuate();
        List<MelChunk> after = melChunks();
        assertThat(after).extracting(MelChunk::getAttempt).containsOnly(1);
        assertThat(after.subList(0, before.size())).isEqualTo(asAttempt(1, before));
        assertThat(after.get(after.size() - 1).getLast()).isTrue();
    }

    @Test
    void forgetsAJobOnlyAfterItsResultsAreCommitted() {
        mel.process("room", sentence("u1", 0, 0, true));
        mel.punctuate();
        List<MelChunk> before = melChunks();
        mel.punctuate();
        assertThat(mel.journalled()).isEqualTo(1);
        mel.restart(); // as if the results had been lost with the producer's buffer
        mel.punctuate();
        assertThat(melChunks()).isEqualTo(asAttempt(1, before));
        mel.commit();
        mel.punctuate();
        assertThat(mel.journalled()).isZero();
        mel.restart();
        mel.punctuate();
        assertThat(melChunks()).isEmpty();
    }

    @Test
    void replacesALowerAttemptInTheMelStage() {
        voices.eager = false;
        mel.process("room", sentence("u1", 0, 0, false));
        mel.process("room", sentence("u1", 1, 0, false));
        assertThat(voices.cancelled).isEqualTo(1);
        mel.process("room", sentence("u1", 0, 1, true)); // a straggler of the old attempt
        mel.process("room", sentence("u1", 1, 1, true));
        assertThat(mel.journalled()).isEqualTo(2);
        while (!voices.waiting.isEmpty()) {
            voices.workOnOldest();
        }
        mel.punctuate();
        assertThat(melChunks()).extracting(MelChunk::getAttempt).containsOnly(1);
    }

    @Test
    void givesUpAnUtteranceWhoseRestNeverComes() {
        mel.process("room", sentence("u1", 0, 0, false));
        mel.process("room", sentence("u2", 0, 0, true));
        mel.punctuate();
        List<SpecificRecordBase> forwarded = mel.forwarded();
        assertThat(forwarded).filteredOn(SpeechFailure.class::isInstance).hasSize(1);
        assertThat(forwarded)
                .filteredOn(MelChunk.class::isInstance)
                .extracting(value -> ((MelChunk) value).getUtteranceId())
                .containsSubsequence("u1", "u2");
    }

    @Test
    void ignoresTheRestOfAnUtteranceThatHasEnded() {
        mel.process("room", sentence("u1", 0, 1, true));
        assertThat(mel.journalled()).isZero();
    }

    private List<MelChunk> melOf(String id) {
        mel.process("room", sentence(id, 0, 0, false));
        mel.process("room", sentence(id, 0, 1, true));
        mel.punctuate();
        return melChunks();
    }

    @Test
    void speaksAnUtteranceAgainFromItsBeginningAfterARestartInItsMiddle() {
        List<MelChunk> chunks = melOf("u1");
        vocode.processAll("room", chunks);
        List<AudioChunk> undisturbed = audioChunks();
        List<MelChunk> others = chunks.stream()
                .map(chunk -> MelChunk.newBuilder(chunk).setUtteranceId("u2").build())
                .toList();
        vocode.processAll("room", others.subList(0, others.size() - 1));
        assertThat(audioChunks()).isNotEmpty();
        vocode.restart();
        vocode.process("room", others.get(others.size() - 1));
        vocode.punctuate();
        List<AudioChunk> again = new ArrayList<>(audioChunks());
        again.removeIf(chunk -> chunk.getUtteranceId().equals("u1"));
        assertThat(again).extracting(AudioChunk::getAttempt).containsOnly(1);
        assertThat(again)
                .extracting(AudioChunk::getAudio)
                .isEqualTo(undisturbed.stream().map(AudioChunk::getAudio).toList());
    }

    @Test
    void speaksACompleteUtteranceAgainUnlessItWasCommitted() {
        vocode.processAll("room", melOf("u1"));
        int chunks = audioChunks().size();
        vocode.restart();
        vocode.punctuate();
        assertThat(audioChunks())
                .hasSize(chunks)
                .extracting(AudioChunk::getAttempt)
                .containsOnly(1);
        vocode.commit();
        vocode.punctuate();
        assertThat(vocode.journalled()).isZero();
        vocode.restart();
        vocode.punctuate();
        assertThat(audioChunks()).isEmpty();
    }

    @Test
    void marksAnEventThatIsReadAgainByAHigherAttempt() {
        StoredStage<sori.schema.TextEvent> normalize =
                new StoredStage<>(Stage.NORMALIZE, state, Stages.normalize(voices, false, CLOCK));
        normalize.processAt(3, "room", TestPipeline.event("u1", "hi").build());
        normalize.restart();
        normalize.processAt(3, "room", TestPipeline.event("u1", "hi").build());
        normalize.processAt(4, "room", TestPipeline.event("u1", "hi").build());
        List<SpecificRecordBase> forwarded = normalize.forwarded();
        assertThat(((Segment) forwarded.get(0)).getAttempt()).isEqualTo(1);
        assertThat(((SpeechFailure) forwarded.get(1)).getReason()).isEqualTo(FailureReason.DUPLICATE);
    }
}
