package sori.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sori.schema.AudioChunk;
import sori.schema.FailureReason;
import sori.schema.MelChunk;
import sori.schema.SpeechFailure;
import sori.schema.SpeechStatus;
import sori.schema.SymbolSequence;
import sori.text.SpokenWord;

/** Mel and vocode in one task: the mel stage's journal alone brings both back to where the last committed transaction ended. */
class JoinedStagesTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC);

    @TempDir
    private Path state;

    private final FakeVoices voices = new FakeVoices();
    private final List<SpeechFailure> failures = new ArrayList<>();
    private Joint joint = newJoint();
    private StoredStage<SymbolSequence> mel;
    private StoredStage<MelChunk> vocode;

    @BeforeEach
    void start() {
        voices.eager = false;
        voices.streaming = true;
        mel = new StoredStage<>(Stage.MEL, state.resolve("mel"), () -> joint, mel(true, true));
        vocode = new StoredStage<>(Stage.VOCODE, state.resolve("vocode"), () -> joint, vocode(true, true));
    }

    private static Joint newJoint() {
        return Joint.builder(Nodes.joint()).build();
    }

    private Supplier<Processor<Bytes, SymbolSequence, Bytes, SpecificRecordBase>> mel(
            boolean exactlyOnce, boolean joined) {
        return () -> new MelProcessor(SpeechSettings.DEFAULT, voices, exactlyOnce, joined, List.of("next"), CLOCK);
    }

    private Supplier<Processor<Bytes, MelChunk, Bytes, SpecificRecordBase>> vocode(
            boolean exactlyOnce, boolean joined) {
        return () -> new VocodeProcessor(
                SpeechSettings.DEFAULT, voices, Workbench::here, exactlyOnce, joined, List.of("next"), CLOCK);
    }

    private static SymbolSequence sentence(int segment, boolean last, List<Integer> symbols) {
        return SymbolSequence.newBuilder()
                .setUtteranceId("u1")
                .setSegment(segment)
                .setLast(last)
                .setSymbols(symbols)
                .setUnmapped(1)
                .setWords(List.of())
                .setVoice("fake")
                .setVoiceVersion("1")
                .setSourceTopic("speech.text")
                .setSourcePartition(0)
                .setSourceOffset(7)
                .build();
    }

    private void processTwoSentences() {
        mel.process("room", sentence(0, false, List.of(11, 12, 13, 1)));
        mel.process("room", sentence(1, true, List.of(12, 12, 13, 1)));
    }

    /** What the engine has finished, as the mel stage forwards it; failures go to {@link #failures}. */
    private List<MelChunk> melChunks() {
        mel.punctuate();
        List<MelChunk> chunks = new ArrayList<>();
        for (SpecificRecordBase each : mel.forwarded()) {
            if (each instanceof MelChunk chunk) {
                chunks.add(chunk);
            } else {
                failures.add((SpeechFailure) each);
            }
        }
        return chunks;
    }

    private List<AudioChunk> audioOf(List<MelChunk> chunks) {
        vocode.processAll("room", chunks);
        return vocode.forwarded().stream().map(AudioChunk.class::cast).toList();
    }

    private void kill() {
        voices.waiting.clear();
        joint = newJoint();
        mel.restart();
        vocode.restart();
    }

    private List<AudioChunk> finish() {
        List<AudioChunk> audio = new ArrayList<>();
        while (!voices.waiting.isEmpty()) {
            voices.workOnOldest();
            audio.addAll(audioOf(melChunks()));
        }
        return audio;
    }

    /** What stages that are joined by a topic make of the two sentences when nothing happens. */
    private List<AudioChunk> undisturbed() {
        StoredStage<SymbolSequence> first = new StoredStage<>(Stage.MEL, state.resolve("m"), mel(true, false));
        StoredStage<MelChunk> second = new StoredStage<>(Stage.VOCODE, state.resolve("v"), vocode(true, false));
        voices.eager = true;
        first.process("room", sentence(0, false, List.of(11, 12, 13, 1)));
        first.process("room", sentence(1, true, List.of(12, 12, 13, 1)));
        first.punctuate();
        voices.eager = false;
        first.forwarded().forEach(chunk -> second.process("room", (MelChunk) chunk));
        return second.forwarded().stream().map(AudioChunk.class::cast).toList();
    }

    private void speak(int symbols) {
        voices.waiting.getFirst().workUpTo(Math.min(symbols, 4));
        voices.waiting.getLast().workUpTo(Math.max(0, symbols - 4));
    }

    @ParameterizedTest(name = "{0} symbols decoded, {1} of them vocoded, streaming: {2}")
    @CsvSource({
        "0,0,true",
        "1,0,true",
        "1,1,true",
        "3,2,true",
        "4,3,true",
        "4,4,true",
        "6,2,true",
        "6,5,true",
        "8,7,true",
        "4,4,false",
        "6,5,false"
    })
    void goOnBehindTheLastSample(int decoded, int vocoded, boolean streaming) {
        voices.streaming = streaming;
        processTwoSentences();
        speak(decoded);
        List<AudioChunk> heard = new ArrayList<>(audioOf(melChunks().subList(0, vocoded)));
        kill();
        heard.addAll(finish());
        assertThat(heard).isEqualTo(undisturbed());
        assertThat(mel.journalled()).isZero();
        assertThat(vocode.journalled()).isZero();
    }

    @Test
    void goOnAfterASecondKillInTheSameSentence() {
        processTwoSentences();
        speak(3);
        List<AudioChunk> heard = new ArrayList<>(audioOf(melChunks()));
        kill();
        speak(1); // less than before
        assertThat(audioOf(melChunks())).isEmpty();
        kill();
        speak(4);
        heard.addAll(audioOf(melChunks()));
        kill();
        heard.addAll(finish());
        assertThat(heard).isEqualTo(undisturbed());
    }

    @Test
    void vocodeKeepsNothing() {
        processTwoSentences();
        speak(3);
        assertThat(audioOf(melChunks())).isNotEmpty();
        assertThat(vocode.journalled()).isZero();
        assertThat(mel.journalled()).as("sentences, until they are written").isEqualTo(2);
    }

    @Test
    void theEngineGetsNoMoreThanIsWritten() {
        int open = SpeechSettings.DEFAULT.openJobsOfOneKey();
        IntStream.range(0, open + 3).forEach(i -> mel.process("room", sentence(i, i == open + 2, List.of(11, 12, 1))));
        while (!voices.waiting.isEmpty()) {
            voices.workOnOldest();
        }
        List<MelChunk> chunks = melChunks();
        mel.punctuate();
        assertThat(voices.submitted).hasSize(open);
        audioOf(chunks);
        mel.punctuate();
        assertThat(voices.submitted).hasSize(open + 3);
    }

    @Test
    void aCutSentenceIsReportedOnce() {
        mel.process("room", sentence(0, true, symbols("endless")));
        voices.workOnOldest();
        melChunks(); // reported, and killed before it is written
        kill();
        List<AudioChunk> audio = finish();
        assertThat(audio.get(audio.size() - 1).getStatus()).isEqualTo(SpeechStatus.CUT);
        assertThat(failures).extracting(SpeechFailure::getReason).containsExactly(FailureReason.CUT);
    }

    @Test
    void whatIsReportedAsFailedIsNotSpokenAfterARestart() {
        mel.process("room", sentence(0, true, symbols("mute")));
        voices.workOnOldest();
        melChunks();
        kill();
        assertThat(voices.waiting).isEmpty();
        assertThat(audioOf(melChunks()))
                .singleElement()
                .extracting(AudioChunk::getStatus)
                .isEqualTo(SpeechStatus.FAILED);
        assertThat(failures).extracting(SpeechFailure::getReason).containsExactly(FailureReason.INTERNAL);
        assertThat(mel.journalled()).isZero();
    }

    private List<Integer> symbols(String word) {
        return IntStream.of(voices.encoder()
                        .encode(List.of(new SpokenWord(word, "", 0, 1)))
                        .symbols())
                .boxed()
                .toList();
    }

    @Test
    void anotherEngineFinishesTheSentenceAndSaysSo() {
        processTwoSentences();
        speak(3);
        List<AudioChunk> heard = new ArrayList<>(audioOf(melChunks()));
        assertThat(heard).extracting(AudioChunk::getEngineChanged).containsOnly(false);
        voices.fingerprint = "another";
        kill();
        List<AudioChunk> rest = finish();
        assertThat(rest).isNotEmpty().extracting(AudioChunk::getEngineChanged).containsOnly(true);
        heard.addAll(rest);
        assertThat(new SpokenUtterance(heard).pcm()).isEqualTo(new SpokenUtterance(undisturbed()).pcm());
    }

    @Test
    void atLeastOnceSpeaksAgainFromTheBeginningUnderAHigherAttempt() {
        mel.restartAs(mel(false, true));
        vocode.restartAs(vocode(false, true));
        processTwoSentences();
        speak(3);
        assertThat(audioOf(melChunks())).extracting(AudioChunk::getAttempt).containsOnly(0);
        kill();
        List<AudioChunk> again = finish();
        assertThat(again).extracting(AudioChunk::getAttempt).containsOnly(1);
        assertThat(new SpokenUtterance(again).pcm()).isEqualTo(new SpokenUtterance(undisturbed()).pcm());
        assertThat(mel.journalled()).as("until the commit").isEqualTo(2);
        mel.commit();
        mel.punctuate();
        assertThat(mel.journalled()).isZero();
    }

    @Test
    void aHigherAttemptTakesTheLowerOnesPlace() {
        processTwoSentences();
        speak(3);
        audioOf(melChunks());
        voices.waiting.clear();
        SymbolSequence again = SymbolSequence.newBuilder(sentence(0, true, List.of(11, 12, 1)))
                .setAttempt(1)
                .build();
        mel.process("room", again);
        List<AudioChunk> heard = finish();
        assertThat(heard).extracting(AudioChunk::getAttempt).containsOnly(1);
        assertThat(heard.get(0).getStartSample()).isZero();
        assertThat(mel.journalled()).isZero();
    }

    @Test
    void refuseStateThatKeepsMarksOfEachStage() {
        mel.restartAs(mel(true, false));
        processTwoSentences();
        speak(2);
        assertThat(melChunks()).hasSize(2);
        assertThatThrownBy(() -> mel.restartAs(mel(true, true)))
                .isInstanceOf(StateRefusedException.class)
                .hasMessageContaining("mel-journal");
    }

    @Test
    void refuseStateInWhichTheVocodeStageHasWork() {
        processTwoSentences();
        speak(2);
        List<MelChunk> chunks = melChunks();
        StoredStage<MelChunk> staged =
                new StoredStage<>(Stage.VOCODE, state.resolve("staged"), () -> joint, vocode(true, false));
        staged.processAll("room", chunks);
        assertThatThrownBy(() -> staged.restartAs(vocode(true, true)))
                .isInstanceOf(StateRefusedException.class)
                .hasMessageContaining("vocode-journal");
    }

    @Test
    void stateOfJoinedStagesIsRefusedWhereATopicIsBetween() {
        processTwoSentences();
        speak(3);
        audioOf(melChunks());
        assertThatThrownBy(() -> mel.restartAs(mel(true, false)))
                .isInstanceOf(StateRefusedException.class)
                .hasMessageContaining("mel-journal");
    }
}
