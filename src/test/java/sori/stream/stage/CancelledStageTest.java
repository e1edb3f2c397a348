package sori.stream.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sori.schema.AudioChunk;
import sori.schema.MelChunk;
import sori.schema.SpeechStatus;
import sori.schema.SymbolSequence;
import sori.schema.SymbolWord;
import sori.schema.UtteranceEnding;
import sori.schema.WordMark;
import sori.synthesis.SpeechSettings;
import sori.synthesis.Stage;
import sori.topology.Nodes;

/** Two sentences that are cancelled wherever they have come to, and killed before or after it. */
class CancelledStageTest {
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1_900_000_000), ZoneOffset.UTC);
    private static final int SYMBOLS = 8;

    @TempDir
    private Path state;

    private final FakeVoices voices = new FakeVoices();
    private final Deque<Runnable> vocoding = new ArrayDeque<>();

    @BeforeEach
    void start() {
        voices.eager = false;
        voices.streaming = true;
    }

    private Supplier<Processor<Bytes, SymbolSequence, Bytes, SpecificRecordBase>> speak(boolean exactlyOnce) {
        return Stages.speak(voices, exactlyOnce, CLOCK, vocoding);
    }

    /** Two words of two symbols each; what is at 10 * segment in the text comes first. */
    private static SymbolSequence sentence(String id, int segment, boolean last) {
        int text = 10 * segment;
        return Sentences.sentence(id, segment, last)
                .setWords(List.of(new SymbolWord(0, 2, text, text + 3), new SymbolWord(2, 4, text + 4, text + 9)))
                .setEventTimestamp(1000L)
                .setReadyAt(1000L)
                .build();
    }

    private static void process(StoredStage<SymbolSequence> stage, String id) {
        stage.process("room", sentence(id, 0, false));
        stage.process("room", sentence(id, 1, true));
    }

    private void decode(int symbols) {
        voices.waiting.getFirst().workUpTo(Math.min(symbols, 4));
        voices.waiting.getLast().workUpTo(Math.max(0, symbols - 4));
    }

    private void vocode(int chunks) {
        for (int i = 0; i < chunks && !vocoding.isEmpty(); i++) {
            vocoding.removeFirst().run();
        }
    }

    private List<AudioChunk> audio(StoredStage<?> stage) {
        return stage.drained().stream().map(AudioChunk.class::cast).toList();
    }

    /** Everything that can still be made. */
    private List<AudioChunk> rest(StoredStage<?> stage) {
        List<AudioChunk> audio = new ArrayList<>(audio(stage));
        for (int round = 0; round < 10; round++) {
            while (!voices.waiting.isEmpty()) {
                voices.workOnOldest();
            }
            audio.addAll(audio(stage));
            vocode(Integer.MAX_VALUE);
            audio.addAll(audio(stage));
        }
        return audio;
    }

    private List<AudioChunk> undisturbed() {
        StoredStage<SymbolSequence> stage = new StoredStage<>(Nodes.SPEAK, state.resolve("whole"), speak(true));
        process(stage, "u1");
        return rest(stage);
    }

    /** What a cancelled utterance owes: what it would have been, up to its end, which tells how far it was spoken. */
    private static void assertCancelled(List<AudioChunk> heard, List<AudioChunk> undisturbed) {
        assertThat(heard).isNotEmpty().filteredOn(AudioChunk::getLast).hasSize(1);
        AudioChunk end = heard.get(heard.size() - 1);
        List<AudioChunk> before = heard.subList(0, heard.size() - 1);
        assertThat(before).isEqualTo(undisturbed.subList(0, before.size()));
        assertThat(end.getStatus()).isEqualTo(SpeechStatus.CANCELLED);
        assertThat(end.getLast()).isTrue();
        assertThat(end.getSequence()).isEqualTo(before.size());
        assertThat(end.getAudio().remaining()).isZero();
        List<WordMark> marks =
                before.stream().flatMap(chunk -> chunk.getMarks().stream()).toList();
        int spokenTo = marks.isEmpty() ? -1 : marks.get(marks.size() - 1).getSourceEnd();
        assertThat(end.getSpokenTo()).isEqualTo(spokenTo);
        long samples = before.stream()
                .mapToLong(chunk -> chunk.getAudio().remaining() / 2)
                .sum();
        assertThat(end.getStartSample()).isEqualTo(samples);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "before", "after", "both"})
    void endAtOnceWhereverTheyHaveComeTo(String kill) {
        List<AudioChunk> undisturbed = undisturbed();
        assertThat(undisturbed).hasSizeGreaterThan(6);
        for (int decoded = 0; decoded <= SYMBOLS; decoded++) {
            for (int vocoded = 0; vocoded < decoded; vocoded++) {
                StoredStage<SymbolSequence> stage =
                        new StoredStage<>(Nodes.SPEAK, state.resolve(kill + decoded + "-" + vocoded), speak(true));
                process(stage, "u1");
                decode(decoded);
                List<AudioChunk> heard = new ArrayList<>(audio(stage));
                vocode(vocoded);
                heard.addAll(audio(stage));
                if (kill.equals("before") || kill.equals("both")) {
                    voices.waiting.clear();
                    stage.restart();
                    stage.forwarded();
                }
                stage.cancel("room", decoded % 2 == 0 ? "u1" : null);
                heard.addAll(
                        stage.forwarded().stream().map(AudioChunk.class::cast).toList());
                if (kill.equals("after") || kill.equals("both")) {
                    voices.waiting.clear();
                    stage.restart();
                }
                heard.addAll(rest(stage));
                assertCancelled(heard, undisturbed);
                assertThat(stage.journalled()).isZero();
                assertThat(voices.leased).isEmpty();
            }
        }
    }

    @Test
    void theEngineAndTheVocoderAreToldAtOnce() {
        StoredStage<SymbolSequence> stage = new StoredStage<>(Nodes.SPEAK, state, speak(true));
        process(stage, "u1");
        decode(6);
        stage.punctuate();
        int cancelledBefore = voices.cancelled;
        stage.cancel("room", "u1");
        assertThat(voices.cancelled).isGreaterThan(cancelledBefore);
        stage.forwarded();
        vocode(Integer.MAX_VALUE);
        assertThat(rest(stage)).isEmpty();
    }

    @Test
    void theNextOfTheKeyGoesOn() {
        StoredStage<SymbolSequence> stage = new StoredStage<>(Nodes.SPEAK, state, speak(true));
        process(stage, "u1");
        process(stage, "u2");
        stage.cancel("room", "u1");
        List<AudioChunk> heard = rest(stage);
        assertThat(heard.get(0).getUtteranceId()).isEqualTo("u1");
        List<AudioChunk> second = heard.subList(1, heard.size());
        assertThat(second).extracting(AudioChunk::getUtteranceId).containsOnly("u2");
        assertThat(second.get(second.size() - 1).getStatus()).isEqualTo(SpeechStatus.OK);
    }

    @Test
    void oneThatWaitsBehindAnotherEndsBeforeIt() {
        StoredStage<SymbolSequence> stage = new StoredStage<>(Nodes.SPEAK, state, speak(true));
        process(stage, "u1");
        process(stage, "u2");
        stage.cancel("room", "u2");
        List<AudioChunk> heard = rest(stage);
        assertThat(heard.get(0)).returns("u2", AudioChunk::getUtteranceId).returns(true, AudioChunk::getLast);
        assertThat(heard.subList(1, heard.size()))
                .extracting(AudioChunk::getUtteranceId)
                .containsOnly("u1");
    }

    @Test
    void whatComesOfOneThatIsOverIsDropped() {
        StoredStage<SymbolSequence> stage = new StoredStage<>(Nodes.SPEAK, state, speak(true));
        stage.process("room", sentence("u1", 0, false));
        stage.cancel("room", "u1");
        stage.cancel("room", "u1");
        stage.process("room", sentence("u1", 1, true));
        stage.restart();
        stage.process("room", sentence("u1", 1, true));
        stage.cancel("room", null);
        assertThat(rest(stage)).isEmpty();
        assertThat(voices.submitted).hasSize(1);
    }

    @Test
    void oneThatCameToItsEndIsNotEndedAgain() {
        StoredStage<SymbolSequence> stage = new StoredStage<>(Nodes.SPEAK, state, speak(true));
        process(stage, "u1");
        assertThat(rest(stage)).filteredOn(AudioChunk::getLast).hasSize(1);
        stage.cancel("room", "u1");
        assertThat(rest(stage)).isEmpty();
    }

    @Test
    void oneThatComesAfterItsCancelIsAnsweredOnce() {
        for (@Nullable String id : new @Nullable String[] {"u1", null}) {
            StoredStage<SymbolSequence> stage =
                    new StoredStage<>(Nodes.SPEAK, state.resolve("after" + id), speak(true));
            stage.cancel("room", id);
            assertThat(stage.forwarded()).isEmpty();
            process(stage, "u1");
            assertCancelled(rest(stage), List.of());
        }
        assertThat(voices.submitted).isEmpty();
    }

    @Test
    void whatIsYoungerThanTheCancelOfItsKeyIsSpoken() {
        StoredStage<SymbolSequence> stage = new StoredStage<>(Nodes.SPEAK, state, speak(true));
        stage.cancel("room", null);
        for (int segment = 0; segment < 2; segment++) {
            stage.process(
                    "room",
                    SymbolSequence.newBuilder(sentence("u1", segment, segment == 1))
                            .setEventTimestamp(1001L)
                            .build());
        }
        List<AudioChunk> heard = rest(stage);
        assertThat(heard.get(heard.size() - 1).getStatus()).isEqualTo(SpeechStatus.OK);
    }

    @Test
    void anotherKeysUtteranceOfTheSameIdGoesOn() {
        StoredStage<SymbolSequence> stage = new StoredStage<>(Nodes.SPEAK, state, speak(true));
        process(stage, "u1");
        stage.cancel("hall", "u1");
        stage.cancel("hall", null);
        List<AudioChunk> heard = rest(stage);
        assertThat(heard.get(heard.size() - 1).getStatus()).isEqualTo(SpeechStatus.OK);
    }

    @Test
    void underAtLeastOnceARestartEndsThemToo() {
        StoredStage<SymbolSequence> stage = new StoredStage<>(Nodes.SPEAK, state, speak(false));
        process(stage, "u1");
        decode(5);
        audio(stage);
        vocode(2);
        audio(stage);
        stage.cancel("room", "u1");
        stage.forwarded();
        voices.waiting.clear();
        stage.restart(); // before a commit: the end may be lost
        List<AudioChunk> heard = rest(stage);
        assertThat(heard).singleElement().satisfies(end -> {
            assertThat(end.getStatus()).isEqualTo(SpeechStatus.CANCELLED);
            assertThat(end.getAttempt()).isEqualTo(1);
        });
        stage.commit();
        stage.punctuate();
        assertThat(stage.journalled()).isZero();
    }

    /** The two stages as applications of their own, with a kill of each: whatever each has heard of the cancel, and when. */
    @Test
    void joinedByATopicTheyEndOnceWhoeverHearsOfItFirst() {
        List<AudioChunk> undisturbed = undisturbed();
        int run = 0;
        for (int decoded = 1; decoded <= SYMBOLS; decoded++) {
            for (int cancels = 1; cancels < 4; cancels++) {
                StoredStage<SymbolSequence> mel =
                        new StoredStage<>(Stage.MEL, state.resolve("m" + run), Stages.mel(voices, true, CLOCK));
                StoredStage<MelChunk> vocode =
                        new StoredStage<>(Stage.VOCODE, state.resolve("v" + run++), Stages.vocode(voices, true, CLOCK));
                voices.waiting.clear();
                process(mel, "u1");
                decode(decoded);
                List<AudioChunk> heard = new ArrayList<>();
                List<MelChunk> between = chunks(mel.drained());
                between.forEach(chunk -> vocode.process("room", chunk));
                heard.addAll(audio(vocode));
                boolean spoken = heard.stream().anyMatch(AudioChunk::getLast);
                if ((cancels & 1) != 0) {
                    vocode.cancel("room", "u1");
                    heard.addAll(audio(vocode));
                    vocode.restart();
                }
                if ((cancels & 2) != 0) {
                    mel.cancel("room", "u1");
                    between = chunks(mel.forwarded());
                    mel.restart();
                    if (decoded < SYMBOLS) {
                        assertThat(between).singleElement().returns(UtteranceEnding.CANCELLED, MelChunk::getEnding);
                    }
                    between.forEach(chunk -> vocode.process("room", chunk));
                }
                voices.waiting.forEach(FakeVoices.FakeJob::work);
                chunks(mel.drained()).forEach(chunk -> vocode.process("room", chunk));
                heard.addAll(audio(vocode));
                if (spoken) {
                    assertThat(heard).isEqualTo(undisturbed);
                } else {
                    assertCancelledSamples(heard, undisturbed);
                }
                assertThat(vocode.journalled()).isZero();
                assertThat(mel.journalled()).isZero();
            }
        }
    }

    private static void assertCancelledSamples(List<AudioChunk> heard, List<AudioChunk> undisturbed) {
        assertThat(heard)
                .filteredOn(AudioChunk::getLast)
                .singleElement()
                .returns(SpeechStatus.CANCELLED, AudioChunk::getStatus);
        assertThat(heard.get(heard.size() - 1).getLast()).isTrue();
        byte[] whole = pcm(undisturbed);
        byte[] part = pcm(heard);
        assertThat(part).isEqualTo(Arrays.copyOf(whole, part.length));
    }

    private static byte[] pcm(List<AudioChunk> chunks) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        chunks.forEach(chunk -> all.writeBytes(chunk.getAudio().array()));
        return all.toByteArray();
    }

    private static List<MelChunk> chunks(List<SpecificRecordBase> records) {
        return records.stream().map(MelChunk.class::cast).toList();
    }

    @Test
    void audioThatIsPacedIsNotFarAheadOfTheClock() {
        TestClock clock = new TestClock(Instant.ofEpochSecond(1_900_000_000));
        SpeechSettings settings = SpeechSettings.DEFAULT;
        StoredStage<SymbolSequence> stage = new StoredStage<>(
                Nodes.SPEAK,
                state,
                () -> new OrderedStage<>(
                        StageWork.speak(settings, settings.maxRecordBytes()), Stages.setup(voices, true, clock)));
        int sentences = 40;
        for (int segment = 0; segment < sentences; segment++) {
            SymbolSequence paced = SymbolSequence.newBuilder(sentence("u1", segment, segment == sentences - 1))
                    .setAheadMs(300)
                    .build();
            stage.process("room", paced);
        }
        voices.eager = true;
        long writtenMs = 0;
        int rounds = 0;
        List<AudioChunk> heard = new ArrayList<>();
        while (heard.stream().noneMatch(AudioChunk::getLast)) {
            while (!voices.waiting.isEmpty()) {
                voices.workOnOldest();
            }
            for (AudioChunk chunk : audio(stage)) {
                heard.add(chunk);
                writtenMs =
                        (chunk.getStartSample() + chunk.getAudio().remaining() / 2) * 1000 / chunk.getSampleRateHz();
                assertThat(chunk.getStartSample() * 1000 / chunk.getSampleRateHz() - 10L * rounds)
                        .as("ahead of the clock")
                        .isLessThanOrEqualTo(300);
            }
            assertThat(writtenMs).as("a listener never runs dry").isGreaterThan(10L * rounds);
            clock.now = clock.now.plusMillis(10);
            rounds++;
            assertThat(rounds).isLessThan(10_000);
        }
        assertThat(rounds).as("as long as it takes to be heard, about").isGreaterThan(100);
    }
}
