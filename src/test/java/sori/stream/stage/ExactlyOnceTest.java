package sori.stream.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sori.client.SpokenUtterance;
import sori.kafka.Wire;
import sori.schema.AudioChunk;
import sori.schema.MelChunk;
import sori.schema.StoreFormat;
import sori.schema.SymbolSequence;
import sori.stream.store.JournalKey;
import sori.stream.store.StateRefusedException;
import sori.stream.store.StoreLayout;
import sori.synthesis.Stage;

/** A restart goes on where the last committed transaction ended: what was heard and what follows are one undisturbed run. */
class ExactlyOnceTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC);
    private static final byte[] LAYOUT = {3};

    @TempDir
    private Path state;

    private final FakeVoices voices = new FakeVoices();
    private StoredStage<SymbolSequence> mel;
    private StoredStage<MelChunk> vocode;

    @BeforeEach
    void start() {
        voices.eager = false;
        mel = new StoredStage<>(Stage.MEL, state.resolve("mel"), mel(true));
        vocode = new StoredStage<>(Stage.VOCODE, state.resolve("vocode"), vocode(true));
    }

    private Supplier<Processor<Bytes, SymbolSequence, Bytes, SpecificRecordBase>> mel(boolean exactlyOnce) {
        return Stages.mel(voices, exactlyOnce, CLOCK);
    }

    private Supplier<Processor<Bytes, MelChunk, Bytes, SpecificRecordBase>> vocode(boolean exactlyOnce) {
        return Stages.vocode(voices, exactlyOnce, CLOCK);
    }

    private static SymbolSequence sentence(int segment, boolean last) {
        return Sentences.sentence("u1", segment, last).build();
    }

    private List<MelChunk> melChunks() {
        mel.punctuate();
        return mel.forwarded().stream().map(MelChunk.class::cast).toList();
    }

    private List<AudioChunk> audioChunks() {
        return vocode.drained().stream().map(AudioChunk.class::cast).toList();
    }

    private void processTwoSentences() {
        mel.process("room", sentence(0, false));
        mel.process("room", sentence(1, true));
    }

    /** What one engine makes of the two sentences when nothing happens. */
    private List<MelChunk> undisturbed() {
        StoredStage<SymbolSequence> quiet = new StoredStage<>(Stage.MEL, state.resolve("quiet"), mel(true));
        voices.eager = true;
        quiet.process("room", sentence(0, false));
        quiet.process("room", sentence(1, true));
        quiet.punctuate();
        voices.eager = false;
        // One block a symbol: four chunks a sentence.
        return quiet.forwarded().stream().map(MelChunk.class::cast).toList();
    }

    private void finishTheEngine() {
        while (!voices.waiting.isEmpty()) {
            voices.workOnOldest();
        }
    }

    @ParameterizedTest(name = "after {0} symbols")
    @ValueSource(ints = {0, 1, 3, 4, 6, 7})
    void theMelStageComputesSilentlyUpToItsMark(int symbols) {
        processTwoSentences();
        voices.waiting.getFirst().workUpTo(Math.min(symbols, 4));
        voices.waiting.getLast().workUpTo(Math.max(0, symbols - 4));
        List<MelChunk> heard = new ArrayList<>(melChunks());
        assertThat(heard).hasSize(symbols);
        voices.waiting.clear();
        mel.restart();
        finishTheEngine();
        heard.addAll(melChunks());
        assertThat(heard).isEqualTo(undisturbed());
        assertThat(mel.journalled()).isZero();
    }

    @Test
    void aTaskThatIsTakenUpAgainDropsWhatItsLastLifeStillComputes() {
        processTwoSentences();
        FakeVoices.FakeJob stale = voices.waiting.getFirst();
        voices.waiting.clear();
        mel.revive();
        assertThat(voices.cancelled).isEqualTo(2);
        stale.work();
        assertThat(melChunks()).isEmpty();
        finishTheEngine();
        assertThat(melChunks()).isEqualTo(undisturbed());
    }

    @Test
    void aStreamingVocoderSpeaksBeforeTheSentenceHasEnded() {
        voices.streaming = true;
        List<MelChunk> chunks = undisturbed();
        vocode.process("room", chunks.get(0));
        assertThat(chunks.get(0).getEndOfSegment()).isFalse();
        assertThat(audioChunks())
                .singleElement()
                .extracting(chunk -> chunk.getAudio().remaining() / 2)
                .isEqualTo((FakeVoices.FRAMES_PER_SYMBOL - 1) * FakeVoices.FORMAT.hopSamples());
    }

    @Test
    void aStreamMakesTheSamplesOfTheWhole() {
        List<MelChunk> chunks = undisturbed();
        StoredStage<MelChunk> whole = new StoredStage<>(Stage.VOCODE, state.resolve("whole"), vocode(true));
        whole.processAll("room", chunks);
        List<AudioChunk> atOnce =
                whole.drained().stream().map(AudioChunk.class::cast).toList();
        voices.streaming = true;
        vocode.processAll("room", chunks);
        List<AudioChunk> streamed = audioChunks();
        assertThat(streamed).hasSizeGreaterThan(atOnce.size());
        assertThat(new SpokenUtterance(streamed).pcm()).isEqualTo(new SpokenUtterance(atOnce).pcm());
        assertThat(new SpokenUtterance(streamed).marks()).isEqualTo(new SpokenUtterance(atOnce).marks());
    }

    @ParameterizedTest(name = "after {0} chunks, streaming: {1}")
    @CsvSource({"0,false", "2,false", "4,false", "6,false", "0,true", "1,true", "3,true", "4,true", "5,true", "6,true"})
    void theVocodeStageGoesOnBehindItsLastSample(int before, boolean streaming) {
        voices.streaming = streaming;
        List<MelChunk> chunks = undisturbed();
        vocode.processAll("room", chunks.subList(0, before));
        List<AudioChunk> heard = new ArrayList<>(audioChunks());
        vocode.restart();
        vocode.punctuate();
        vocode.processAll("room", chunks.subList(before, chunks.size()));
        heard.addAll(audioChunks());

        StoredStage<MelChunk> quiet = new StoredStage<>(Stage.VOCODE, state.resolve("quiet-vocode"), vocode(true));
        quiet.processAll("room", chunks);
        assertThat(quiet.drained()).isEqualTo(heard);
        assertThat(heard).extracting(AudioChunk::getAttempt).containsOnly(0);
        assertThat(vocode.journalled()).isZero();
    }

    @Test
    void chunksSayThatAnotherKindOfEngineTookOver() {
        processTwoSentences();
        voices.waiting.getFirst().workUpTo(2);
        assertThat(melChunks()).extracting(MelChunk::getEngineChanged).containsOnly(false);
        voices.waiting.clear();
        voices.fingerprint = "another";
        mel.restart();
        finishTheEngine();
        List<MelChunk> after = melChunks();
        assertThat(after).hasSize(6).extracting(MelChunk::getEngineChanged).containsOnly(true);

        vocode.processAll("room", undisturbed().subList(0, 2));
        vocode.processAll("room", after);
        assertThat(audioChunks()).extracting(AudioChunk::getEngineChanged).containsOnly(true);
    }

    @Test
    void anUtteranceThatNobodyHeardYetHasNoEngineToDifferFrom() {
        processTwoSentences();
        voices.waiting.clear();
        voices.fingerprint = "another";
        mel.restart();
        finishTheEngine();
        assertThat(melChunks()).extracting(MelChunk::getEngineChanged).containsOnly(false);
    }

    @Test
    void refusesAStoreOfALaterReleaseBeforeItReadsAnything() {
        byte[] later = new Wire<>(StoreFormat.class).encode(new StoreFormat(StoreLayout.CURRENT + 1, true));
        mel.tamper(LAYOUT, later);
        assertThatThrownBy(mel::restart)
                .isInstanceOf(StateRefusedException.class)
                .hasMessageContaining("mel-journal")
                .hasMessageContaining("this release knows " + StoreLayout.CURRENT);
    }

    @Test
    void refusesARecordThatNoReleaseWroteBeforeItReadsAnything() {
        mel.tamper(new JournalKey(0, 0, 0).bytes().get(), new byte[] {(byte) 0xC3, 1, 2, 3, 4});
        assertThatThrownBy(mel::restart)
                .isInstanceOf(StateRefusedException.class)
                .hasMessageContaining("SymbolSequence");
    }

    @Test
    void speaksWhatAtLeastOnceMayHaveSpokenInPartUnderAHigherAttempt() {
        mel.restartAs(mel(false));
        processTwoSentences();
        voices.waiting.getFirst().workUpTo(2);
        assertThat(melChunks()).hasSize(2);
        voices.waiting.clear();
        mel.restartAs(mel(true));
        mel.restart(); // once more, in the same guarantee: no further attempt
        finishTheEngine();
        assertThat(melChunks()).hasSize(8).extracting(MelChunk::getAttempt).containsOnly(1);
    }

    @Test
    void atLeastOnceGoesOnAtAMarkUnderTheSameAttempt() {
        processTwoSentences();
        voices.waiting.getFirst().workUpTo(2);
        List<MelChunk> heard = new ArrayList<>(melChunks());
        voices.waiting.clear();
        mel.restartAs(mel(false));
        mel.restart();
        finishTheEngine();
        heard.addAll(melChunks());
        assertThat(heard).isEqualTo(undisturbed());
    }
}
