package sori.stream.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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
import org.junit.jupiter.params.provider.ValueSource;
import sori.client.SpokenUtterance;
import sori.kafka.Wire;
import sori.schema.AudioChunk;
import sori.schema.AudioMark;
import sori.schema.FailureReason;
import sori.schema.JournalHead;
import sori.schema.MelChunk;
import sori.schema.MelMark;
import sori.schema.SpeechFailure;
import sori.schema.SpeechStatus;
import sori.schema.StoreFormat;
import sori.schema.SymbolSequence;
import sori.stream.store.JournalKey;
import sori.stream.store.JournalLayout;
import sori.stream.store.StateRefusedException;
import sori.synthesis.SpeechSettings;
import sori.synthesis.Stage;
import sori.text.SpokenWord;
import sori.topology.Nodes;

/** Mel and vocode in one node: one journal brings both back to where the last committed transaction ended. */
class SpeakStageTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC);

    /** Symbols of the two sentences. */
    private static final int SYMBOLS = 8;

    @TempDir
    private Path state;

    private final FakeVoices voices = new FakeVoices();
    private final List<SpeechFailure> failures = new ArrayList<>();
    private final Deque<Runnable> vocoding = new ArrayDeque<>();
    private StoredStage<SymbolSequence> speak;

    @BeforeEach
    void start() {
        voices.eager = false;
        voices.streaming = true;
        speak = new StoredStage<>(Nodes.SPEAK, state.resolve("speak"), speak(true));
    }

    /** The vocoder works only when it is told to. */
    private Supplier<Processor<Bytes, SymbolSequence, Bytes, SpecificRecordBase>> speak(boolean exactlyOnce) {
        return Stages.speak(voices, exactlyOnce, CLOCK, vocoding);
    }

    private static SymbolSequence sentence(int segment, boolean last, List<Integer> symbols) {
        return Sentences.sentence("u1", segment, last)
                .setSymbols(symbols)
                .setUnmapped(1)
                .build();
    }

    private void processTwoSentences() {
        speak.process("room", sentence(0, false, List.of(11, 12, 13, 1)));
        speak.process("room", sentence(1, true, List.of(12, 12, 13, 1)));
    }

    /** Has the engine speak so many symbols of the two sentences. */
    private void decode(int symbols) {
        voices.waiting.getFirst().workUpTo(Math.min(symbols, 4));
        voices.waiting.getLast().workUpTo(Math.max(0, symbols - 4));
    }

    /** Has the vocoder do so many of the chunks that wait for it. */
    private void vocode(int chunks) {
        for (int i = 0; i < chunks && !vocoding.isEmpty(); i++) {
            vocoding.removeFirst().run();
        }
    }

    /** What is forwarded now; failures go to {@link #failures}. */
    private List<AudioChunk> audio() {
        speak.punctuate();
        List<AudioChunk> audio = new ArrayList<>();
        for (SpecificRecordBase each : speak.forwarded()) {
            if (each instanceof AudioChunk chunk) {
                audio.add(chunk);
            } else {
                failures.add((SpeechFailure) each);
            }
        }
        return audio;
    }

    /** The same with all that the vocoder can do. */
    private List<AudioChunk> allAudio() {
        List<AudioChunk> audio = audio();
        vocode(Integer.MAX_VALUE);
        audio.addAll(audio());
        return audio;
    }

    private void kill() {
        voices.waiting.clear();
        speak.restart();
    }

    private List<AudioChunk> finish() {
        List<AudioChunk> audio = allAudio();
        while (!voices.waiting.isEmpty()) {
            voices.workOnOldest();
            audio.addAll(allAudio());
        }
        return audio;
    }

    /** What stages that are joined by a topic make of the two sentences when nothing happens. */
    private List<AudioChunk> undisturbed() {
        StoredStage<SymbolSequence> mel =
                new StoredStage<>(Stage.MEL, state.resolve("m"), Stages.mel(voices, true, CLOCK));
        StoredStage<MelChunk> vocode =
                new StoredStage<>(Stage.VOCODE, state.resolve("v"), Stages.vocode(voices, true, CLOCK));
        voices.eager = true;
        mel.process("room", sentence(0, false, List.of(11, 12, 13, 1)));
        mel.process("room", sentence(1, true, List.of(12, 12, 13, 1)));
        mel.punctuate();
        voices.eager = false;
        mel.forwarded().forEach(chunk -> vocode.process("room", (MelChunk) chunk));
        vocode.punctuate();
        return vocode.forwarded().stream().map(AudioChunk.class::cast).toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void goOnBehindTheLastSampleWhereverAKillComes(boolean streaming) {
        voices.streaming = streaming;
        List<AudioChunk> undisturbed = undisturbed();
        for (int decoded = 0; decoded <= SYMBOLS; decoded++) {
            for (int vocoded = 0; vocoded <= decoded; vocoded++) {
                speak = new StoredStage<>(Nodes.SPEAK, state.resolve(decoded + "-" + vocoded), speak(true));
                processTwoSentences();
                decode(decoded);
                List<AudioChunk> heard = new ArrayList<>(audio());
                vocode(vocoded);
                heard.addAll(audio());
                kill();
                heard.addAll(finish());
                assertThat(heard)
                        .as("%d symbols decoded, %d of their chunks vocoded", decoded, vocoded)
                        .isEqualTo(undisturbed);
                assertThat(speak.journalled()).isZero();
            }
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void aTaskThatIsTakenUpAgainGoesOnToo() {
        processTwoSentences();
        decode(3);
        List<AudioChunk> heard = new ArrayList<>(allAudio());
        voices.waiting.clear();
        speak.revive();
        heard.addAll(finish());
        assertThat(heard).isEqualTo(undisturbed());
    }

    @Test
    void goOnAfterASecondKillInTheSameSentence() {
        processTwoSentences();
        decode(3);
        List<AudioChunk> heard = new ArrayList<>(allAudio());
        kill();
        decode(1); // less than before
        assertThat(allAudio()).isEmpty();
        kill();
        decode(4);
        heard.addAll(allAudio());
        kill();
        heard.addAll(finish());
        assertThat(heard).isEqualTo(undisturbed());
    }

    @Test
    void aSentenceStaysUntilItIsWritten() {
        processTwoSentences();
        decode(SYMBOLS);
        audio();
        assertThat(speak.journalled()).as("decoded and not vocoded").isEqualTo(2);
        assertThat(allAudio()).isNotEmpty();
        assertThat(speak.journalled()).isZero();
    }

    @Test
    void theEngineGetsNoMoreThanIsWritten() {
        int open = SpeechSettings.DEFAULT.openJobsOfOneKey();
        IntStream.range(0, open + 3)
                .forEach(i -> speak.process("room", sentence(i, i == open + 2, List.of(11, 12, 1))));
        while (!voices.waiting.isEmpty()) {
            voices.workOnOldest();
        }
        audio();
        speak.punctuate();
        assertThat(voices.submitted).hasSize(open);
        allAudio();
        assertThat(voices.submitted).hasSize(open + 3);
    }

    @Test
    void aCutSentenceIsReportedOnceWithItsEnd() {
        speak.process("room", sentence(0, true, symbols("endless")));
        voices.workOnOldest();
        audio(); // decoded, and killed before it is written
        assertThat(failures).isEmpty();
        kill();
        List<AudioChunk> audio = finish();
        assertThat(audio.get(audio.size() - 1).getStatus()).isEqualTo(SpeechStatus.CUT);
        assertThat(failures).extracting(SpeechFailure::getReason).containsExactly(FailureReason.CUT);
        assertThat(failures).extracting(SpeechFailure::getStage).containsExactly("mel");
    }

    @Test
    void whatTheEngineCannotSpeakIsReportedOnceWithItsEnd() {
        speak.process("room", sentence(0, false, symbols("mute")));
        speak.process("room", sentence(1, true, List.of(11, 12, 1)));
        kill();
        assertThat(finish()).singleElement().extracting(AudioChunk::getStatus).isEqualTo(SpeechStatus.FAILED);
        assertThat(failures).extracting(SpeechFailure::getReason).containsExactly(FailureReason.INTERNAL);
        assertThat(speak.journalled()).isZero();
        kill();
        assertThat(finish()).isEmpty();
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
        decode(3);
        List<AudioChunk> heard = new ArrayList<>(allAudio());
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
        speak.restartAs(speak(false));
        processTwoSentences();
        decode(3);
        assertThat(allAudio()).extracting(AudioChunk::getAttempt).containsOnly(0);
        kill();
        List<AudioChunk> again = finish();
        assertThat(again).extracting(AudioChunk::getAttempt).containsOnly(1);
        assertThat(new SpokenUtterance(again).pcm()).isEqualTo(new SpokenUtterance(undisturbed()).pcm());
        assertThat(speak.journalled()).as("until the commit").isEqualTo(2);
        speak.commit();
        speak.punctuate();
        assertThat(speak.journalled()).isZero();
    }

    @Test
    void aHigherAttemptTakesTheLowerOnesPlace() {
        processTwoSentences();
        decode(3);
        allAudio();
        voices.waiting.clear();
        SymbolSequence again = SymbolSequence.newBuilder(sentence(0, true, List.of(11, 12, 1)))
                .setAttempt(1)
                .build();
        speak.process("room", again);
        List<AudioChunk> heard = finish();
        assertThat(heard).extracting(AudioChunk::getAttempt).containsOnly(1);
        assertThat(heard.get(0).getStartSample()).isZero();
        assertThat(speak.journalled()).isZero();
    }

    @Test
    void oneIdUnderTwoKeysIsTwoUtterances() {
        processTwoSentences();
        speak.process("hall", sentence(0, true, List.of(13, 1)));
        List<AudioChunk> heard = finish();
        assertThat(heard).filteredOn(AudioChunk::getLast).hasSize(2);
        assertThat(heard).hasSize(undisturbed().size() + 2);
        assertThat(speak.journalled()).isZero();
    }

    @Test
    void stateOfAStageThatMakesMelOnlyIsRefused() {
        StoredStage<SymbolSequence> mel =
                new StoredStage<>(Stage.MEL, state.resolve("staged"), Stages.mel(voices, true, CLOCK));
        mel.process("room", sentence(0, false, List.of(11, 12, 13, 1)));
        voices.waiting.getFirst().workUpTo(3);
        mel.punctuate();
        assertThatThrownBy(() -> mel.restartAs(speak(true)))
                .isInstanceOf(StateRefusedException.class)
                .hasMessageContaining("mel-journal");
    }

    @Test
    void stateOfThisStageIsRefusedByOneThatMakesMelOnly() {
        processTwoSentences();
        decode(3);
        allAudio();
        assertThatThrownBy(() -> speak.restartAs(Stages.mel(voices, true, CLOCK)))
                .isInstanceOf(StateRefusedException.class)
                .hasMessageContaining("mel-journal");
    }

    /** What layout 3 has of the two sentences when three symbols of the first are spoken. */
    private void asLayout3Left(List<AudioChunk> heard, boolean failed) {
        byte[] oldHead = bytes(0, "u1".getBytes(StandardCharsets.UTF_8));
        speak.tamper(new byte[] {3}, new Wire<>(StoreFormat.class).encode(new StoreFormat(3, true)));
        Bytes newHead = JournalLayout.headKey(Keys.named("room"), "u1");
        speak.tamper(newHead.get(), null);
        JournalHead head = JournalHead.newBuilder()
                .setTicket(0)
                .setKey(ByteBuffer.wrap("room".getBytes(StandardCharsets.UTF_8)))
                .setAttempt(0)
                .setEpoch(0)
                .setTimestamp(1000)
                .build();
        speak.tamper(oldHead, new Wire<>(JournalHead.class).encode(head));
        AudioChunk last = heard.get(heard.size() - 1);
        long samples = last.getStartSample() + last.getAudio().remaining() / 2;
        AudioMark audio = AudioMark.newBuilder()
                .setSegment(0)
                .setSequence(heard.size())
                .setSamples(samples)
                .setUnmapped(1)
                .setCut(false)
                .setFrames(9)
                .build();
        byte[] ticket = ByteBuffer.allocate(8).putLong(0).array();
        speak.tamper(bytes(4, ticket), new Wire<>(AudioMark.class).encode(audio));
        speak.tamper(bytes(2, ticket), new Wire<>(MelMark.class).encode(new MelMark(0, 0, "fake", false)));
        if (failed) {
            SymbolSequence note = SymbolSequence.newBuilder(sentence(0, false, List.of(11, 12, 13, 1)))
                    .setFailed(true)
                    .build();
            speak.tamper(new JournalKey(0, 0, 1).bytes().get(), new Wire<>(SymbolSequence.class).encode(note));
        }
    }

    private static byte[] bytes(int prefix, byte[] rest) {
        return ByteBuffer.allocate(1 + rest.length).put((byte) prefix).put(rest).array();
    }

    @Test
    void openUtterancesOfTheReleaseBeforeAreTakenOver() {
        processTwoSentences();
        decode(3);
        List<AudioChunk> heard = new ArrayList<>(allAudio());
        asLayout3Left(heard, false);
        kill();
        heard.addAll(finish());
        assertThat(heard).isEqualTo(undisturbed());
        assertThat(speak.journalled()).isZero();
    }

    @Test
    void whatTheReleaseBeforeHasReportedAsFailedIsNotSpoken() {
        processTwoSentences();
        decode(3);
        List<AudioChunk> heard = new ArrayList<>(allAudio());
        asLayout3Left(heard, true);
        kill();
        assertThat(finish()).singleElement().extracting(AudioChunk::getStatus).isEqualTo(SpeechStatus.FAILED);
        assertThat(failures).isEmpty();
        assertThat(speak.journalled()).isZero();
    }
}
